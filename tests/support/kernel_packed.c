/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Packs a kernel in every way.
 */
#include "tests/support/kernel_packed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bzlib.h>
#include <cmocka.h>
#include <lz4hc.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

uint8_t kernel_plain[KERNEL_SIZE];
uint8_t kernel_packed[ROOM];
uint8_t kernel_file[PAYLOAD_AT + ROOM + 4];

int kernel_set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(kernel_plain); i++)
        kernel_plain[i] = (uint8_t)(i >> 6) ^ (uint8_t)(i >> 13);
    memcpy(kernel_plain, "\177ELF", 4);
    return 0;
}

size_t pack_gzip(const uint8_t *bytes, size_t size)
{
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)bytes,
                       .avail_in = (uInt)size,
                       .next_out = kernel_packed,
                       .avail_out = ROOM};

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, 0), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

static size_t pack_bzip2(const uint8_t *bytes, size_t size)
{
    unsigned int room = ROOM;

    assert_int_equal(BZ2_bzBuffToBuffCompress((char *)kernel_packed, &room,
                                              (char *)(uintptr_t)bytes, (unsigned int)size, 1, 0,
                                              0),
                     BZ_OK);
    return room;
}

static size_t pack_xz(const uint8_t *bytes, size_t size)
{
    size_t used = 0;

    assert_int_equal(
        lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, bytes, size, kernel_packed, &used, ROOM),
        LZMA_OK);
    return used;
}

static size_t pack_lzma(const uint8_t *bytes, size_t size)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    size_t used;

    assert_false(lzma_lzma_preset(&options, 0));
    assert_int_equal(lzma_alone_encoder(&stream, &options), LZMA_OK);
    stream.next_in = bytes;
    stream.avail_in = size;
    stream.next_out = kernel_packed;
    stream.avail_out = ROOM;
    assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
    used = ROOM - stream.avail_out;
    lzma_end(&stream);
    return used;
}

static size_t pack_lz4(const uint8_t *bytes, size_t size)
{
    size_t used = 4;

    memcpy(kernel_packed, "\x02\x21\x4c\x18", 4);
    for (size_t at = 0; at < size; at += LZ4_BLOCK) {
        size_t block = size - at < LZ4_BLOCK ? size - at : LZ4_BLOCK;
        int count = LZ4_compress_HC((const char *)bytes + at, (char *)kernel_packed + used + 4,
                                    (int)block, (int)(ROOM - used - 4), 3);

        assert_true(count > 0);
        for (int i = 0; i < 4; i++)
            kernel_packed[used + (size_t)i] = (uint8_t)(count >> (8 * i));
        used += 4 + (size_t)count;
    }
    return used;
}

size_t pack_zstd(const uint8_t *bytes, size_t size)
{
    size_t used = ZSTD_compress(kernel_packed, ROOM, bytes, size, 1);

    assert_false(ZSTD_isError(used));
    return used;
}

const struct pack_method pack_methods[METHODS] = {
    {"gzip", pack_gzip}, {"bzip2", pack_bzip2}, {"xz", pack_xz},
    {"lzma", pack_lzma}, {"lz4", pack_lz4},     {"zstd", pack_zstd},
};

void kernel_file_put32(size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        kernel_file[at + (size_t)i] = (uint8_t)(value >> (8 * i));
}

size_t bzimage_make(size_t size, bool with_size, uint32_t unpacked)
{
    memset(kernel_file, 0, PAYLOAD_AT);
    kernel_file[0x1f1] = SETUP_SECTORS;
    kernel_file[0x1fe] = 0x55;
    kernel_file[0x1ff] = 0xaa;
    memcpy(kernel_file + 0x202, "HdrS", 4);
    kernel_file[0x206] = 0x0f;
    kernel_file[0x207] = 0x02;
    memcpy(kernel_file + PAYLOAD_AT, kernel_packed, size);
    if (with_size) {
        kernel_file_put32(PAYLOAD_AT + size, unpacked);
        size += 4;
    }
    kernel_file_put32(0x248, 64);
    kernel_file_put32(0x24c, (uint32_t)size);
    return PAYLOAD_AT + size;
}
