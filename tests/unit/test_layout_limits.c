/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PVH domains that do not fit: refused, with what would help; no size wraps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pvh_layouts.h"

static void test_ramdisk_that_just_fits(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 68 * MIB - PAGE), 0);
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 68 * MIB - 2 * PAGE + 1), 0);
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 68 * MIB - PAGE + 1), -1);
    assert_string_equal(pvh_why,
                        "the kernel with the ramdisk after it needs memory up to 131076 KiB, "
                        "the domain has 131072 KiB; give it more memory");
}

static void test_kernel_that_does_not_fit(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(60 * MIB + PAGE, &pvh_linux_kernel, 0), 0);
    assert_int_equal(pvh_make(32 * MIB, &pvh_linux_kernel, 0), -1);
    assert_string_equal(pvh_why,
                        "the kernel needs memory up to 61440 KiB, the domain has 32768 KiB; "
                        "give it more memory");
}

static void test_start_info_that_does_not_fit(void **state)
{
    struct elf_kernel kernel = {.paddr_start = 0x1000, .paddr_end = 32 * MIB};

    (void)state;
    assert_int_equal(pvh_make(32 * MIB, &kernel, 0), -1);
    assert_string_equal(pvh_why, "the kernel with its start info needs memory up to 32772 KiB, the "
                                 "domain has 32768 KiB; give it more memory");
    kernel.paddr_end -= PAGE;
    assert_int_equal(pvh_make(32 * MIB, &kernel, 0), 0);
    assert_int_equal(pvh_layout_made.info, 32 * MIB - PAGE);
    assert_int_equal(pvh_make(32 * MIB, &kernel, 1), -1);
}

static void test_no_memory_is_too_little(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(0, &tiny_kernel, 0), -1);
    assert_string_equal(pvh_why,
                        "the kernel needs memory up to 1328 KiB, the domain has 0 KiB; give "
                        "it more memory");
}

static void test_more_memory_is_no_remedy_at_the_hole(void **state)
{
    struct elf_kernel kernel = {.paddr_start = 16 * MIB, .paddr_end = 5 * GIB};

    (void)state;
    assert_int_equal(pvh_make(6 * GIB, &kernel, 0), -1);
    assert_string_equal(pvh_why,
                        "the kernel needs memory up to 5242880 KiB, no domain has more than "
                        "4128768 KiB below the hole under 4 GiB; use a smaller kernel or "
                        "ramdisk");
    assert_int_equal(pvh_make(6 * GIB, &pvh_linux_kernel, 4 * GIB), -1);
    assert_string_equal(pvh_why,
                        "the kernel with the ramdisk after it needs memory up to 4255748 KiB, "
                        "no domain has more than 4128768 KiB below the hole under 4 GiB; use "
                        "a smaller kernel or ramdisk");
}

static void test_sizes_of_hostile_images_do_not_wrap(void **state)
{
    struct elf_kernel kernel = {.paddr_start = MIB, .paddr_end = UINT64_MAX};

    (void)state;
    assert_int_equal(pvh_make(6 * GIB, &kernel, 0), -1);
    assert_non_null(
        strstr(pvh_why, "the kernel needs memory up to 18014398509481984 KiB, no domain"));
    assert_int_equal(pvh_make(6 * GIB, &pvh_linux_kernel, UINT64_MAX), -1);
    assert_non_null(
        strstr(pvh_why, "after it needs memory up to 18014398509481984 KiB, no domain"));
    for (uint64_t less = 0; less < 130 * MIB; less += MIB - 1) {
        assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, UINT64_MAX - less), -1);
        kernel.paddr_end = UINT64_MAX - less;
        assert_int_equal(pvh_make(128 * MIB, &kernel, 0), -1);
        kernel.paddr_start = UINT64_MAX - less - 1;
        assert_int_equal(pvh_make(16 * TIB, &kernel, 1), -1);
        kernel.paddr_start = MIB;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ramdisk_that_just_fits),
        cmocka_unit_test(test_kernel_that_does_not_fit),
        cmocka_unit_test(test_start_info_that_does_not_fit),
        cmocka_unit_test(test_no_memory_is_too_little),
        cmocka_unit_test(test_more_memory_is_no_remedy_at_the_hole),
        cmocka_unit_test(test_sizes_of_hostile_images_do_not_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
