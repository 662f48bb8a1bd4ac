/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Random access to a stored payload, decoding it piece by piece with no memory of its own.
 *
 * Encoding "lz4": the payload is one LZ4 frame (LZ4 frame format 1.6: magic 0x184D2204) of
 * independent blocks of 256 KiB with its content size in the header, no checksums, no dictionary;
 * `lz4 -d` reads it too. Every block but the last decodes to exactly PAYLOAD_CHUNK bytes. Encoding
 * "none" is treated as the same chunks, copied. The stored bytes are untrusted even when their
 * digest fits. The frame header's own checksum is not looked at: the digest covers it.
 *
 * Why LZ4: measured in the launcher under emulation (Debian 6.1 kernel, 50.7 MiB), hashing and
 * decoding took 0.19 s against 0.33 s with zstd level 19, for 13.4 MiB instead of 9.3 MiB stored,
 * and zstd's decoder alone is 140 KiB; see docs/performance.md.
 */
#ifndef CORE_IMAGE_PAYLOAD_H
#define CORE_IMAGE_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "core/lcm/lcm.h"

enum {
    PAYLOAD_CHUNK = 256 * 1024,
    PAYLOAD_CHUNKS_MAX = 8192, /* 2 GiB decoded */
};

enum payload_error {
    PAYLOAD_OK = 0,
    PAYLOAD_TOO_LARGE, /* more than PAYLOAD_CHUNKS_MAX chunks */
    PAYLOAD_BAD_FRAME, /* the frame's header or a block's size is not as expected */
    PAYLOAD_BAD_SIZE,  /* the blocks do not add up to the size that the LCM gives */
    PAYLOAD_BAD_DATA,  /* a block does not decode */
    PAYLOAD_BEYOND,    /* a read past the end */
};

/* One payload being read; large (fixed arrays), so keep it static and use it again. */
struct payload {
    const uint8_t *stored;
    uint64_t stored_size;
    uint64_t size;
    enum lcm_encoding encoding;
    uint32_t chunk_count;
    uint32_t cached_chunk;                        /* what `cache` holds; UINT32_MAX: nothing */
    uint64_t chunk_start[PAYLOAD_CHUNKS_MAX + 1]; /* offset of each block in `stored` */
    uint8_t cache[PAYLOAD_CHUNK];
};

/* Opens the stored bytes of `entry`; `stored` points to entry->stored_size bytes. */
enum payload_error payload_open(struct payload *p, const struct lcm_payload *entry,
                                const void *stored);

/* Decoded bytes of chunk `i` (0 beyond the last). */
uint32_t payload_chunk_size(const struct payload *p, uint32_t i);

/*
 * Decodes chunk `i` straight into `target`, which must have payload_chunk_size() bytes, readable
 * and writable (the decoder looks back at what it wrote). Several CPUs may, each another chunk.
 */
enum payload_error payload_decode_chunk(const struct payload *p, uint32_t i, void *target);

/* Reads `count` decoded bytes at `offset`, through the cache of one chunk: for headers. */
enum payload_error payload_read(struct payload *p, uint64_t offset, void *target, size_t count);

/* What went wrong, as text for a person. */
const char *payload_strerror(enum payload_error error);

#endif
