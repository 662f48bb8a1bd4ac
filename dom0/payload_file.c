/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unpacks payloads into files. Each appears under its name with its last byte, or not at all.
 */
#include "dom0/payload_file.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "dom0/say.h"
#include "core/image/payload.h"

/* What unpacking leaves to others: the folder's file system is the host's /run. */
#define ROOM_LEFT (1024u * 1024u)

static bool partial_name(char name[PATH_MAX], const char *path)
{
    return snprintf(name, PATH_MAX, "%s.new", path) < PATH_MAX;
}

FILE *file_begin(const char *path)
{
    char partial[PATH_MAX];

    if (!partial_name(partial, path)) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return fopen(partial, "we");
}

const char *file_commit(FILE *out, const char *path, const char *why)
{
    char partial[PATH_MAX];

    if (ferror(out) && !why)
        why = strerror(errno);
    if (fclose(out) != 0 && !why)
        why = strerror(errno);
    if (partial_name(partial, path)) {
        if (!why && rename(partial, path) != 0)
            why = strerror(errno);
        if (why)
            (void)unlink(partial);
    }
    return why;
}

/* Whether a file has exactly the payload's bytes: not all that stands there was left by us. */
static bool payload_compare(struct payload *payload, const char *path)
{
    static uint8_t bytes[PAYLOAD_CHUNK];
    FILE *in = fopen(path, "re");
    bool same = in;

    for (uint32_t i = 0; same && i < payload->chunk_count; i++) {
        uint32_t size = payload_chunk_size(payload, i);

        same = payload_decode_chunk(payload, i, payload->cache) == PAYLOAD_OK &&
               fread(bytes, 1, size, in) == size && memcmp(bytes, payload->cache, size) == 0;
    }
    same = same && fgetc(in) == EOF;
    if (in)
        (void)fclose(in);
    return same;
}

static const char *payload_decode(struct payload *payload, FILE *out)
{
    for (uint32_t i = 0; i < payload->chunk_count; i++) {
        uint32_t size = payload_chunk_size(payload, i);
        enum payload_error error = payload_decode_chunk(payload, i, payload->cache);

        if (error)
            return payload_strerror(error);
        if (fwrite(payload->cache, 1, size, out) != size)
            return strerror(errno);
    }
    return NULL;
}

/* Whether the folder has room; the reason with both figures, or NULL. */
static const char *room_check(const char *folder, uint64_t size)
{
    static char why[192];
    struct statvfs status;
    uint64_t room;

    if (statvfs(folder, &status) != 0)
        return strerror(errno);
    room = (uint64_t)status.f_bavail * status.f_frsize;
    if (room >= ROOM_LEFT && room - ROOM_LEFT >= size)
        return NULL;
    (void)snprintf(why, sizeof(why),
                   "it takes %" PRIu64 " KiB, %" PRIu64 " KiB are free there, of which %u are kept "
                   "for others; make that file system larger (mount -o remount,size=)",
                   (size + 1023) / 1024, room / 1024, ROOM_LEFT / 1024);
    return why;
}

/* Puts an opened payload to `file->path`; NULL or what went wrong. */
static const char *payload_place(struct payload_file *file, struct payload *payload,
                                 const char *folder)
{
    const char *why = NULL;
    FILE *out;

    if (payload_compare(payload, file->path))
        return NULL;
    why = room_check(folder, payload->size);
    if (why)
        return why;
    out = file_begin(file->path);
    if (!out)
        return strerror(errno);
    why = file_commit(out, file->path, payload_decode(payload, out));
    file->fresh = !why;
    return why;
}

bool payload_file_make(struct payload_file *file, const struct launch_image *from, uint32_t index,
                       const char *folder)
{
    static struct payload payload;
    const struct lcm_payload *entry = &from->image.plan.payloads[index - 1];
    const char *why = NULL;
    uint8_t *stored;

    *file = (struct payload_file){.path = NULL};
    if (asprintf(&file->path, "%s/payload-%" PRIu32, folder, index) < 0) {
        file->path = NULL;
        say("out of memory");
        return false;
    }
    stored = launch_image_payload(from, index, &why);
    if (stored) {
        enum payload_error error = payload_open(&payload, entry, stored);

        why = error ? payload_strerror(error) : payload_place(file, &payload, folder);
        free(stored);
    }
    if (why) {
        say("payload %" PRIu32 " cannot be unpacked to %s: %s", index, file->path, why);
        payload_file_release(file, true);
    }
    return !why;
}

void payload_file_release(struct payload_file *file, bool remove)
{
    if (remove && file->fresh)
        (void)unlink(file->path);
    free(file->path);
    *file = (struct payload_file){.path = NULL};
}
