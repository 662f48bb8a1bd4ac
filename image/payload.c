/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Decodes stored payloads chunk by chunk: zstd frames, or plain bytes cut into the same chunks.
 */
#define ZSTD_STATIC_LINKING_ONLY /* decoding in memory of our own, ZSTD_initStaticDCtx() */
#include "image/payload.h"

#include <stdbool.h>
#include <string.h>
#include <zstd.h>

#define NO_CHUNK UINT32_MAX

/* The decoded size of the frame at `frame`, 0 where it is not one that the writer makes. */
static uint32_t frame_content_size(const uint8_t *frame, uint64_t available)
{
    ZSTD_frameHeader header;

    if (ZSTD_getFrameHeader(&header, frame, available) != 0)
        return 0;
    if (header.frameType != ZSTD_frame || header.dictID != 0)
        return 0;
    /* An unknown content size is a huge number here, and a window never needs more than a chunk. */
    if (header.frameContentSize > PAYLOAD_CHUNK || header.windowSize > PAYLOAD_CHUNK)
        return 0;
    return (uint32_t)header.frameContentSize;
}

/* Finds where each frame starts, so that any chunk can be decoded on its own. */
static enum payload_error payload_index_frames(struct payload *p)
{
    uint64_t offset = 0;
    uint64_t decoded = 0;

    while (offset < p->stored_size) {
        const uint8_t *frame = p->stored + offset;
        uint64_t available = p->stored_size - offset;
        uint32_t content = frame_content_size(frame, available);
        size_t frame_size;

        if (p->chunk_count == PAYLOAD_CHUNKS_MAX)
            return PAYLOAD_TOO_LARGE;
        /* Only the last frame may be short: no other follows one. */
        if (content == 0 || decoded % PAYLOAD_CHUNK != 0)
            return PAYLOAD_BAD_FRAME;
        frame_size = ZSTD_findFrameCompressedSize(frame, available);
        if (ZSTD_isError(frame_size) || frame_size == 0 || frame_size > available)
            return PAYLOAD_BAD_FRAME;
        decoded += content;
        if (decoded > p->size)
            return PAYLOAD_BAD_SIZE;
        offset += frame_size;
        p->chunk_count++;
        p->chunk_start[p->chunk_count] = offset;
    }
    return decoded == p->size ? PAYLOAD_OK : PAYLOAD_BAD_SIZE;
}

/* Plain bytes need no index, but the same table serves both encodings. */
static enum payload_error payload_index_plain(struct payload *p)
{
    if (p->stored_size != p->size)
        return PAYLOAD_BAD_SIZE;
    for (uint64_t offset = 0; offset < p->size;) {
        uint64_t left = p->size - offset;

        offset += left < PAYLOAD_CHUNK ? left : PAYLOAD_CHUNK;
        p->chunk_count++;
        p->chunk_start[p->chunk_count] = offset;
    }
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
    else if (entry->encoding == LCM_ENCODING_ZSTD)
        error = payload_index_frames(p);
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

enum payload_error payload_decode_chunk(struct payload *p, uint32_t i, void *target)
{
    uint32_t size = payload_chunk_size(p, i);
    const uint8_t *source;
    size_t source_size;
    ZSTD_DCtx *decoder;

    if (size == 0)
        return PAYLOAD_BEYOND;
    source = p->stored + p->chunk_start[i];
    source_size = p->chunk_start[i + 1] - p->chunk_start[i];
    if (p->encoding == LCM_ENCODING_NONE) {
        memcpy(target, source, size);
        return PAYLOAD_OK;
    }
    /* NULL if a newer library's decoder outgrows the workspace; setting it up anew is cheap. */
    decoder = ZSTD_initStaticDCtx(p->workspace, sizeof(p->workspace));
    if (!decoder)
        return PAYLOAD_NO_ROOM;
    if (ZSTD_decompressDCtx(decoder, target, size, source, source_size) != size)
        return PAYLOAD_BAD_DATA;
    return PAYLOAD_OK;
}

enum payload_error payload_read(struct payload *p, uint64_t offset, void *target, size_t count)
{
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
            enum payload_error error;

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
    switch (error) {
    case PAYLOAD_OK:
        return "no error";
    case PAYLOAD_TOO_LARGE:
        return "the payload is larger than 2 GiB decoded";
    case PAYLOAD_BAD_FRAME:
        return "a zstd frame is damaged or not of the expected form";
    case PAYLOAD_BAD_SIZE:
        return "the payload does not have the size that the LCM gives";
    case PAYLOAD_BAD_DATA:
        return "a zstd frame does not decode";
    case PAYLOAD_BEYOND:
        return "a read past the end of the payload";
    case PAYLOAD_NO_ROOM:
        return "the decoder's workspace is too small for this build of zstd";
    }
    return "unknown payload error";
}
