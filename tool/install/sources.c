/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes and reads the digests of what a generation was built from.
 */
#include "tool/install/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/tool.h"

enum { DIGEST_STEP = 64 * 1024, DIGITS = DIGEST_TEXT_SIZE - 1, GAP = 2 };

void sources_release(struct sources *sources)
{
    free(sources->text);
    *sources = (struct sources){0};
}

static bool line_add(struct sources *sources, const char *path, const uint8_t digest[DIGEST_SIZE])
{
    char text[DIGEST_TEXT_SIZE], *line = NULL, *more;
    bool good;
    int length;

    digest_text(digest, text);
    length = asprintf(&line, "%s  %s\n", text, path);
    if (length < 0)
        return false;
    if (sources->text && strstr(sources->text, line)) {
        free(line);
        return true;
    }
    more = realloc(sources->text, sources->size + (size_t)length + 1);
    good = more;
    if (good) {
        memcpy(more + sources->size, line, (size_t)length + 1);
        sources->text = more;
        sources->size += (size_t)length;
    }
    free(line);
    return good;
}

bool sources_add(struct sources *sources, const struct place *place, const char *command,
                 const char *path, const uint8_t digest[DIGEST_SIZE])
{
    char *name = place_name(place, command, path);
    bool good = name && line_add(sources, name, digest);

    if (name && !good)
        tool_complain("out of memory");
    free(name);
    return good;
}

bool file_digest(const char *path, uint8_t digest[DIGEST_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t *bytes = fd >= 0 ? malloc(DIGEST_STEP) : NULL;
    struct sha256_ctx context;
    ssize_t count = -1;
    int saved;

    sha256_init(&context);
    while (bytes && (count = read(fd, bytes, DIGEST_STEP)) != 0) {
        if (count < 0 && errno != EINTR)
            break;
        if (count > 0)
            sha256_update(&context, (size_t)count, bytes);
    }
    sha256_digest(&context, DIGEST_SIZE, digest);
    saved = errno;
    free(bytes);
    if (fd >= 0)
        close(fd);
    errno = saved;
    return count == 0;
}

bool sources_next(const char *bytes, size_t size, size_t *offset, struct sources_row *row)
{
    const char *line = bytes + *offset, *end = memchr(line, '\n', size - *offset);
    size_t length = end ? (size_t)(end - line) : 0, path;

    if (length <= DIGITS + GAP || memchr(line, '\0', length) || memchr(line, '\\', length))
        return false;
    path = length - DIGITS - GAP;
    memcpy(row->digest, line, DIGITS);
    row->digest[DIGITS] = '\0';
    line += DIGITS;
    if (strspn(row->digest, "0123456789abcdef") != DIGITS || memcmp(line, "  /", GAP + 1) != 0 ||
        path >= sizeof(row->path))
        return false;
    memcpy(row->path, line + GAP, path);
    row->path[path] = '\0';
    *offset += length + 1;
    return true;
}
