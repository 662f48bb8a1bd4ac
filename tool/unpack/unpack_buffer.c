/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Room for what is unpacked: it grows as bytes come, never beyond what a kernel may have.
 */
#include <stdlib.h>

#include "tool/unpack/unpack_codec.h"

enum unpack_error unpack_buffer_grow(struct unpack_buffer *buffer)
{
    size_t wanted = buffer->capacity ? 2 * buffer->capacity : 1024 * 1024;
    uint8_t *bytes;

    if (buffer->used < buffer->capacity)
        return UNPACK_OK;
    if (wanted > UNPACK_SIZE_MAX)
        wanted = UNPACK_SIZE_MAX;
    if (wanted == buffer->capacity)
        return UNPACK_TOO_LARGE;
    bytes = realloc(buffer->bytes, wanted);
    if (!bytes)
        return UNPACK_NO_MEMORY;
    buffer->bytes = bytes;
    buffer->capacity = wanted;
    return UNPACK_OK;
}
