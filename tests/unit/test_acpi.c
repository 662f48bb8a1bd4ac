/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The ACPI tables of a domain: found from the RSDP, summing to zero, one local APIC for each vCPU,
 * and taken by iasl without a word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "launcher/builder/pvh/acpi.h"
#include "core/layout/layout.h"

enum { PAGE_SIZE = 4096, HEADER_SIZE = 36, MADT_FIXED = 44 };

static uint8_t page[PAGE_SIZE];

static uint64_t get(const uint8_t *bytes, size_t offset, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)bytes[offset + i] << (8 * i);
    return value;
}

static uint8_t sum(const uint8_t *bytes, size_t size)
{
    uint8_t total = 0;

    for (size_t i = 0; i < size; i++)
        total = (uint8_t)(total + bytes[i]);
    return total;
}

/* The table at an address of the domain, which must be inside the page. */
static const uint8_t *table_at(uint64_t address, const char *signature, size_t *size)
{
    const uint8_t *table;

    assert_in_range(address, LAYOUT_ACPI, LAYOUT_ACPI + PAGE_SIZE - HEADER_SIZE);
    assert_int_equal(address % 16, 0);
    table = page + (address - LAYOUT_ACPI);
    *size = get(table, 4, 4);
    assert_in_range(*size, HEADER_SIZE, PAGE_SIZE - (address - LAYOUT_ACPI));
    assert_memory_equal(table, signature, 4);
    assert_int_equal(sum(table, *size), 0);
    return table;
}

static const uint8_t *xsdt_entry(unsigned int i, const char *signature, size_t *size)
{
    const uint8_t *xsdt = table_at(get(page, 24, 8), "XSDT", size);

    assert_int_equal(*size, HEADER_SIZE + 2 * 8);
    return table_at(get(xsdt, HEADER_SIZE + 8 * (size_t)i, 8), signature, size);
}

static void test_rsdp_is_the_first_thing(void **state)
{
    (void)state;
    assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, 1) > 0);
    assert_memory_equal(page, "RSD PTR ", 8);
    assert_int_equal(page[15], 2);
    assert_int_equal(get(page, 20, 4), 36);
    assert_int_equal(sum(page, 20), 0);
    assert_int_equal(sum(page, 36), 0);
}

/* Kernels that know 32-bit addresses only find the same tables. */
static void test_both_lists_name_the_same_tables(void **state)
{
    const uint8_t *rsdt, *xsdt;
    size_t short_size, size;

    (void)state;
    assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, 2) > 0);
    rsdt = table_at(get(page, 16, 4), "RSDT", &short_size);
    xsdt = table_at(get(page, 24, 8), "XSDT", &size);
    assert_int_equal(size - HEADER_SIZE, 16);
    assert_int_equal(short_size - HEADER_SIZE, 8);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(get(rsdt, HEADER_SIZE + 4 * i, 4), get(xsdt, HEADER_SIZE + 8 * i, 8));
}

static void test_platform_is_hardware_reduced(void **state)
{
    enum { HW_REDUCED = 1 << 20, NO_VGA = 1 << 2, NO_RTC = 1 << 5 };
    const uint8_t *fadt;
    size_t size;

    (void)state;
    assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, 1) > 0);
    fadt = xsdt_entry(0, "FACP", &size);
    assert_int_equal(size, 276);
    assert_int_equal(get(fadt, 112, 4), HW_REDUCED);
    assert_int_equal(get(fadt, 109, 2), NO_VGA | NO_RTC);
    assert_int_equal(get(fadt, 40, 4), get(fadt, 140, 8));
    (void)table_at(get(fadt, 140, 8), "DSDT", &size);
    assert_int_equal(size, HEADER_SIZE);
}

