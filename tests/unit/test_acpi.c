/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * ACPI tables of a domain: what each says, entry by entry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "launcher/builder/pvh/acpi.h"
#include "core/layout/layout.h"
#include "tests/support/acpi_page.h"

static uint64_t acpi_get(const uint8_t *bytes, size_t offset, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)bytes[offset + i] << (8 * i);
    return value;
}

static uint8_t acpi_sum(const uint8_t *bytes, size_t size)
{
    uint8_t total = 0;

    for (size_t i = 0; i < size; i++)
        total = (uint8_t)(total + bytes[i]);
    return total;
}

/* The table at an address of the domain, which must be inside the page. */
static const uint8_t *acpi_table_at(uint64_t address, const char *signature, size_t *size)
{
    const uint8_t *table;

    assert_in_range(address, LAYOUT_ACPI, LAYOUT_ACPI + PAGE_SIZE - HEADER_SIZE);
    assert_int_equal(address % 16, 0);
    table = acpi_page_bytes + (address - LAYOUT_ACPI);
    *size = acpi_get(table, 4, 4);
    assert_in_range(*size, HEADER_SIZE, PAGE_SIZE - (address - LAYOUT_ACPI));
    assert_memory_equal(table, signature, 4);
    assert_int_equal(acpi_sum(table, *size), 0);
    return table;
}

static const uint8_t *xsdt_entry(unsigned int i, const char *signature, size_t *size)
{
    const uint8_t *xsdt = acpi_table_at(acpi_get(acpi_page_bytes, 24, 8), "XSDT", size);

    assert_int_equal(*size, HEADER_SIZE + 2 * 8);
    return acpi_table_at(acpi_get(xsdt, HEADER_SIZE + 8 * (size_t)i, 8), signature, size);
}

static void test_rsdp_is_the_first_thing(void **state)
{
    (void)state;
    assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 1) > 0);
    assert_memory_equal(acpi_page_bytes, "RSD PTR ", 8);
    assert_int_equal(acpi_page_bytes[15], 2);
    assert_int_equal(acpi_get(acpi_page_bytes, 20, 4), 36);
    assert_int_equal(acpi_sum(acpi_page_bytes, 20), 0);
    assert_int_equal(acpi_sum(acpi_page_bytes, 36), 0);
}

/* Kernels that know 32-bit addresses only find the same tables. */
static void test_both_lists_name_the_same_tables(void **state)
{
    const uint8_t *rsdt, *xsdt;
    size_t short_size, size;

    (void)state;
    assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 2) > 0);
    rsdt = acpi_table_at(acpi_get(acpi_page_bytes, 16, 4), "RSDT", &short_size);
    xsdt = acpi_table_at(acpi_get(acpi_page_bytes, 24, 8), "XSDT", &size);
    assert_int_equal(size - HEADER_SIZE, 16);
    assert_int_equal(short_size - HEADER_SIZE, 8);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(acpi_get(rsdt, HEADER_SIZE + 4 * i, 4),
                         acpi_get(xsdt, HEADER_SIZE + 8 * i, 8));
}

static void test_platform_is_hardware_reduced(void **state)
{
    enum { HW_REDUCED = 1 << 20, NO_VGA = 1 << 2, NO_RTC = 1 << 5 };
    const uint8_t *fadt;
    size_t size;

    (void)state;
    assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 1) > 0);
    fadt = xsdt_entry(0, "FACP", &size);
    assert_int_equal(size, 276);
    assert_int_equal(acpi_get(fadt, 112, 4), HW_REDUCED);
    assert_int_equal(acpi_get(fadt, 109, 2), NO_VGA | NO_RTC);
    assert_int_equal(acpi_get(fadt, 40, 4), acpi_get(fadt, 140, 8));
    (void)acpi_table_at(acpi_get(fadt, 140, 8), "DSDT", &size);
    assert_int_equal(size, HEADER_SIZE);
}

static void assert_processors(uint32_t vcpus)
{
    const uint8_t *madt;
    size_t size;

    assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, vcpus) > 0);
    madt = xsdt_entry(1, "APIC", &size);
    assert_int_equal(size, MADT_FIXED + 8 * vcpus);
    assert_int_equal(acpi_get(madt, 36, 4), 0xfee00000);
    assert_int_equal(acpi_get(madt, 40, 4), 0);
    for (uint32_t i = 0; i < vcpus; i++) {
        const uint8_t *entry = madt + MADT_FIXED + 8 * (size_t)i;

        assert_int_equal(entry[0], 0);
        assert_int_equal(entry[1], 8);
        assert_int_equal(entry[2], i);
        assert_int_equal(entry[3], 2 * i);
        assert_int_equal(acpi_get(entry, 4, 4), 1);
    }
}

static void test_each_vcpu_has_a_local_apic(void **state)
{
    (void)state;
    for (uint32_t vcpus = 1; vcpus <= ACPI_VCPUS_MAX; vcpus++)
        assert_processors(vcpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsdp_is_the_first_thing),
        cmocka_unit_test(test_both_lists_name_the_same_tables),
        cmocka_unit_test(test_platform_is_hardware_reduced),
        cmocka_unit_test(test_each_vcpu_has_a_local_apic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
