/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The start info page, read back as a PVH kernel reads it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout/start_info.h"

#define MIB UINT64_C(0x100000)
#define GIB UINT64_C(0x40000000)

static struct elf_kernel kernel = {.paddr_start = MIB, .paddr_end = 2 * MIB};
static struct layout layout;
static uint8_t page[LAYOUT_INFO_PAGES_MAX * XEN_PAGE_SIZE];

static uint64_t get(size_t offset, size_t size)
{
    uint64_t value = 0;

    assert_true(offset + size <= sizeof(page));
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)page[offset + i] << (8 * i);
    return value;
}

/* Where in the page something lies that the start info points to. */
static size_t offset_of(uint64_t address)
{
    assert_in_range(address, layout.info, layout.info + sizeof(page) - 1);
    assert_int_equal(address % 8, 0);
    return address - layout.info;
}

static void write_page(uint64_t memory, uint64_t ramdisk, const char *bootargs)
{
    char why[256];

    assert_int_equal(
        layout_make(&layout, memory / 1024, &kernel, bootargs, ramdisk, why, sizeof(why)), 0);
    memset(page, 0xa5, sizeof(page));
    start_info_write(page, &layout, bootargs);
    assert_true(start_info_size(bootargs) <= layout.info_pages * XEN_PAGE_SIZE);
}

static void test_version_and_tables(void **state)
{
    (void)state;
    write_page(128 * MIB, 0, NULL);
    assert_int_equal(get(0, 4), 0x336ec578);
    assert_int_equal(get(4, 4), 1);
    assert_int_equal(get(8, 4), 0);
    assert_int_equal(get(32, 8), LAYOUT_ACPI);
    assert_int_equal(get(52, 4), 0);
}

static void test_ramdisk_is_the_only_module(void **state)
{
    size_t entry;

    (void)state;
    write_page(128 * MIB, 5 * MIB + 3, NULL);
    assert_int_equal(get(12, 4), 1);
    entry = offset_of(get(16, 8));
    assert_int_equal(get(entry, 8), layout.ramdisk);
    assert_int_equal(get(entry + 8, 8), 5 * MIB + 3);
    assert_int_equal(get(entry + 16, 8), 0);
    assert_int_equal(get(entry + 24, 8), 0);
}

static void test_no_ramdisk_is_no_module(void **state)
{
    (void)state;
    write_page(128 * MIB, 0, "quiet");
    assert_int_equal(get(12, 4), 0);
    assert_int_equal(get(16, 8), 0);
}

static void test_absent_command_line_is_no_address(void **state)
{
    (void)state;
    write_page(128 * MIB, 0, NULL);
    assert_int_equal(get(24, 8), 0);
    write_page(128 * MIB, 0, "");
    assert_int_equal(get(24, 8), layout.info + 56);
    assert_int_equal(page[56], 0);
}

static void test_order_is_libxcs(void **state)
{
    static char text[4096];

    (void)state;
    for (size_t length = 0; length < sizeof(text); length += length < 20 ? 1 : 815) {
        memset(text, 'x', length);
        text[length] = 0;
        write_page(128 * MIB, 1, text);
        assert_int_equal(get(24, 8), layout.info + 56);
        assert_memory_equal(page + 56, text, length + 1);
        assert_int_equal(offset_of(get(16, 8)), 56 + (length + 8) / 8 * 8);
        assert_int_equal(get(40, 8), get(16, 8) + 32);
    }
}

static void test_root_pointer_is_where_the_layout_says(void **state)
{
    (void)state;
    kernel.rsdp_low = true;
    write_page(128 * MIB, 0, NULL);
    kernel.rsdp_low = false;
    assert_int_equal(get(32, 8), 0xfffc0);
    assert_int_equal(get(48, 4), 5);
}

static void assert_map(uint64_t memory)
{
    size_t map;

    write_page(memory, 0, NULL);
    assert_int_equal(get(48, 4), layout.map_count);
    map = offset_of(get(40, 8));
    for (uint32_t i = 0; i < layout.map_count; i++, map += 24) {
        assert_int_equal(get(map, 8), layout.map[i].address);
        assert_int_equal(get(map + 8, 8), layout.map[i].size);
        assert_int_equal(get(map + 16, 4), layout.map[i].type);
        assert_int_equal(get(map + 20, 4), 0);
    }
}

static void test_memory_map_is_that_of_the_layout(void **state)
{
    (void)state;
    assert_map(128 * MIB);
    assert_int_equal(layout.map_count, 3);
    assert_map(6 * GIB);
    assert_int_equal(layout.map_count, 4);
}

static void test_rest_of_the_page_is_zero(void **state)
{
    (void)state;
    write_page(6 * GIB, MIB, "quiet");
    for (size_t i = offset_of(get(40, 8)) + 4 * 24; i < layout.info_pages * 4096; i++)
        assert_int_equal(page[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_and_tables),
        cmocka_unit_test(test_ramdisk_is_the_only_module),
        cmocka_unit_test(test_no_ramdisk_is_no_module),
        cmocka_unit_test(test_absent_command_line_is_no_address),
        cmocka_unit_test(test_order_is_libxcs),
        cmocka_unit_test(test_root_pointer_is_where_the_layout_says),
        cmocka_unit_test(test_memory_map_is_that_of_the_layout),
        cmocka_unit_test(test_rest_of_the_page_is_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
