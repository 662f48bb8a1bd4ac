/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's view of the configuration space: the registers whose writes reach the device are those
 * of xen-pciback.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/little_endian.h"
#include "core/pci/register.h"
#include "core/pci/view.h"

static uint8_t space[PCI_SPACE_SIZE];
static struct pci_function function;
static struct pci_view view;
static uint32_t writes;

static uint32_t space_read(void *context, unsigned int offset, unsigned int size)
{
    (void)context;
    assert_true(pci_view_takes(offset, size));
    return (uint32_t)le_read(space + offset, size);
}

static void space_write(void *context, unsigned int offset, unsigned int size, uint32_t value)
{
    (void)context;
    assert_true(pci_view_takes(offset, size));
    le_write(space + offset, value, size);
    writes++;
}

static const struct pci_access access = {.read = space_read, .write = space_write};

static int view_make(void **state)
{
    (void)state;
    memset(space, 0, sizeof(space));
    le_write(space + PCI_VENDOR, 0x10d38086, 4);
    le_write(space + PCI_STATUS, PCI_STATUS_CAPABILITIES, 2);
    le_write(space + PCI_BAR, 0xfeb80000, 4);
    le_write(space + PCI_BAR + 4, 0xfeba0000, 4);
    le_write(space + PCI_BAR + 8, 0xc041, 4);
    le_write(space + PCI_ROM_BAR, 0xfeb40000, 4);
    space[PCI_PIN] = 1;
    space[PCI_LINE] = 11;
    space[PCI_CAPABILITIES] = 0x40;
    le_write(space + 0x40, 0xfe035001, 4); /* power management, PME from everywhere */
    le_write(space + 0x50, 0x6003, 2);     /* vital product data */
    le_write(space + 0x60, 0x7005, 2);     /* MSI */
    le_write(space + 0x70, 0x0011, 2);     /* MSI-X */
    assert_int_equal(pci_function_read(&function, space), PCI_OK);
    function.lengths[0] = 0xfffe0000;
    function.lengths[1] = 0xfffe0000;
    function.lengths[2] = 0xffffffe1;
    function.lengths[PCI_ROM] = 0xfffc0000;
    view = (struct pci_view){.function = &function, .line = 23};
    writes = 0;
    return 0;
}

static uint32_t read(unsigned int offset, unsigned int size)
{
    return pci_view_read(&view, &access, offset, size);
}

static void write(unsigned int offset, unsigned int size, uint32_t value)
{
    pci_view_write(&view, &access, offset, size, value);
}

static void test_the_command_register_is_set_in_part(void **state)
{
    (void)state;
    write(PCI_COMMAND, 2, 0xffff);
    assert_int_equal(le_read(space + PCI_COMMAND, 2), PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
                                                          PCI_COMMAND_MASTER |
                                                          PCI_COMMAND_INVALIDATE);
    /* What is not the device's reads as it was written. */
    assert_int_equal(read(PCI_COMMAND, 2) & PCI_COMMAND_NO_INTX, PCI_COMMAND_NO_INTX);
    assert_int_equal(read(PCI_COMMAND, 2) & PCI_COMMAND_SPECIAL, 0);
    write(PCI_COMMAND, 1, PCI_COMMAND_MEMORY);
    assert_int_equal(le_read(space + PCI_COMMAND, 2), PCI_COMMAND_MEMORY);
    view.permissive = true;
    write(PCI_COMMAND, 2, PCI_COMMAND_SPECIAL | PCI_COMMAND_NO_INTX);
    assert_int_equal(le_read(space + PCI_COMMAND, 2), PCI_COMMAND_SPECIAL);
}

