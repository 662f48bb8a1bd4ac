/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays out a launch image and writes it in one step: the old file or the new one, nothing between.
 */
#include "tool/pack/write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/image/digest_tree.h"
#include "core/image/image.h"
#include "core/image/payload.h"

enum { PROBE_LEVEL = 3, GAIN_PERCENT = 5 };

void image_writer_init(struct image_writer *w)
{
    memset(w, 0, sizeof(*w));
    w->level = WRITE_LEVEL_DEFAULT;
}

void image_writer_release(struct image_writer *w)
{
    for (uint32_t i = 0; i < w->count; i++)
        free(w->payloads[i].stored);
    w->count = 0;
}

static enum write_error payload_copy(const uint8_t *bytes, size_t size,
                                     struct write_payload *payload)
{
    payload->size = size;
    payload->encoding = LCM_ENCODING_NONE;
    payload->stored_size = size;
    payload->stored = malloc(size);
    if (!payload->stored)
        return WRITE_NO_MEMORY;
    memcpy(payload->stored, bytes, size);
    return WRITE_OK;
}

/* Stores the bytes compressed where the fastest level says that it is worth it. */
static enum write_error payload_encode(const struct image_writer *w, const uint8_t *bytes,
                                       size_t size, const uint8_t digest[DIGEST_SIZE],
                                       struct write_payload *payload)
{
    struct image_writer silent = {.progress = NULL};
    enum write_error error;

    payload->size = size;
    payload->encoding = LCM_ENCODING_LZ4;
    if (w->cache_find && w->cache_find(w, bytes, size, digest, payload))
        return WRITE_OK;
    error =
        lz4_frame_write(&silent, PROBE_LEVEL, bytes, size, &payload->stored, &payload->stored_size);
    if (error)
        return error;
    if (payload->stored_size <= size / 100 * (100 - GAIN_PERCENT)) {
        if (w->level == PROBE_LEVEL)
            return WRITE_OK;
        free(payload->stored);
        error = lz4_frame_write(w, w->level, bytes, size, &payload->stored, &payload->stored_size);
        if (!error && w->cache_keep)
            w->cache_keep(w, digest, payload);
        return error;
    }
    free(payload->stored);
    return payload_copy(bytes, size, payload);
}

enum write_error image_writer_add(struct image_writer *w, const void *bytes, size_t size,
                                  bool plain, uint32_t *index)
{
    uint8_t digest[DIGEST_SIZE];
    enum write_error error;

    if (size == 0)
        return WRITE_EMPTY;
    if (size > (uint64_t)PAYLOAD_CHUNK * PAYLOAD_CHUNKS_MAX)
        return WRITE_TOO_LARGE;
    digest_sha256(bytes, size, digest);
    for (uint32_t i = 0; i < w->count; i++) {
        if (memcmp(w->payloads[i].plain_digest, digest, sizeof(digest)) == 0 &&
            (!plain || w->payloads[i].encoding == LCM_ENCODING_NONE)) {
            *index = i + 1;
            return WRITE_OK;
        }
    }
    if (w->count == LCM_MODULES_MAX)
        return WRITE_TOO_MANY;
    error = plain ? payload_copy(bytes, size, &w->payloads[w->count])
                  : payload_encode(w, bytes, size, digest, &w->payloads[w->count]);
    if (error)
        return error;
    memcpy(w->payloads[w->count].plain_digest, digest, sizeof(digest));
    w->count++;
    *index = w->count;
    return WRITE_OK;
}

void image_writer_name(struct image_writer *w, uint32_t index, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!w->payloads[index - 1].file)
        w->payloads[index - 1].file = slash ? slash + 1 : path;
}

void image_writer_limit(struct image_writer *w, uint32_t index, uint32_t size)
{
    struct write_payload *payload = &w->payloads[index - 1];

    if (size && (!payload->cmdline_size || size < payload->cmdline_size))
        payload->cmdline_size = size;
}

static uint64_t align_up(uint64_t offset)
{
    return (offset + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
}

/* Fills the module table of the plan; the payloads start behind `lcm_size` bytes. */
static void plan_place(const struct image_writer *w, struct lcm_plan *plan, size_t lcm_size)
{
    uint64_t offset = lcm_size;

    plan->payload_count = w->count;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct write_payload *payload = &w->payloads[i];
        struct lcm_payload *entry = &plan->payloads[i];

        offset = align_up(offset);
        entry->offset = offset;
        entry->stored_size = payload->stored_size;
        entry->size = payload->size;
        entry->encoding = payload->encoding;
        entry->file = payload->file;
        entry->cmdline_size = payload->cmdline_size;
        digest_payload(payload->stored, payload->stored_size, entry->digest);
        offset += payload->stored_size;
    }
}

