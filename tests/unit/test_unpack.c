/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unpacking kernels: every compression of a bzImage, made here by the same libraries, and damage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bzlib.h>
#include <cmocka.h>
#include <lz4hc.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "tool/unpack/unpack.h"

/* More than one of LZ4's blocks of 8 MiB. */
enum { KERNEL_SIZE = 9 * 1024 * 1024 + 321, LZ4_BLOCK = 8 * 1024 * 1024, ROOM = KERNEL_SIZE };
enum { SETUP_SECTORS = 3, PAYLOAD_AT = (SETUP_SECTORS + 1) * 512 + 64 };

static uint8_t kernel[KERNEL_SIZE];
static uint8_t packed[ROOM];
static uint8_t file[PAYLOAD_AT + ROOM + 4];

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(kernel); i++)
        kernel[i] = (uint8_t)(i >> 6) ^ (uint8_t)(i >> 13);
    memcpy(kernel, "\177ELF", 4);
    return 0;
}

static size_t pack_gzip(const uint8_t *bytes, size_t size)
{
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)bytes,
                       .avail_in = (uInt)size,
                       .next_out = packed,
                       .avail_out = ROOM};

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, 0), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

static size_t pack_bzip2(const uint8_t *bytes, size_t size)
{
    unsigned int room = ROOM;

    assert_int_equal(BZ2_bzBuffToBuffCompress((char *)packed, &room, (char *)(uintptr_t)bytes,
                                              (unsigned int)size, 1, 0, 0),
                     BZ_OK);
    return room;
}

static size_t pack_xz(const uint8_t *bytes, size_t size)
{
    size_t used = 0;

    assert_int_equal(
        lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, bytes, size, packed, &used, ROOM),
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
    stream.next_out = packed;
    stream.avail_out = ROOM;
    assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
    used = ROOM - stream.avail_out;
    lzma_end(&stream);
    return used;
}

static size_t pack_lz4(const uint8_t *bytes, size_t size)
{
    size_t used = 4;

    memcpy(packed, "\x02\x21\x4c\x18", 4);
    for (size_t at = 0; at < size; at += LZ4_BLOCK) {
        size_t block = size - at < LZ4_BLOCK ? size - at : LZ4_BLOCK;
        int count = LZ4_compress_HC((const char *)bytes + at, (char *)packed + used + 4, (int)block,
                                    (int)(ROOM - used - 4), 3);

        assert_true(count > 0);
        for (int i = 0; i < 4; i++)
            packed[used + (size_t)i] = (uint8_t)(count >> (8 * i));
        used += 4 + (size_t)count;
    }
    return used;
}

static size_t pack_zstd(const uint8_t *bytes, size_t size)
{
    size_t used = ZSTD_compress(packed, ROOM, bytes, size, 1);

    assert_false(ZSTD_isError(used));
    return used;
}

typedef size_t pack_fn(const uint8_t *bytes, size_t size);

static const struct {
    const char *name;
    pack_fn *pack;
} methods[] = {
    {"gzip", pack_gzip}, {"bzip2", pack_bzip2}, {"xz", pack_xz},
    {"lzma", pack_lzma}, {"lz4", pack_lz4},     {"zstd", pack_zstd},
};

enum { METHODS = sizeof(methods) / sizeof(methods[0]) };

static void put32(size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        file[at + (size_t)i] = (uint8_t)(value >> (8 * i));
}

/* A bzImage around `size` packed bytes; all but gzip get the unpacked size behind them. */
static size_t bzimage_make(size_t size, bool with_size, uint32_t unpacked)
{
    memset(file, 0, PAYLOAD_AT);
    file[0x1f1] = SETUP_SECTORS;
    file[0x1fe] = 0x55;
    file[0x1ff] = 0xaa;
    memcpy(file + 0x202, "HdrS", 4);
    file[0x206] = 0x0f;
    file[0x207] = 0x02;
    memcpy(file + PAYLOAD_AT, packed, size);
    if (with_size) {
        put32(PAYLOAD_AT + size, unpacked);
        size += 4;
    }
    put32(0x248, 64);
    put32(0x24c, (uint32_t)size);
    return PAYLOAD_AT + size;
}

static void check_kernel(enum unpack_error error, struct unpacked *out, const char *method)
{
    assert_int_equal(error, UNPACK_OK);
    assert_string_equal(out->method, method);
    assert_int_equal(out->size, KERNEL_SIZE);
    assert_memory_equal(out->bytes, kernel, KERNEL_SIZE);
    unpack_release(out);
}

static void test_every_bzimage(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = methods[i].pack(kernel, KERNEL_SIZE);

        size = bzimage_make(size, i != 0, KERNEL_SIZE);
        check_kernel(unpack_kernel(file, size, &out), &out, methods[i].name);
    }
}

static void test_longest_command_line(void **state)
{
    size_t size = methods[0].pack(kernel, KERNEL_SIZE);
    struct unpacked out;

    (void)state;
    size = bzimage_make(size, false, KERNEL_SIZE);
    put32(0x238, 2047);
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_OK);
    assert_int_equal(out.cmdline_size, 2047);
    unpack_release(&out);
    assert_int_equal(unpack_kernel(kernel, KERNEL_SIZE, &out), UNPACK_OK);
    assert_int_equal(out.cmdline_size, 0);
    unpack_release(&out);
}

