/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes launch images (hosted only): the same inputs always give the same bytes.
 *
 * Files with the same bytes are stored once. A payload is stored as an LZ4 frame
 * (core/image/payload.h) where a fast level already gains 5 %, else as it is: a ramdisk that is
 * compressed inside is not compressed again.
 */
#ifndef TOOL_PACK_WRITE_H
#define TOOL_PACK_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image/digest.h"
#include "core/lcm/lcm.h"

enum { WRITE_LEVEL_MIN = 3, WRITE_LEVEL_DEFAULT = 12, WRITE_LEVEL_MAX = 12 };

enum write_error {
    WRITE_OK = 0,
    WRITE_EMPTY,       /* a payload without bytes */
    WRITE_TOO_MANY,    /* more than LCM_MODULES_MAX different payloads */
    WRITE_TOO_LARGE,   /* a payload larger than the reader takes */
    WRITE_LCM_SIZE,    /* the compiled LCM is larger than LCM_BLOB_MAX */
    WRITE_NOT_REGULAR, /* the output exists and is not a regular file */
    WRITE_NO_MEMORY,
    WRITE_IO, /* errno says why */
};

/* One payload as it will stand in the image. */
struct write_payload {
    uint8_t plain_digest[DIGEST_SIZE]; /* of the bytes as given: finds the same file again */
    uint8_t *stored;                   /* owned */
    uint64_t stored_size;
    uint64_t size;
    enum lcm_encoding encoding;
    const char *file;      /* what the image calls it, for people; NULL: nothing */
    uint32_t cmdline_size; /* as in struct lcm_payload */
};

struct image_writer {
    int level; /* of LZ4's high compression, 3 to 12; WRITE_LEVEL_DEFAULT unless changed after
                  image_writer_init */
    /* Called while compressing, from the calling thread; may be NULL. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
    /*
     * Where compressed payloads are kept from one build to the next; NULL: nowhere. `cache_find`
     * gives the frame that these bytes become at the writer's level, proven to decode to them.
     */
    bool (*cache_find)(const struct image_writer *w, const uint8_t *bytes, size_t size,
                       const uint8_t digest[DIGEST_SIZE], struct write_payload *payload);
    void (*cache_keep)(const struct image_writer *w, const uint8_t digest[DIGEST_SIZE],
                       const struct write_payload *payload);
    uint32_t count;
    struct write_payload payloads[LCM_MODULES_MAX];
};

void image_writer_init(struct image_writer *w);
void image_writer_release(struct image_writer *w);

/*
 * Adds the bytes of a file, or finds them again; `index` counts from 1, as in the module table.
 * `plain`: they are not compressed, for whoever takes them where they lie in the image.
 */
enum write_error image_writer_add(struct image_writer *w, const void *bytes, size_t size,
                                  bool plain, uint32_t *index);

/*
 * Names the file that payload `index` was made of, without its directories, unless it has a name.
 * `path` must outlive the writer.
 */
void image_writer_name(struct image_writer *w, uint32_t index, const char *path);

/*
 * Says that payload `index`, a kernel, takes command lines of at most `size` characters; 0: nobody
 * knows. Of two files with the same bytes in them, the smaller counts.
 */
void image_writer_limit(struct image_writer *w, uint32_t index, uint32_t size);

/*
 * Fills the payload table of `plan` (whose modules must have their indexes) and writes the image to
 * `path`: into a temporary file beside it, which then takes its place.
 */
enum write_error image_writer_save(const struct image_writer *w, struct lcm_plan *plan,
                                   const char *path);

/* The same without writing: how large the image is. 0 where it cannot be made. */
uint64_t image_writer_size(const struct image_writer *w, struct lcm_plan *plan);

/* Compresses into one frame of independent blocks; the caller frees `*stored`. In
 * tool/pack/write_lz4.c. */
enum write_error lz4_frame_write(const struct image_writer *w, int level, const uint8_t *bytes,
                                 size_t size, uint8_t **stored, uint64_t *stored_size);

/* What is wrong, as text for a person. */
const char *write_strerror(enum write_error error);

/*
 * Writes the canonical compiled form of `plan` into `buffer`; domids and names are written
 * explicitly, modules by index. The same plan always gives the same bytes. Returns the size of the
 * blob, or 0 when `capacity` is too small.
 */
size_t lcm_write(const struct lcm_plan *plan, void *buffer, size_t capacity);

#endif
