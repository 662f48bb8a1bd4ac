/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV domains with too little memory: the layout says how much it takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/pv_layouts.h"

static void test_memory_that_cannot_hold_the_kernel(void **state)
{
    (void)state;
    assert_int_equal(pv_make(2 * MIB - PAGE, &plain_kernel, 0, false), -1);
    assert_string_equal(pv_why, "2044 KiB of memory cannot hold a kernel that ends at 1324 KiB and "
                                "the ramdisk; give the domain more memory");
    assert_int_equal(pv_make(0, &plain_kernel, 0, true), -1);
    assert_string_equal(pv_why,
                        "0 KiB of memory cannot hold a kernel that ends at 1324 KiB and the "
                        "ramdisk; give the domain more memory");
    assert_int_equal(pv_make(32 * MIB, &pv_linux_kernel, 0, true), -1);
    assert_string_equal(pv_why,
                        "32768 KiB of memory cannot hold a kernel that ends at 61440 KiB and "
                        "the ramdisk; give the domain more memory");
    assert_int_equal(pv_make(32 * MIB, &plain_kernel, 32 * MIB + 1, false), -1);
    assert_string_equal(pv_why,
                        "32768 KiB of memory cannot hold a kernel that ends at 1324 KiB and "
                        "the ramdisk; give the domain more memory");
}

static void test_memory_without_room_for_what_belongs_to_it(void **state)
{
    (void)state;
    assert_int_equal(pv_make(2 * MIB, &plain_kernel, 0, false), -1);
    assert_string_equal(pv_why,
                        "kernel, ramdisk and page tables take 4096 KiB, the domain has 2048 "
                        "KiB; give it more memory");
    assert_int_equal(pv_make(4 * MIB, &plain_kernel, 0, false), 0);
    assert_int_equal(pv_make(64 * MIB, &pv_linux_kernel, 0, true), -1);
    /* 64 MiB mapped, 32 pages of list, 3 tables for them */
    assert_string_equal(pv_why, "kernel, ramdisk and page tables take 65676 KiB, the domain has "
                                "65536 KiB; give it more memory");
    assert_int_equal(pv_make(65676 * KIB - PAGE, &pv_linux_kernel, 0, true), -1);
    assert_int_equal(pv_make(65676 * KIB, &pv_linux_kernel, 0, true), -1);
    assert_string_equal(pv_why, "kernel, ramdisk and page tables take 65680 KiB, the domain has "
                                "65676 KiB; give it more memory");
    assert_int_equal(pv_make(65680 * KIB, &pv_linux_kernel, 0, true), 0);
    pv_assert_sound(&pv_linux_kernel, 65680 * KIB, 0, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_that_cannot_hold_the_kernel),
        cmocka_unit_test(test_memory_without_room_for_what_belongs_to_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
