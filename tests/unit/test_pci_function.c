/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading configuration spaces: capabilities, also of a list that makes no sense, and BARs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/little_endian.h"
#include "core/pci/function.h"
#include "core/pci/memory_map.h"
#include "core/pci/register.h"

static uint8_t space[PCI_SPACE_SIZE];
static struct pci_function function;

static int space_make(void **state)
{
    (void)state;
    memset(space, 0, sizeof(space));
    le_write(space + PCI_VENDOR, 0x10d38086, 4);
    le_write(space + PCI_STATUS, PCI_STATUS_CAPABILITIES, 2);
    return 0;
}

/* Puts a capability there, and the next at `next`. */
static void capability_put(uint8_t at, uint8_t id, uint8_t next)
{
    space[at] = id;
    space[at + 1] = next;
}

static void test_capabilities_are_found(void **state)
{
    (void)state;
    space[PCI_CAPABILITIES] = 0x42; /* the two lowest bits are reserved */
    capability_put(0x40, PCI_CAPABILITY_POWER, 0x50);
    capability_put(0x50, PCI_CAPABILITY_MSI, 0x60);
    capability_put(0x60, PCI_CAPABILITY_MSIX, 0x70);
    le_write(space + 0x62, 0x8004, 2);
    space[0x64] = 3;
    capability_put(0x70, PCI_CAPABILITY_EXPRESS, 0x80);
    le_write(space + 0x74, PCI_EXPRESS_HAS_FLR, 4);
    capability_put(0x80, PCI_CAPABILITY_VPD, 0xf8);
    capability_put(0xf8, PCI_CAPABILITY_ADVANCED, 0);
    assert_int_equal(pci_function_read(&function, space), PCI_OK);
    assert_int_equal(function.power, 0x40);
    assert_true(function.has_power_reset);
    assert_int_equal(function.msi, 0x50);
    assert_int_equal(function.msix, 0x60);
    assert_int_equal(function.msix_entries, 5);
    assert_int_equal(function.msix_bar, 3);
    assert_int_equal(function.express, 0x70);
    assert_int_equal(function.vpd, 0x80);
    /* It cannot reset. */
    assert_int_equal(function.advanced, 0);
}

static void test_without_the_bit_there_are_none(void **state)
{
    (void)state;
    space[PCI_STATUS] = 0;
    space[PCI_CAPABILITIES] = 0x40;
    capability_put(0x40, PCI_CAPABILITY_POWER, 0);
    assert_int_equal(pci_function_read(&function, space), PCI_OK);
    assert_int_equal(function.power, 0);
}

static void test_the_first_of_a_kind_counts(void **state)
{
    (void)state;
    space[PCI_CAPABILITIES] = 0x40;
    capability_put(0x40, PCI_CAPABILITY_MSIX, 0x60);
    capability_put(0x60, PCI_CAPABILITY_MSIX, 0);
    space[0x64] = 7;
    assert_int_equal(pci_function_read(&function, space), PCI_OK);
    assert_int_equal(function.msix, 0x40);
}

static void test_lists_that_make_no_sense_are_refused(void **state)
{
    static const struct {
        uint8_t first, id, next;
    } lists[] = {
        {0x40, PCI_CAPABILITY_POWER, 0x40},                                  /* a circle */
        {0x3c, PCI_CAPABILITY_POWER, 0},                                     /* in the header */
        {0x40, PCI_CAPABILITY_POWER, 0x10}, {0xfc, PCI_CAPABILITY_POWER, 0}, /* not whole */
        {0xf8, PCI_CAPABILITY_MSIX, 0},
    };

    for (unsigned int i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        (void)space_make(state);
        space[PCI_CAPABILITIES] = lists[i].first;
        capability_put(lists[i].first, lists[i].id, lists[i].next);
        assert_int_equal(pci_function_read(&function, space), PCI_BROKEN);
    }
    (void)space_make(state);
    space[PCI_CAPABILITIES] = 0x40;
    capability_put(0x40, PCI_CAPABILITY_MSIX, 0);
    space[0x44] = 6; /* there is no such BAR */
    assert_int_equal(pci_function_read(&function, space), PCI_BROKEN);
}

static void test_what_is_no_device_is_refused(void **state)
{
    (void)state;
    space[PCI_HEADER_TYPE] = 0x81;
    assert_int_equal(pci_function_read(&function, space), PCI_BRIDGE);
    space[PCI_HEADER_TYPE] = 0x80; /* of several functions */
    assert_int_equal(pci_function_read(&function, space), PCI_OK);
    memset(space, 0xff, sizeof(space));
    assert_int_equal(pci_function_read(&function, space), PCI_ABSENT);
    memset(space, 0, sizeof(space));
    assert_int_equal(pci_function_read(&function, space), PCI_ABSENT);
    assert_non_null(strstr(pci_strerror(PCI_ABSENT), "; "));
}