static void assert_processors(uint32_t vcpus)
{
    const uint8_t *madt;
    size_t size;

    assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, vcpus) > 0);
    madt = xsdt_entry(1, "APIC", &size);
    assert_int_equal(size, MADT_FIXED + 8 * vcpus);
    assert_int_equal(get(madt, 36, 4), 0xfee00000);
    assert_int_equal(get(madt, 40, 4), 0);
    for (uint32_t i = 0; i < vcpus; i++) {
        const uint8_t *entry = madt + MADT_FIXED + 8 * (size_t)i;

        assert_int_equal(entry[0], 0);
        assert_int_equal(entry[1], 8);
        assert_int_equal(entry[2], i);
        assert_int_equal(entry[3], 2 * i);
        assert_int_equal(get(entry, 4, 4), 1);
    }
}

static void test_each_vcpu_has_a_local_apic(void **state)
{
    (void)state;
    for (uint32_t vcpus = 1; vcpus <= ACPI_VCPUS_MAX; vcpus++)
        assert_processors(vcpus);
}

static void test_rest_of_the_page_is_zero(void **state)
{
    size_t used;

    (void)state;
    memset(page, 0xa5, sizeof(page));
    used = acpi_write(page, sizeof(page), LAYOUT_ACPI, 3);
    assert_in_range(used, 1, sizeof(page));
    for (size_t i = used; i < sizeof(page); i++)
        assert_int_equal(page[i], 0);
}

static void test_same_vcpus_give_the_same_bytes(void **state)
{
    static uint8_t again[PAGE_SIZE];

    (void)state;
    memset(page, 0xa5, sizeof(page));
    assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, 32) > 0);
    assert_true(acpi_write(again, sizeof(again), LAYOUT_ACPI, 32) > 0);
    assert_memory_equal(page, again, sizeof(page));
}

static void test_vcpus_out_of_range_give_nothing(void **state)
{
    (void)state;
    memset(page, 0xa5, sizeof(page));
    assert_int_equal(acpi_write(page, sizeof(page), LAYOUT_ACPI, 0), 0);
    assert_int_equal(acpi_write(page, sizeof(page), LAYOUT_ACPI, ACPI_VCPUS_MAX + 1), 0);
    assert_int_equal(acpi_write(page, sizeof(page), LAYOUT_ACPI, UINT32_MAX), 0);
    assert_int_equal(page[0], 0xa5);
}

static void test_tables_that_do_not_fit_are_not_written(void **state)
{
    size_t used = acpi_write(page, sizeof(page), LAYOUT_ACPI, 32);

    (void)state;
    memset(page, 0xa5, sizeof(page));
    assert_int_equal(acpi_write(page, used - 1, LAYOUT_ACPI, 32), 0);
    assert_int_equal(page[0], 0xa5);
    assert_int_equal(acpi_write(page, used, LAYOUT_ACPI, 32), used);
    assert_int_equal(page[used], 0xa5);
}

static void test_iasl_takes_the_tables(void **state)
{
    static const uint32_t vcpus[] = {1, 2, 32, ACPI_VCPUS_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(vcpus) / sizeof(vcpus[0]); i++) {
        char path[] = "/tmp/hyperlaunch-acpi-XXXXXX";
        char command[128];
        int file = mkstemp(path);
        int status;

        assert_true(file >= 0);
        assert_true(acpi_write(page, sizeof(page), LAYOUT_ACPI, vcpus[i]) > 0);
        assert_int_equal(write(file, page, sizeof(page)), sizeof(page));
        assert_int_equal(close(file), 0);
        snprintf(command, sizeof(command), "tests/acpi-check 0x%llx %s",
                 (unsigned long long)LAYOUT_ACPI, path);
        status = system(command);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(status, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsdp_is_the_first_thing),
        cmocka_unit_test(test_both_lists_name_the_same_tables),
        cmocka_unit_test(test_platform_is_hardware_reduced),
        cmocka_unit_test(test_each_vcpu_has_a_local_apic),
        cmocka_unit_test(test_rest_of_the_page_is_zero),
        cmocka_unit_test(test_same_vcpus_give_the_same_bytes),
        cmocka_unit_test(test_vcpus_out_of_range_give_nothing),
        cmocka_unit_test(test_tables_that_do_not_fit_are_not_written),
        cmocka_unit_test(test_iasl_takes_the_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
