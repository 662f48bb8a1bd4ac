/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Layouts of PVH domains: where memory, kernel, ramdisk and start info go.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout/layout.h"
#include "tests/support/pvh_layouts.h"

static void assert_entry(uint32_t i, uint64_t start, uint64_t end, uint32_t type)
{
    assert_true(i < pvh_layout_made.map_count);
    assert_int_equal(pvh_layout_made.map[i].address, start);
    assert_int_equal(pvh_layout_made.map[i].address + pvh_layout_made.map[i].size, end);
    assert_int_equal(pvh_layout_made.map[i].type, type);
}

/* The map of a domain with RAM up to `low`, and from 4 GiB up to `high` (4 GiB: none there). */
static void assert_map(uint64_t low, uint64_t high)
{
    assert_int_equal(pvh_layout_made.low_end, low);
    assert_int_equal(pvh_layout_made.high_end, high);
    assert_int_equal(pvh_layout_made.map_count, high > 4 * GIB ? 4 : 3);
    assert_entry(0, 0, low, RAM);
    assert_entry(1, 0xfc000000, 0xfc001000, ACPI);
    assert_entry(2, 0xfeff8000, 0xff000000, RESERVED);
    if (high > 4 * GIB)
        assert_entry(3, 4 * GIB, high, RAM);
}

static void test_small_domains_have_all_memory_low(void **state)
{
    static const uint64_t sizes[] = {4 * MIB, 32 * MIB, 128 * MIB,         GIB,
                                     2 * GIB, 3 * GIB,  0xfc000000 - PAGE, 0xfc000000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(pvh_make(sizes[i], &tiny_kernel, 0), 0);
        assert_map(sizes[i], 4 * GIB);
    }
}

static void test_large_domains_go_on_above_the_hole(void **state)
{
    static const uint64_t sizes[] = {0xfc000000 + PAGE, 4 * GIB, 6 * GIB, 128 * GIB, 16 * TIB};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(pvh_make(sizes[i], &tiny_kernel, 0), 0);
        assert_map(0xfc000000, sizes[i] + 0x4000000);
    }
}

static void test_memory_is_in_whole_pages(void **state)
{
    (void)state;
    assert_int_equal(layout_make(&pvh_layout_made, 32 * 1024 + 3, &tiny_kernel, NULL, 0, pvh_why,
                                 sizeof(pvh_why)),
                     0);
    assert_map(32 * MIB, 4 * GIB);
}

static void test_nothing_lies_below_the_kernel(void **state)
{
    static const uint64_t starts[] = {0, 0x1000, MIB, 16 * MIB};

    (void)state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct elf_kernel kernel = {.paddr_start = starts[i], .paddr_end = starts[i] + 0x10001};

        for (unsigned int later = 0; later < 2; later++) {
            kernel.mod_start_pfn = later;
            assert_int_equal(pvh_make(32 * MIB, &kernel, 5000), 0);
            assert_true(pvh_layout_made.info > starts[i] && pvh_layout_made.ramdisk > starts[i]);
        }
    }
}

static void test_ramdisk_then_start_info_follow_the_kernel(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(32 * MIB, &tiny_kernel, 0), 0);
    assert_int_equal(pvh_layout_made.info, MIB + 304 * KIB);
    assert_int_equal(pvh_layout_made.info_pages, 1);
    assert_int_equal(pvh_make(32 * MIB, &tiny_kernel, 5000), 0);
    assert_int_equal(pvh_layout_made.ramdisk, MIB + 304 * KIB);
    assert_int_equal(pvh_layout_made.ramdisk_size, 5000);
    assert_int_equal(pvh_layout_made.info, MIB + 312 * KIB);
}

static void test_start_info_comes_first_where_the_ramdisk_need_not_be_mapped(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 10 * MIB + 1), 0);
    assert_int_equal(pvh_layout_made.info, 60 * MIB);
    assert_int_equal(pvh_layout_made.ramdisk, 60 * MIB + PAGE);
    assert_int_equal(pvh_layout_made.ramdisk_size, 10 * MIB + 1);
}

static void test_start_info_stays_below_1_gib(void **state)
{
    uint64_t last = GIB - PAGE - (MIB + 304 * KIB); /* the largest ramdisk before it */

    (void)state;
    assert_int_equal(pvh_make(6 * GIB, &tiny_kernel, last), 0);
    assert_int_equal(pvh_layout_made.info, GIB - PAGE);
    assert_int_equal(pvh_make(6 * GIB, &tiny_kernel, last + 1), 0);
    assert_int_equal(pvh_layout_made.info, MIB + 304 * KIB);
    assert_int_equal(pvh_layout_made.ramdisk, MIB + 308 * KIB);
}

static void test_long_command_line_takes_another_page(void **state)
{
    static char text[4096];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    assert_int_equal(layout_make(&pvh_layout_made, 32 * 1024, &tiny_kernel, text, 5000, pvh_why,
                                 sizeof(pvh_why)),
                     0);
    assert_int_equal(pvh_layout_made.info_pages, LAYOUT_INFO_PAGES_MAX);
    text[100] = 0;
    assert_int_equal(layout_make(&pvh_layout_made, 32 * 1024, &tiny_kernel, text, 5000, pvh_why,
                                 sizeof(pvh_why)),
                     0);
    assert_int_equal(pvh_layout_made.info_pages, 1);
}

/* Linux before 5.0 looks for the tables where a BIOS has them, and nowhere else. */
static void test_rsdp_in_the_bios_for_older_linux(void **state)
{
    struct elf_kernel kernel = pvh_linux_kernel;

    (void)state;
    kernel.rsdp_low = true;
    assert_int_equal(pvh_make(128 * MIB, &kernel, 0), 0);
    assert_int_equal(pvh_layout_made.rsdp, 0xfffc0);
    assert_int_equal(pvh_layout_made.map_count, 5);
    assert_entry(0, 0, 0xff000, RAM);
    assert_entry(1, 0xff000, 0x100000, ACPI);
    assert_entry(2, 0x100000, 128 * MIB, RAM);
    kernel.paddr_start = 0x1000; /* it would lie there itself */
    assert_int_equal(pvh_make(128 * MIB, &kernel, 0), 0);
    assert_int_equal(pvh_layout_made.rsdp, 0xfc000000);
    assert_map(128 * MIB, 4 * GIB);
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 0), 0);
    assert_int_equal(pvh_layout_made.rsdp, 0xfc000000);
}

static void test_no_ramdisk_is_nowhere(void **state)
{
    (void)state;
    assert_int_equal(pvh_make(128 * MIB, &pvh_linux_kernel, 0), 0);
    assert_int_equal(pvh_layout_made.ramdisk, 0);
    assert_int_equal(pvh_layout_made.ramdisk_size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_domains_have_all_memory_low),
        cmocka_unit_test(test_large_domains_go_on_above_the_hole),
        cmocka_unit_test(test_memory_is_in_whole_pages),
        cmocka_unit_test(test_nothing_lies_below_the_kernel),
        cmocka_unit_test(test_ramdisk_then_start_info_follow_the_kernel),
        cmocka_unit_test(test_start_info_comes_first_where_the_ramdisk_need_not_be_mapped),
        cmocka_unit_test(test_start_info_stays_below_1_gib),
        cmocka_unit_test(test_long_command_line_takes_another_page),
        cmocka_unit_test(test_rsdp_in_the_bios_for_older_linux),
        cmocka_unit_test(test_no_ramdisk_is_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
