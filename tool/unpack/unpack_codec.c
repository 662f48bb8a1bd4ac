/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Decompressors by Debian's libraries, all in one shape: feed the rest, offer the room there is.
 */
#include "tool/unpack/unpack_codec.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static const struct unpack_codec codecs[] = {
    {"gzip", "\x1f\x8b", 2, unpack_gzip, true},
    {"bzip2", "BZh", 3, unpack_bzip2, false},
    {"xz", "\xfd\x37zXZ\0", 6, unpack_xz, false},
    {"lzma", "\x5d\0\0", 3, unpack_lzma, false},
    {"lzo", "\x89LZO", 4, NULL, false},
    {"lz4", "\x02\x21\x4c\x18", 4, unpack_lz4, false},
    {"zstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd, false},
};

const struct unpack_codec *unpack_codec_find(const uint8_t *source, size_t size)
{
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
        if (size >= codecs[i].magic_size &&
            memcmp(source, codecs[i].magic, codecs[i].magic_size) == 0)
            return &codecs[i];
    return NULL;
}

/* The counters of zlib and bzip2 have 32 bits: input and room are offered in pieces. */
static unsigned int piece_of(size_t count)
{
    return count < 1u << 30 ? (unsigned int)count : 1u << 30;
}

enum unpack_error unpack_gzip(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    enum unpack_error error = UNPACK_OK;
    z_stream stream = {0};
    size_t at = 0;
    int state;

    /* 16 above the window bits: a gzip header is wanted, and its checksum checked. */
    if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK)
        return UNPACK_NO_MEMORY;
    do {
        unsigned int in = piece_of(size - at), room;

        error = unpack_buffer_grow(target);
        if (error)
            break;
        room = piece_of(target->capacity - target->used);
        stream.next_in = (z_const Bytef *)(uintptr_t)(source + at);
        stream.avail_in = in;
        stream.next_out = target->bytes + target->used;
        stream.avail_out = room;
        state = inflate(&stream, Z_NO_FLUSH);
        at += in - stream.avail_in;
        target->used += room - stream.avail_out;
        if (state == Z_STREAM_END && at < size)
            state = inflateReset(&stream);
        else if (state != Z_OK && state != Z_STREAM_END)
            error = state == Z_MEM_ERROR ? UNPACK_NO_MEMORY : UNPACK_BAD_DATA;
    } while (!error && state != Z_STREAM_END);
    inflateEnd(&stream);
    return error;
}

enum unpack_error unpack_bzip2(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    enum unpack_error error = UNPACK_OK;
    bz_stream stream = {0};
    size_t at = 0;
    int state;

    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
        return UNPACK_NO_MEMORY;
    do {
        unsigned int in = piece_of(size - at), room;

        error = unpack_buffer_grow(target);
        if (error)
            break;
        room = piece_of(target->capacity - target->used);
        stream.next_in = (char *)(uintptr_t)(source + at);
        stream.avail_in = in;
        stream.next_out = (char *)(target->bytes + target->used);
        stream.avail_out = room;
        state = BZ2_bzDecompress(&stream);
        at += in - stream.avail_in;
        target->used += room - stream.avail_out;
        /* bzip2 answers "fine" to a cut-off stream for ever: no progress is its end. */
        if (state == BZ_OK && stream.avail_in == in && stream.avail_out == room)
            error = UNPACK_BAD_DATA;
        else if (state != BZ_OK && state != BZ_STREAM_END)
            error = state == BZ_MEM_ERROR ? UNPACK_NO_MEMORY : UNPACK_BAD_DATA;
    } while (!error && state != BZ_STREAM_END);
    BZ2_bzDecompressEnd(&stream);
    return !error && at != size ? UNPACK_BAD_DATA : error;
}

/* Runs an initialised liblzma decoder to its end. */
static enum unpack_error lzma_run(lzma_stream *stream, const uint8_t *source, size_t size,
                                  struct unpack_buffer *target)
{
    enum unpack_error error = UNPACK_OK;
    lzma_ret state;

    stream->next_in = source;
    stream->avail_in = size;
    do {
        size_t room;

        error = unpack_buffer_grow(target);
        if (error)
            break;
        room = target->capacity - target->used;
        stream->next_out = target->bytes + target->used;
        stream->avail_out = room;
        state = lzma_code(stream, LZMA_FINISH);
        target->used += room - stream->avail_out;
        if (state != LZMA_OK && state != LZMA_STREAM_END)
            error = state == LZMA_MEM_ERROR ? UNPACK_NO_MEMORY : UNPACK_BAD_DATA;
    } while (!error && state != LZMA_STREAM_END);
    if (!error && stream->avail_in != 0)
        error = UNPACK_BAD_DATA;
    lzma_end(stream);
    return error;
}

enum unpack_error unpack_xz(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    lzma_stream stream = LZMA_STREAM_INIT;

    if (lzma_stream_decoder(&stream, UNPACK_DECODER_MAX, LZMA_CONCATENATED) != LZMA_OK)
        return UNPACK_NO_MEMORY;
    return lzma_run(&stream, source, size, target);
}

enum unpack_error unpack_lzma(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    lzma_stream stream = LZMA_STREAM_INIT;

    if (lzma_alone_decoder(&stream, UNPACK_DECODER_MAX) != LZMA_OK)
        return UNPACK_NO_MEMORY;
    return lzma_run(&stream, source, size, target);
}

enum unpack_error unpack_zstd(const uint8_t *source, size_t size, struct unpack_buffer *target)
{
    ZSTD_DCtx *decoder = ZSTD_createDCtx();
    ZSTD_inBuffer in = {source, size, 0};
    enum unpack_error error = UNPACK_OK;
    size_t state = 1;

    if (!decoder)
        return UNPACK_NO_MEMORY;
    /* Linux packs with --ultra -22, whose window of 128 MiB is the decoder's own limit. */
    while (!error && (state != 0 || in.pos < in.size)) {
        ZSTD_outBuffer out;
        size_t before = in.pos;

        error = unpack_buffer_grow(target);
        if (error)
            break;
        out = (ZSTD_outBuffer){target->bytes + target->used, target->capacity - target->used, 0};
        state = ZSTD_decompressStream(decoder, &out, &in);
        target->used += out.pos;
        if (ZSTD_isError(state) || (in.pos == before && out.pos == 0))
            error = UNPACK_BAD_DATA;
    }
    ZSTD_freeDCtx(decoder);
    return error;
}
