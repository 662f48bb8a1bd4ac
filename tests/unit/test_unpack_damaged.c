/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Kernels whose packed bytes are cut off, damaged, or not what they claim are refused.
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

#include "tests/support/kernel_packed.h"
#include "tool/unpack/unpack.h"

static void test_wrong_size_claims(void **state)
{
    struct unpacked out;
    size_t size;

    (void)state;
    for (size_t i = 1; i < METHODS; i++) {
        size = pack_methods[i].pack(kernel_plain, 5000);
        assert_int_equal(unpack_kernel(kernel_file, bzimage_make(size, true, 4999), &out),
                         UNPACK_BAD_SIZE);
        assert_int_equal(unpack_kernel(kernel_file, bzimage_make(size, true, 5001), &out),
                         UNPACK_BAD_SIZE);
        assert_int_equal(unpack_kernel(kernel_file, bzimage_make(size, true, 0xffffffff), &out),
                         UNPACK_TOO_LARGE);
    }
}

static void test_cut_off_and_damaged(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = pack_methods[i].pack(kernel_plain, 50000);

        for (size_t cut = 8; cut < size; cut += 1 + size / 50) {
            /* A copy of just these bytes: the sanitizer sees every read beyond them. */
            uint8_t *copy = malloc(cut);

            assert_non_null(copy);
            memcpy(copy, kernel_packed, cut);
            assert_int_equal(unpack_kernel(copy, cut, &out), UNPACK_BAD_DATA);
            assert_null(out.owned);
            free(copy);
        }
        kernel_packed[size] = 'x'; /* something that belongs to nothing */
        assert_int_equal(unpack_kernel(kernel_packed, size + 1, &out), UNPACK_BAD_DATA);
        for (size_t k = 6; k < size; k += 1 + size / 100) {
            kernel_packed[k] ^= 0x3c;
            if (unpack_kernel(kernel_packed, size, &out) == UNPACK_OK)
                unpack_release(&out); /* lz4 has no checksum: other bytes, but in bounds */
            kernel_packed[k] ^= 0x3c;
        }
    }
}

static void test_bad_headers(void **state)
{
    struct unpacked out;
    size_t size = bzimage_make(pack_zstd(kernel_plain, 5000), true, 5000);

    (void)state;
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_OK);
    unpack_release(&out);
    kernel_file[0x206] = 7;
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_OLD_BZIMAGE);
    kernel_file[0x206] = 15;
    kernel_file_put32(0x248, 0xffffffff);
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_BAD_HEADER);
    kernel_file_put32(0x248, 64);
    kernel_file_put32(0x24c, (uint32_t)(size - PAYLOAD_AT + 1));
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_BAD_HEADER);
    kernel_file_put32(0x24c, 3);
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_BAD_HEADER);
    kernel_file_put32(0x24c, (uint32_t)(size - PAYLOAD_AT));
    kernel_file[PAYLOAD_AT] ^= 1;
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_BAD_HEADER);
    for (size_t cut = 0; cut < 0x250; cut++)
        assert_int_equal(unpack_kernel(kernel_file, cut, &out), UNPACK_UNKNOWN);
    memcpy(kernel_packed, "\x89LZO\0\r\n\x1a\n", 9);
    assert_int_equal(unpack_kernel(kernel_packed, 64, &out), UNPACK_METHOD);
}

static void test_not_elf_inside(void **state)
{
    struct unpacked out;
    size_t size = pack_gzip((const uint8_t *)"not a kernel", 12);

    (void)state;
    assert_int_equal(unpack_kernel(kernel_packed, size, &out), UNPACK_NOT_ELF);
    assert_int_equal(unpack_file(kernel_packed, size, &out), UNPACK_OK);
    assert_memory_equal(out.bytes, "not a kernel", 12);
    unpack_release(&out);
    for (int error = UNPACK_OK; error <= UNPACK_NO_MEMORY; error++)
        assert_null(strstr(unpack_strerror((enum unpack_error)error), "unknown"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_size_claims),
        cmocka_unit_test(test_cut_off_and_damaged),
        cmocka_unit_test(test_bad_headers),
        cmocka_unit_test(test_not_elf_inside),
    };

    return cmocka_run_group_tests(tests, kernel_set_up, NULL);
}