static void test_every_compressed_elf(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = methods[i].pack(kernel, KERNEL_SIZE);

        check_kernel(unpack_kernel(packed, size, &out), &out, methods[i].name);
        check_kernel(unpack_file(packed, size, &out), &out, methods[i].name);
    }
}

static void test_plain_passes(void **state)
{
    struct unpacked out;

    (void)state;
    assert_int_equal(unpack_kernel(kernel, KERNEL_SIZE, &out), UNPACK_OK);
    assert_ptr_equal(out.bytes, kernel);
    assert_null(out.owned);
    unpack_release(&out);
    assert_int_equal(unpack_file("hello", 5, &out), UNPACK_OK);
    assert_int_equal(out.size, 5);
    unpack_release(&out);
}

static void test_several_gzip_members(void **state)
{
    struct unpacked out;
    uint8_t *two;
    size_t first, second;

    (void)state;
    first = pack_gzip(kernel, 1000);
    two = malloc(2 * ROOM);
    assert_non_null(two);
    memcpy(two, packed, first);
    second = pack_gzip(kernel + 1000, KERNEL_SIZE - 1000);
    memcpy(two + first, packed, second);
    check_kernel(unpack_kernel(two, first + second, &out), &out, "gzip");
    free(two);
}

static void test_wrong_size_claims(void **state)
{
    struct unpacked out;
    size_t size;

    (void)state;
    for (size_t i = 1; i < METHODS; i++) {
        size = methods[i].pack(kernel, 5000);
        assert_int_equal(unpack_kernel(file, bzimage_make(size, true, 4999), &out),
                         UNPACK_BAD_SIZE);
        assert_int_equal(unpack_kernel(file, bzimage_make(size, true, 5001), &out),
                         UNPACK_BAD_SIZE);
        assert_int_equal(unpack_kernel(file, bzimage_make(size, true, 0xffffffff), &out),
                         UNPACK_TOO_LARGE);
    }
}

static void test_cut_off_and_damaged(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = methods[i].pack(kernel, 50000);

        for (size_t cut = 8; cut < size; cut += 1 + size / 50) {
            /* A copy of just these bytes: the sanitizer sees every read beyond them. */
            uint8_t *copy = malloc(cut);

            assert_non_null(copy);
            memcpy(copy, packed, cut);
            assert_int_equal(unpack_kernel(copy, cut, &out), UNPACK_BAD_DATA);
            assert_null(out.owned);
            free(copy);
        }
        packed[size] = 'x'; /* something that belongs to nothing */
        assert_int_equal(unpack_kernel(packed, size + 1, &out), UNPACK_BAD_DATA);
        for (size_t k = 6; k < size; k += 1 + size / 100) {
            packed[k] ^= 0x3c;
            if (unpack_kernel(packed, size, &out) == UNPACK_OK)
                unpack_release(&out); /* lz4 has no checksum: other bytes, but in bounds */
            packed[k] ^= 0x3c;
        }
    }
}

static void test_bad_headers(void **state)
{
    struct unpacked out;
    size_t size = bzimage_make(pack_zstd(kernel, 5000), true, 5000);

    (void)state;
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_OK);
    unpack_release(&out);
    file[0x206] = 7;
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_OLD_BZIMAGE);
    file[0x206] = 15;
    put32(0x248, 0xffffffff);
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_BAD_HEADER);
    put32(0x248, 64);
    put32(0x24c, (uint32_t)(size - PAYLOAD_AT + 1));
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_BAD_HEADER);
    put32(0x24c, 3);
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_BAD_HEADER);
    put32(0x24c, (uint32_t)(size - PAYLOAD_AT));
    file[PAYLOAD_AT] ^= 1;
    assert_int_equal(unpack_kernel(file, size, &out), UNPACK_BAD_HEADER);
    for (size_t cut = 0; cut < 0x250; cut++)
        assert_int_equal(unpack_kernel(file, cut, &out), UNPACK_UNKNOWN);
    memcpy(packed, "\x89LZO\0\r\n\x1a\n", 9);
    assert_int_equal(unpack_kernel(packed, 64, &out), UNPACK_METHOD);
}

static void test_not_elf_inside(void **state)
{
    struct unpacked out;
    size_t size = pack_gzip((const uint8_t *)"not a kernel", 12);

    (void)state;
    assert_int_equal(unpack_kernel(packed, size, &out), UNPACK_NOT_ELF);
    assert_int_equal(unpack_file(packed, size, &out), UNPACK_OK);
    assert_memory_equal(out.bytes, "not a kernel", 12);
    unpack_release(&out);
    for (int error = UNPACK_OK; error <= UNPACK_NO_MEMORY; error++)
        assert_null(strstr(unpack_strerror((enum unpack_error)error), "unknown"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_longest_command_line), cmocka_unit_test(test_every_bzimage),
        cmocka_unit_test(test_every_compressed_elf), cmocka_unit_test(test_plain_passes),
        cmocka_unit_test(test_several_gzip_members), cmocka_unit_test(test_wrong_size_claims),
        cmocka_unit_test(test_cut_off_and_damaged),  cmocka_unit_test(test_bad_headers),
        cmocka_unit_test(test_not_elf_inside),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
