/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Decodes stored payloads chunk by chunk: blocks of an LZ4 frame, or plain bytes cut into the same
 * chunks.
 */
#include "core/image/payload.h"

#include <lz4.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/little_endian.h"

#define NO_CHUNK UINT32_MAX

/* The LZ4 frame as the writer makes it; any other form is refused. */
enum {
    FRAME_FLAGS = 0x68,      /* version 1, independent blocks, content size given, nothing else */
    FRAME_BLOCK_SIZE = 0x50, /* blocks of 256 KiB at most */
    FRAME_HEADER = 15,       /* magic, flags, block size, content size, header checksum */
    FRAME_CONTENT_SIZE = 6,
    SIZE_FIELD = 4,
};
#define FRAME_MAGIC    UINT32_C(0x184d2204)
#define BLOCK_IS_PLAIN (UINT32_C(1) << 31)

static bool frame_header_is_sound(const struct payload *p)
{
    const uint8_t *header = p->stored;

    if (p->stored_size < FRAME_HEADER + SIZE_FIELD)
        return false;
    return le32_read(header) == FRAME_MAGIC && header[4] == FRAME_FLAGS &&
           header[5] == FRAME_BLOCK_SIZE && le_read(header + FRAME_CONTENT_SIZE, 8) == p->size;
}

/* Finds where each block starts, so that any chunk can be decoded on its own. */
static enum payload_error payload_index_blocks(struct payload *p)
{
    uint64_t offset = FRAME_HEADER;

    if (!frame_header_is_sound(p))
        return PAYLOAD_BAD_FRAME;
    p->chunk_start[0] = offset;
    for (uint64_t decoded = 0; decoded < p->size; decoded += PAYLOAD_CHUNK) {
        uint32_t size;

        if (p->stored_size - offset < SIZE_FIELD)
            return PAYLOAD_BAD_SIZE;
        size = le32_read(p->stored + offset) & ~BLOCK_IS_PLAIN;
        if (size == 0)
            return PAYLOAD_BAD_SIZE;
        if (size > PAYLOAD_CHUNK || size > p->stored_size - offset - SIZE_FIELD)
            return PAYLOAD_BAD_FRAME;
        offset += SIZE_FIELD + size;
        p->chunk_count++;
        p->chunk_start[p->chunk_count] = offset;
    }
    /* The end mark, and nothing after it. */
    if (p->stored_size - offset != SIZE_FIELD || le32_read(p->stored + offset) != 0)
        return PAYLOAD_BAD_SIZE;
    return PAYLOAD_OK;
}

/* Plain bytes need no index, but the same table serves both encodings. */
static enum payload_error payload_index_plain(struct payload *p)
{
    if (p->stored_size != p->size)
        return PAYLOAD_BAD_SIZE;
    for (uint64_t start = 0; start < p->size; start += PAYLOAD_CHUNK)
        p->chunk_start[p->chunk_count++] = start;
    return PAYLOAD_OK;
}

enum payload_error payload_open(struct payload *p, const struct lcm_payload *entry,
                                const void *stored)
{
    enum payload_error error;

    p->stored = stored;
    p->stored_size = entry->stored_size;
    p->size = entry->size;
    p->encoding = entry->encoding;
    p->chunk_count = 0;
    p->cached_chunk = NO_CHUNK;
    p->chunk_start[0] = 0;
    if (entry->size > (uint64_t)PAYLOAD_CHUNK * PAYLOAD_CHUNKS_MAX)
        error = PAYLOAD_TOO_LARGE;
    else if (entry->encoding == LCM_ENCODING_LZ4)
        error = payload_index_blocks(p);
    else
        error = payload_index_plain(p);
    if (error) {
        /* Whatever the caller does next, there is nothing to read. */
        p->chunk_count = 0;
        p->size = 0;
    }
    return error;
}

uint32_t payload_chunk_size(const struct payload *p, uint32_t i)
{
    uint64_t start = (uint64_t)i * PAYLOAD_CHUNK;

    if (i >= p->chunk_count)
        return 0;
    return p->size - start < PAYLOAD_CHUNK ? (uint32_t)(p->size - start) : PAYLOAD_CHUNK;
}

enum payload_error payload_decode_chunk(const struct payload *p, uint32_t i, void *target)
{
    uint32_t size = payload_chunk_size(p, i);
    uint32_t stored = size | BLOCK_IS_PLAIN;
    const uint8_t *source;

    if (size == 0)
        return PAYLOAD_BEYOND;
    source = p->stored + p->chunk_start[i];
    if (p->encoding == LCM_ENCODING_LZ4) {
        stored = le32_read(source);
        source += SIZE_FIELD;
    }
    if (stored == (size | BLOCK_IS_PLAIN))
        memcpy(target, source, size);
    else if (stored & BLOCK_IS_PLAIN ||
             LZ4_decompress_safe((const char *)source, target, (int)stored, (int)size) != (int)size)
        return PAYLOAD_BAD_DATA;
    return PAYLOAD_OK;
}

enum payload_error payload_read(struct payload *p, uint64_t offset, void *target, size_t count)
{
    enum payload_error error;
    uint8_t *next = target;

    if (offset > p->size || count > p->size - offset)
        return PAYLOAD_BEYOND;
    while (count > 0) {
        uint32_t chunk = (uint32_t)(offset / PAYLOAD_CHUNK);
        uint32_t skip = (uint32_t)(offset % PAYLOAD_CHUNK);
        size_t part = PAYLOAD_CHUNK - skip;

        if (part > count)
            part = count;
        if (p->cached_chunk != chunk) {
            /* A failed decode leaves rubbish in the cache: it must not count as filled. */
            p->cached_chunk = NO_CHUNK;
            error = payload_decode_chunk(p, chunk, p->cache);
            if (error)
                return error;
            p->cached_chunk = chunk;
        }
        memcpy(next, p->cache + skip, part);
        next += part;
        offset += part;
        count -= part;
    }
    return PAYLOAD_OK;
}

const char *payload_strerror(enum payload_error error)
{
    static const char *const texts[] = {
        [PAYLOAD_OK] = "no error",
        [PAYLOAD_TOO_LARGE] = "the payload is larger than 2 GiB decoded",
        [PAYLOAD_BAD_FRAME] = "the LZ4 frame is damaged or not of the expected form",
        [PAYLOAD_BAD_SIZE] = "the payload does not have the size that the LCM gives",
        [PAYLOAD_BAD_DATA] = "an LZ4 block does not decode",
        [PAYLOAD_BEYOND] = "a read past the end of the payload",
    };

    return texts[error];
}