/* Compiles the LCM twice: its size decides the offsets that it holds, not the other way round. */
static size_t plan_compile(const struct image_writer *w, struct lcm_plan *plan, uint8_t *lcm)
{
    size_t size;

    plan_place(w, plan, 0);
    size = lcm_write(plan, lcm, LCM_BLOB_MAX);
    if (size == 0)
        return 0;
    plan_place(w, plan, size);
    return lcm_write(plan, lcm, LCM_BLOB_MAX) == size ? size : 0;
}

static bool file_append(FILE *file, const struct image_writer *w, const struct lcm_plan *plan,
                        const uint8_t *lcm, size_t lcm_size)
{
    static const uint8_t zeros[IMAGE_ALIGN];
    uint64_t at = lcm_size;

    if (fwrite(lcm, 1, lcm_size, file) != lcm_size)
        return false;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct write_payload *payload = &w->payloads[i];
        size_t pad = (size_t)(plan->payloads[i].offset - at);

        if (fwrite(zeros, 1, pad, file) != pad ||
            fwrite(payload->stored, 1, payload->stored_size, file) != payload->stored_size)
            return false;
        at += pad + payload->stored_size;
    }
    return fflush(file) == 0 && fsync(fileno(file)) == 0;
}

/* Opens a new file beside `path`, with the permissions that a plain creation would give. */
static FILE *temporary_open(const char *path, char **name)
{
    mode_t mask = umask(0);
    FILE *file = NULL;
    int fd;

    umask(mask);
    if (asprintf(name, "%s.XXXXXX", path) < 0) {
        *name = NULL;
        return NULL;
    }
    fd = mkstemp(*name);
    if (fd >= 0 && fchmod(fd, 0666 & ~mask) == 0)
        file = fdopen(fd, "wb");
    if (fd >= 0 && !file) {
        close(fd);
        unlink(*name);
    }
    return file;
}

static enum write_error file_save(const struct image_writer *w, const struct lcm_plan *plan,
                                  const uint8_t *lcm, size_t lcm_size, const char *path)
{
    enum write_error error = WRITE_IO;
    struct stat status;
    char *name;
    FILE *file;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return WRITE_NOT_REGULAR;
    file = temporary_open(path, &name);
    if (file) {
        bool good = file_append(file, w, plan, lcm, lcm_size);
        int saved = errno;

        if (fclose(file) != 0 && good) {
            good = false;
            saved = errno;
        }
        if (good && rename(name, path) == 0) {
            error = WRITE_OK;
        } else {
            saved = good ? errno : saved;
            unlink(name);
            errno = saved;
        }
    }
    free(name);
    return error;
}

enum write_error image_writer_save(const struct image_writer *w, struct lcm_plan *plan,
                                   const char *path)
{
    uint8_t *lcm = malloc(LCM_BLOB_MAX);
    enum write_error error = WRITE_LCM_SIZE;
    size_t lcm_size;

    if (!lcm)
        return WRITE_NO_MEMORY;
    lcm_size = plan_compile(w, plan, lcm);
    if (lcm_size > 0)
        error = file_save(w, plan, lcm, lcm_size, path);
    free(lcm);
    return error;
}

uint64_t image_writer_size(const struct image_writer *w, struct lcm_plan *plan)
{
    uint8_t *lcm = malloc(LCM_BLOB_MAX);
    uint64_t size = lcm ? plan_compile(w, plan, lcm) : 0;

    free(lcm);
    for (uint32_t i = 0; i < w->count && size > 0; i++)
        size = plan->payloads[i].offset + plan->payloads[i].stored_size;
    return size;
}

const char *write_strerror(enum write_error error)
{
    switch (error) {
    case WRITE_OK:
        return "no error";
    case WRITE_EMPTY:
        return "the file is empty";
    case WRITE_TOO_MANY:
        return "more different modules than one set may have";
    case WRITE_TOO_LARGE:
        return "the file is larger than 2 GiB";
    case WRITE_LCM_SIZE:
        return "the compiled LCM is larger than 4 MiB";
    case WRITE_NOT_REGULAR:
        return "the output exists and is not a regular file";
    case WRITE_NO_MEMORY:
        return "out of memory";
    case WRITE_IO:
        return "the output cannot be written";
    }
    return "unknown error of writing";
}