/* A function with these values of BARs and lengths. */
static void bars_set(unsigned int first, const uint32_t (*bars)[2], unsigned int count)
{
    memset(&function, 0, sizeof(function));
    for (unsigned int i = 0; i < count; i++) {
        function.values[first + i] = bars[i][0];
        function.lengths[first + i] = bars[i][1];
    }
}

static void test_bars_are_decoded(void **state)
{
    static const uint32_t bars[][2] = {{0xfeb80000, 0xfffe0000}, {0x00004004, 0xffffc004},
                                       {0x38, 0xffffffff},       {0x0000c041, 0xffffffe1},
                                       {0xc000000c, 0xe000000c}, {0x0, 0xffffffff}};
    struct pci_bar bar;

    (void)state;
    bars_set(0, bars, 6);
    assert_true(pci_bar_read(&function, 0, &bar));
    assert_int_equal(bar.address, 0xfeb80000);
    assert_int_equal(bar.size, 0x20000);
    assert_true(pci_bar_read(&function, 1, &bar));
    assert_int_equal(bar.address, UINT64_C(0x3800004000));
    assert_int_equal(bar.size, 0x4000);
    assert_false(pci_bar_read(&function, 2, &bar));
    assert_true(pci_bar_read(&function, 3, &bar));
    assert_true(bar.is_io);
    assert_int_equal(bar.address, 0xc040);
    assert_int_equal(bar.size, 0x20);
    assert_true(pci_bar_read(&function, 4, &bar));
    assert_int_equal(bar.size, 0x20000000);
    assert_false(pci_bar_read(&function, 5, &bar));
}

static void test_bars_that_make_no_sense_are_not_there(void **state)
{
    static const uint32_t bars[][2] = {
        {0xfeb80000, 0},          /* no such BAR */
        {0, 0xfffe0000},          /* no address */
        {0xfeb90000, 0xfffe0000}, /* not at a multiple of its size */
        {0xfeb80000, 0xf0fe0000}, /* a size with holes */
        {0x0000c041, 0x0000ffe1}, /* 16 bits of ports are enough: good */
        {0xfeb80004, 0xfffe0004}, /* the last cannot have an upper half */
    };
    struct pci_bar bar;

    (void)state;
    bars_set(0, bars, 6);
    for (unsigned int i = 0; i < 4; i++)
        assert_false(pci_bar_read(&function, i, &bar));
    assert_true(pci_bar_read(&function, 4, &bar));
    assert_int_equal(bar.size, 0x20);
    assert_true(pci_bar_read(&function, 5, &bar));
    assert_int_equal(bar.address, 0xfeb80000);
}

static void test_memory_ends_below_the_bars(void **state)
{
    static const uint32_t bars[][2] = {
        {0xfeb80000, 0xfffe0000}, {0x00004004, 0xffffc004}, {0x38, 0xffffffff}, {0xc041, 0xffe1}};
    const uint64_t gib = UINT64_C(1) << 30;
    struct e820_entry map[PCI_MEMORY_MAP_MAX];

    (void)state;
    bars_set(0, bars, 4);
    assert_int_equal(pci_memory_end(&function, 4 * gib), 0xfea00000);
    assert_int_equal(pci_memory_end(&function, gib), gib);
    assert_int_equal(pci_memory_map(map, 6 * gib, 0), 1);
    assert_int_equal(pci_memory_map(map, gib, 3 * gib), 1);
    assert_int_equal(map[0].size, gib);
    assert_int_equal(pci_memory_map(map, 6 * gib, 4 * gib), 1);
    assert_int_equal(pci_memory_map(map, 6 * gib, 3 * gib), 2);
    assert_int_equal(map[0].size, 3 * gib);
    assert_int_equal(map[1].address, 4 * gib);
    assert_int_equal(map[1].size, 3 * gib);
}

#define TEST(name) cmocka_unit_test_setup(name, space_make)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_capabilities_are_found),
        TEST(test_without_the_bit_there_are_none),
        TEST(test_the_first_of_a_kind_counts),
        TEST(test_lists_that_make_no_sense_are_refused),
        TEST(test_what_is_no_device_is_refused),
        TEST(test_bars_are_decoded),
        TEST(test_bars_that_make_no_sense_are_not_there),
        TEST(test_memory_ends_below_the_bars),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
