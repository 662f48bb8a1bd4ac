/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The decompressors behind tool/unpack/unpack.h: each reads one whole stream into a growing buffer.
 */
#ifndef TOOL_UNPACK_UNPACK_CODEC_H
#define TOOL_UNPACK_UNPACK_CODEC_H

#include <stdbool.h>

#include "tool/unpack/unpack.h"

/* A buffer that doubles up to UNPACK_SIZE_MAX. */
struct unpack_buffer {
    uint8_t *bytes;
    size_t used;
    size_t capacity;
};

/* Makes room for at least one more byte; offers all that there is. */
enum unpack_error unpack_buffer_grow(struct unpack_buffer *buffer);

/* The whole of `source` must be one stream (or several in a row), and nothing else. */
typedef enum unpack_error unpack_codec_fn(const uint8_t *source, size_t size,
                                          struct unpack_buffer *target);

unpack_codec_fn unpack_gzip, unpack_bzip2, unpack_xz, unpack_lzma, unpack_lz4, unpack_zstd;

struct unpack_codec {
    const char *name;
    const char *magic;
    unsigned int magic_size;
    unpack_codec_fn *decode; /* NULL: known by name, not supported */
    bool ends_with_size;     /* the stream's own last 4 bytes are the unpacked size (gzip) */
};

/* Finds the codec by the first bytes; NULL when there is none. */
const struct unpack_codec *unpack_codec_find(const uint8_t *source, size_t size);

#endif
