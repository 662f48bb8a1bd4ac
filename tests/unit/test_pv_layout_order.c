/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of a PV domain's first memory: that of Xen's tools, at the edges of addresses too.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/pv_layouts.h"

static void test_order_is_that_of_xens_tools(void **state)
{
    (void)state;
    /* 32 MiB: a list of 16 pages, 8 MiB mapped by one table each of level 3 and 2, four of 1. */
    assert_int_equal(pv_make(32 * MIB, &plain_kernel, 3 * MIB + 1, false), 0);
    assert_int_equal(pv_layout_made.ramdisk, 256 + 76);
    assert_int_equal(pv_layout_made.p2m, pv_layout_made.ramdisk + 769);
    assert_int_equal(pv_layout_made.start_info, pv_layout_made.p2m + 16);
    assert_int_equal(pv_layout_made.store, pv_layout_made.start_info + 1);
    assert_int_equal(pv_layout_made.console, pv_layout_made.start_info + 2);
    assert_int_equal(pv_layout_made.top_table, pv_layout_made.start_info + 3);
    assert_int_equal(pv_layout_made.top_tables, 1 + 1 + 1 + 4);
    assert_int_equal(pv_layout_made.map.pages, 2048);
    assert_int_equal(pv_layout_made.needed, 2048);

    assert_int_equal(pv_make(512 * MIB, &pv_linux_kernel, 3 * MIB + 1, true), 0);
    assert_int_equal(pv_layout_made.start_info, 60 * 256 + 1);
    assert_int_equal(pv_layout_made.top_table, pv_layout_made.start_info + 1);
    assert_int_equal(pv_layout_made.map.pages, 64 * 256);
    assert_int_equal(pv_layout_made.top_tables, 1 + 1 + 1 + 32);
    assert_int_equal(pv_layout_made.ramdisk, 64 * 256);
    assert_int_equal(pv_layout_made.p2m, pv_layout_made.ramdisk + 769);
    assert_int_equal(pv_layout_made.list.tables, pv_layout_made.p2m + 256);
    assert_int_equal(pv_layout_made.needed, pv_layout_made.list.tables + 3);
}

static void test_offset_of_physical_addresses_counts_off(void **state)
{
    struct elf_kernel kernel = plain_kernel;
    uint64_t start_info;

    (void)state;
    assert_int_equal(pv_make(32 * MIB, &kernel, 0, false), 0);
    start_info = pv_layout_made.start_info;
    kernel.paddr_start += 3 * GIB;
    kernel.paddr_end += 3 * GIB;
    kernel.pv.paddr_offset = 3 * GIB;
    assert_int_equal(pv_make(32 * MIB, &kernel, 0, false), 0);
    assert_int_equal(pv_layout_made.start_info, start_info);
    pv_assert_sound(&kernel, 32 * MIB, 0, false);
}

/* Around the place where the spare room no longer fits below a multiple of 4 MiB, page by page. */
static void test_mapping_grows_by_4_mib_where_the_spare_room_ends(void **state)
{
    struct elf_kernel kernel = plain_kernel;
    unsigned int grown = 0;

    (void)state;
    for (uint64_t end = 3 * MIB; end < 8 * MIB; end += PAGE) {
        uint64_t before = pv_layout_made.map.pages;

        kernel.paddr_end = end;
        assert_int_equal(pv_make(64 * MIB, &kernel, 0, false), 0);
        pv_assert_sound(&kernel, 64 * MIB, 0, false);
        if (end > 3 * MIB && pv_layout_made.map.pages != before) {
            assert_int_equal(pv_layout_made.map.pages, before + 1024);
            grown++;
        }
    }
    assert_int_equal(grown, 2);
}

static void test_addresses_at_the_edges_of_what_may_be(void **state)
{
    static const uint64_t bases[] = {
        LINUX_BASE,
        UINT64_C(0xffffffffff800000),           /* the last 8 MiB */
        UINT64_C(0xffff880000000000),           /* right behind Xen's */
        UINT64_C(0x00007fffff800000),           /* the last 8 MiB of the lower half */
        UINT64_C(0x0000400000000000) - 8 * MIB, /* ends with its slot */
        4 * MIB,
    };
    static const uint64_t lists[] = {
        LINUX_LIST,
        LINUX_LIST + SLOT - 64 * KIB, /* the 16 pages end with the slot */
        LINUX_LIST + GIB - 4 * PAGE,  /* over two tables of every level */
        UINT64_C(0x0000800000000000) - 64 * KIB,
        UINT64_C(0xffff880000000000),
        0,
    };

    (void)state;
    for (unsigned int i = 0; i < 36; i++) {
        uint64_t base = bases[i / 6], list = lists[i % 6];
        struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);

        if (list >= base || list / SLOT == base / SLOT)
            continue;
        kernel.pv.virt_base = base;
        kernel.pv.init_p2m = list;
        if (pv_make(32 * MIB, &kernel, 5, false))
            fail_msg("base 0x%" PRIx64 ", list 0x%" PRIx64 ": %s", base, list, pv_why);
        pv_assert_sound(&kernel, 32 * MIB, 5, false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_that_of_xens_tools),
        cmocka_unit_test(test_offset_of_physical_addresses_counts_off),
        cmocka_unit_test(test_mapping_grows_by_4_mib_where_the_spare_room_ends),
        cmocka_unit_test(test_addresses_at_the_edges_of_what_may_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
