/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keeps compressed payloads below the user's cache directory: see build_cache.h.
 */
#include "tool/pack/build_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <lz4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/image/payload.h"
#include "tool/base/file.h"

/* The directory, made where it is not there; false without one. */
static bool directory_find(char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length;

    /* A relative path is invalid by the specification, and ignored. */
    if (cache && cache[0] == '/')
        length = snprintf(path, size, "%s", cache);
    else if (home && home[0] == '/')
        length = snprintf(path, size, "%s/.cache", home);
    else
        return false;
    if (length < 0 || (size_t)length + sizeof("/hyperlaunch") > size)
        return false;
    (void)mkdir(path, 0700);
    memcpy(path + length, "/hyperlaunch", sizeof("/hyperlaunch"));
    (void)mkdir(path, 0700);
    return access(path, R_OK | W_OK | X_OK) == 0;
}

static bool name_make(const uint8_t digest[DIGEST_SIZE], int level, char *path, size_t size)
{
    char text[DIGEST_TEXT_SIZE];
    size_t length;
    int more;

    if (!directory_find(path, size))
        return false;
    digest_text(digest, text);
    length = strlen(path);
    more =
        snprintf(path + length, size - length, "/%s-%d-%s.lz4", text, level, LZ4_versionString());
    return more > 0 && length + (size_t)more < size;
}

/* Whether the stored bytes are a payload of exactly these bytes, by the launcher's own reader. */
static bool frame_is_of(const struct file *stored, const uint8_t *bytes, size_t size)
{
    const struct lcm_payload entry = {
        .stored_size = stored->size, .size = size, .encoding = LCM_ENCODING_LZ4};
    struct payload *payload = calloc(1, sizeof(*payload));
    bool same = payload && payload_open(payload, &entry, stored->bytes) == PAYLOAD_OK;

    for (uint32_t i = 0; same && i < payload->chunk_count; i++)
        same = payload_decode_chunk(payload, i, payload->cache) == PAYLOAD_OK &&
               memcmp(payload->cache, bytes + (size_t)i * PAYLOAD_CHUNK,
                      payload_chunk_size(payload, i)) == 0;
    free(payload);
    return same;
}

static bool cache_find(const struct image_writer *w, const uint8_t *bytes, size_t size,
                       const uint8_t digest[DIGEST_SIZE], struct write_payload *payload)
{
    char path[PATH_MAX];
    struct file stored;

    if (!name_make(digest, w->level, path, sizeof(path)) || !file_read(&stored, path))
        return false;
    if (!frame_is_of(&stored, bytes, size)) {
        file_release(&stored);
        return false;
    }
    (void)utimensat(AT_FDCWD, path, NULL, 0); /* used now */
    payload->stored = stored.bytes;
    payload->stored_size = stored.size;
    return true;
}

struct entry {
    char name[NAME_MAX + 1];
    uint64_t size;
    struct timespec used;
};

static bool time_is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* How much there is, and the file that was not used for longest. */
static uint64_t cache_look(DIR *directory, struct entry *oldest)
{
    uint64_t total = 0;
    struct dirent *each;
    struct stat status;

    oldest->name[0] = '\0';
    rewinddir(directory);
    while ((each = readdir(directory))) {
        if (fstatat(dirfd(directory), each->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        total += (uint64_t)status.st_size;
        if (oldest->name[0] && !time_is_before(&status.st_mtim, &oldest->used))
            continue;
        snprintf(oldest->name, sizeof(oldest->name), "%s", each->d_name);
        oldest->used = status.st_mtim;
    }
    return total;
}

static void cache_trim(void)
{
    char path[PATH_MAX];
    struct entry oldest;
    DIR *directory;

    if (!directory_find(path, sizeof(path)))
        return;
    directory = opendir(path);
    if (!directory)
        return;
    while (cache_look(directory, &oldest) > BUILD_CACHE_MAX && oldest.name[0] &&
           unlinkat(dirfd(directory), oldest.name, 0) == 0)
        continue;
    closedir(directory);
}

/* Another build may do the same: a file of its own takes the place of the name in one step. */
static void cache_keep(const struct image_writer *w, const uint8_t digest[DIGEST_SIZE],
                       const struct write_payload *payload)
{
    char path[PATH_MAX], *scratch;
    int fd;

    if (payload->stored_size > BUILD_CACHE_MAX / 2 ||
        !name_make(digest, w->level, path, sizeof(path)) ||
        asprintf(&scratch, "%s.XXXXXX", path) < 0)
        return;
    fd = mkstemp(scratch);
    if (fd >= 0) {
        close(fd);
        if (!file_write(scratch, payload->stored, payload->stored_size) ||
            rename(scratch, path) != 0)
            unlink(scratch);
        cache_trim();
    }
    free(scratch);
}

void build_cache_use(struct image_writer *writer)
{
    writer->cache_find = cache_find;
    writer->cache_keep = cache_keep;
}
