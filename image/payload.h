/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Random access to a stored payload, decoding it piece by piece with no memory of its own.
 *
 * Encoding "zstd": the payload is a sequence of independent zstd frames (RFC 8878), each with its
 * content size in the header; every frame but the last decodes to exactly PAYLOAD_CHUNK bytes, the
 * last to 1..PAYLOAD_CHUNK. `zstd -d` reads it too. Encoding "none" is treated as the same chunks,
 * copied. The stored bytes are untrusted even when their digest fits.
 */
#ifndef IMAGE_PAYLOAD_H
#define IMAGE_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "lcm/lcm.h"

enum {
    PAYLOAD_CHUNK = 256 * 1024,
    PAYLOAD_CHUNKS_MAX = 8192, /* 2 GiB decoded */
};

enum payload_error {
    PAYLOAD_OK = 0,
    PAYLOAD_TOO_LARGE, /* more than PAYLOAD_CHUNKS_MAX chunks */
    PAYLOAD_BAD_FRAME, /* a frame's header is damaged, or a chunk has the wrong size */
    PAYLOAD_BAD_SIZE,  /* the frames do not add up to the size that the LCM gives */
    PAYLOAD_BAD_DATA,  /* a frame does not decode */
    PAYLOAD_BEYOND,    /* a read past the end */
    PAYLOAD_NO_ROOM,   /* this build's zstd decoder needs a larger workspace */
};

/* One payload being read; large (two fixed arrays), so keep it static and use it again. */
struct payload {
    const uint8_t *stored;
    uint64_t stored_size;
    uint64_t size;
    enum lcm_encoding encoding;
    uint32_t chunk_count;
    uint32_t cached_chunk;                        /* what `cache` holds; UINT32_MAX: nothing */
    uint64_t chunk_start[PAYLOAD_CHUNKS_MAX + 1]; /* offset of each frame in `stored` */
    uint8_t cache[PAYLOAD_CHUNK];
    _Alignas(64) uint8_t workspace[192 * 1024]; /* the decoder's context */
};

/* Opens the stored bytes of `entry`; `stored` points to entry->stored_size bytes. */
enum payload_error payload_open(struct payload *p, const struct lcm_payload *entry,
                                const void *stored);

/* Decoded bytes of chunk `i` (0 beyond the last). */
uint32_t payload_chunk_size(const struct payload *p, uint32_t i);

/*
 * Decodes chunk `i` straight into `target`, which must have payload_chunk_size() bytes, readable
 * and writable (the decoder looks back at what it wrote).
 */
enum payload_error payload_decode_chunk(struct payload *p, uint32_t i, void *target);

/* Reads `count` decoded bytes at `offset`, through the cache of one chunk: for headers. */
enum payload_error payload_read(struct payload *p, uint64_t offset, void *target, size_t count);

/* What went wrong, as text for a person. */
const char *payload_strerror(enum payload_error error);

#endif
