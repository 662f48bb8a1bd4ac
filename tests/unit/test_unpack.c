/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unpacking kernels: every compression of a bzImage, made by the same libraries.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "tests/support/kernel_packed.h"
#include "tool/unpack/unpack.h"

static void check_kernel(enum unpack_error error, struct unpacked *out, const char *method)
{
    assert_int_equal(error, UNPACK_OK);
    assert_string_equal(out->method, method);
    assert_int_equal(out->size, KERNEL_SIZE);
    assert_memory_equal(out->bytes, kernel_plain, KERNEL_SIZE);
    unpack_release(out);
}

static void test_every_bzimage(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = pack_methods[i].pack(kernel_plain, KERNEL_SIZE);

        size = bzimage_make(size, i != 0, KERNEL_SIZE);
        check_kernel(unpack_kernel(kernel_file, size, &out), &out, pack_methods[i].name);
    }
}

static void test_longest_command_line(void **state)
{
    size_t size = pack_methods[0].pack(kernel_plain, KERNEL_SIZE);
    struct unpacked out;

    (void)state;
    size = bzimage_make(size, false, KERNEL_SIZE);
    kernel_file_put32(0x238, 2047);
    assert_int_equal(unpack_kernel(kernel_file, size, &out), UNPACK_OK);
    assert_int_equal(out.cmdline_size, 2047);
    unpack_release(&out);
    assert_int_equal(unpack_kernel(kernel_plain, KERNEL_SIZE, &out), UNPACK_OK);
    assert_int_equal(out.cmdline_size, 0);
    unpack_release(&out);
}

static void test_every_compressed_elf(void **state)
{
    struct unpacked out;

    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        size_t size = pack_methods[i].pack(kernel_plain, KERNEL_SIZE);

        check_kernel(unpack_kernel(kernel_packed, size, &out), &out, pack_methods[i].name);
        check_kernel(unpack_file(kernel_packed, size, &out), &out, pack_methods[i].name);
    }
}

static void test_plain_passes(void **state)
{
    struct unpacked out;

    (void)state;
    assert_int_equal(unpack_kernel(kernel_plain, KERNEL_SIZE, &out), UNPACK_OK);
    assert_ptr_equal(out.bytes, kernel_plain);
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
    first = pack_gzip(kernel_plain, 1000);
    two = malloc(2 * ROOM);
    assert_non_null(two);
    memcpy(two, kernel_packed, first);
    second = pack_gzip(kernel_plain + 1000, KERNEL_SIZE - 1000);
    memcpy(two + first, kernel_packed, second);
    check_kernel(unpack_kernel(two, first + second, &out), &out, "gzip");
    free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_longest_command_line), cmocka_unit_test(test_every_bzimage),
        cmocka_unit_test(test_every_compressed_elf), cmocka_unit_test(test_plain_passes),
        cmocka_unit_test(test_several_gzip_members),
    };

    return cmocka_run_group_tests(tests, kernel_set_up, NULL);
}
