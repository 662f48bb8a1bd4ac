/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * LZ4's legacy frame, as the Linux build makes it (lz4 -l): magic, then blocks of at most 8 MiB
 * unpacked, each behind its packed size.
 */
#include <lz4.h>
#include <string.h>

#include "core/base/little_endian.h"
#include "tool/unpack/unpack_codec.h"

enum {
    LZ4_MAGIC_SIZE = 4,
    LZ4_BLOCK_LIMIT = 8 * 1024 * 1024,
    LZ4_BLOCK_MAX = UNPACK_SIZE_MAX < LZ4_BLOCK_LIMIT ? UNPACK_SIZE_MAX : LZ4_BLOCK_LIMIT,
};

/* Makes room for one whole block. */
static enum unpack_error block_room(struct unpack_buffer *target)
{
    while (target->capacity - target->used < LZ4_BLOCK_MAX) {
        size_t used = target->used;
        enum unpack_error error;

        target->used = target->capacity;
        error = unpack_buffer_grow(target);
        target->used = used;
        if (error)
            return error;
    }
    return UNPACK_OK;
}

enum unpack_error unpack_lz4(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    size_t at = LZ4_MAGIC_SIZE;

    while (at < size) {
        enum unpack_error error = block_room(target);
        uint32_t packed;
        int count;

        if (error)
            return error;
        if (size - at < 4)
            return UNPACK_BAD_DATA;
        packed = le32_read(source + at);
        at += 4;
        if (packed == 0 || packed > size - at ||
            packed > (uint32_t)LZ4_COMPRESSBOUND(LZ4_BLOCK_MAX))
            return UNPACK_BAD_DATA;
        count = LZ4_decompress_safe((const char *)source + at, (char *)target->bytes + target->used,
                                    (int)packed, LZ4_BLOCK_MAX);
        if (count < 0)
            return UNPACK_BAD_DATA;
        target->used += (size_t)count;
        at += packed;
    }
    return UNPACK_OK;
}