static void test_interrupts_are_the_owners(void **state)
{
    static const unsigned int offsets[] = {PCI_LINE, PCI_PIN, 0x62, 0x64, 0x68, 0x72, 0x74, 0x78};

    (void)state;
    assert_int_equal(read(PCI_LINE, 2), 0x0117);
    for (unsigned int permissive = 0; permissive < 2; permissive++) {
        view.permissive = permissive;
        for (unsigned int i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
            write(offsets[i], 1, 0xff);
        write(PCI_LINE & 0xfc, 4, UINT32_MAX);
    }
    assert_int_equal(writes, 0);
    view.line = 0;
    assert_int_equal(read(PCI_LINE, 2), 0x00ff);
}

static void test_bars_are_kept_here(void **state)
{
    (void)state;
    write(PCI_BAR, 4, UINT32_MAX);
    write(PCI_BAR + 8, 4, UINT32_MAX);
    write(PCI_ROM_BAR, 4, 0xfffff800);
    assert_int_equal(read(PCI_BAR, 4), 0xfffe0000);
    assert_int_equal(read(PCI_BAR + 1, 1), 0x00);
    assert_int_equal(read(PCI_BAR + 2, 2), 0xfffe);
    assert_int_equal(read(PCI_BAR + 4, 4), 0xfeba0000);
    assert_int_equal(read(PCI_BAR + 8, 4), 0xffffffe1);
    assert_int_equal(read(PCI_ROM_BAR, 4), 0xfffc0000);
    write(PCI_BAR, 4, 0x10000000);
    assert_int_equal(read(PCI_BAR, 4), 0xfeb80000);
    /* One that is not there. */
    write(PCI_BAR + 12, 4, UINT32_MAX);
    assert_int_equal(read(PCI_BAR + 12, 4), 0);
    assert_int_equal(writes, 0);
}

/* A driver restores what a reset of its own took. */
static void test_a_lost_bar_is_restored(void **state)
{
    (void)state;
    le_write(space + PCI_BAR, 0, 4);
    write(PCI_BAR, 4, 0xfeb90000);
    assert_int_equal(writes, 0);
    write(PCI_BAR, 4, 0xfeb80000);
    assert_int_equal(le_read(space + PCI_BAR, 4), 0xfeb80000);
}

static void test_few_bytes_of_the_header_are_written(void **state)
{
    (void)state;
    write(PCI_CACHE_LINE, 4, 0x00804010);
    assert_int_equal(le_read(space + PCI_CACHE_LINE, 4), 0x00004010);
    write(PCI_BIST, 1, PCI_BIST_START);
    assert_int_equal(space[PCI_BIST], PCI_BIST_START);
    write(PCI_BIST, 1, 0x8f);
    assert_int_equal(space[PCI_BIST], PCI_BIST_START);
}

static void test_power_state_and_vpd_are_written_in_part(void **state)
{
    (void)state;
    assert_int_equal(read(0x42, 2), 0x0603);
    write(0x44, 2, 0xffff);
    assert_int_equal(le_read(space + 0x44, 2),
                     PCI_POWER_PME_STATUS | PCI_POWER_DATA | PCI_POWER_STATE);
    write(0x52, 2, 0x0010);
    assert_int_equal(le_read(space + 0x52, 2), 0x0010);
    write(0x52, 2, 0x8020);
    assert_int_equal(le_read(space + 0x52, 2), 0x0010);
    write(0x54, 4, 0x12345678);
    assert_int_equal(le_read(space + 0x54, 4), 0);
}

/* Byte by byte, all of the space: without the flag nothing else reaches the device. */
static void test_other_writes_have_no_effect(void **state)
{
    static const unsigned int known[] = {4, 5, 0xc, 0xd, 0xf, 0x44, 0x45, 0x52, 0x53};

    (void)state;
    for (unsigned int i = 0; i < PCI_SPACE_SIZE; i++) {
        bool is_known = false;
        uint8_t before[PCI_SPACE_SIZE];

        for (unsigned int k = 0; k < sizeof(known) / sizeof(known[0]); k++)
            is_known = is_known || known[k] == i;
        memcpy(before, space, sizeof(space));
        write(i, 1, 0xa5);
        if (!is_known)
            assert_memory_equal(space, before, sizeof(space));
    }
    writes = 0;
    view.permissive = true;
    write(0x90, 4, 0x11223344);
    assert_int_equal(le_read(space + 0x90, 4), 0x11223344);
    assert_int_equal(writes, 1);
}

static void test_requests_are_aligned_and_inside(void **state)
{
    (void)state;
    assert_true(pci_view_takes(0, 1) && pci_view_takes(255, 1) && pci_view_takes(252, 4));
    assert_false(pci_view_takes(253, 4) || pci_view_takes(256, 1) || pci_view_takes(0, 8));
    assert_false(pci_view_takes(1, 2) || pci_view_takes(2, 4) || pci_view_takes(0, 0));
    assert_false(pci_view_takes(UINT32_MAX, 1) || pci_view_takes(0, UINT32_MAX));
}

#define TEST(name) cmocka_unit_test_setup(name, view_make)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_command_register_is_set_in_part),
        TEST(test_interrupts_are_the_owners),
        TEST(test_bars_are_kept_here),
        TEST(test_a_lost_bar_is_restored),
        TEST(test_few_bytes_of_the_header_are_written),
        TEST(test_power_state_and_vpd_are_written_in_part),
        TEST(test_other_writes_have_no_effect),
        TEST(test_requests_are_aligned_and_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
