/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The page of a domain's ACPI tables as a whole: its bytes, its limits, and what iasl says.
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
#include "tests/support/acpi_page.h"

static void test_rest_of_the_page_is_zero(void **state)
{
    size_t used;

    (void)state;
    memset(acpi_page_bytes, 0xa5, sizeof(acpi_page_bytes));
    used = acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 3);
    assert_in_range(used, 1, sizeof(acpi_page_bytes));
    for (size_t i = used; i < sizeof(acpi_page_bytes); i++)
        assert_int_equal(acpi_page_bytes[i], 0);
}

static void test_same_vcpus_give_the_same_bytes(void **state)
{
    static uint8_t again[PAGE_SIZE];

    (void)state;
    memset(acpi_page_bytes, 0xa5, sizeof(acpi_page_bytes));
    assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 32) > 0);
    assert_true(acpi_write(again, sizeof(again), LAYOUT_ACPI, 32) > 0);
    assert_memory_equal(acpi_page_bytes, again, sizeof(acpi_page_bytes));
}

static void test_vcpus_out_of_range_give_nothing(void **state)
{
    (void)state;
    memset(acpi_page_bytes, 0xa5, sizeof(acpi_page_bytes));
    assert_int_equal(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 0), 0);
    assert_int_equal(
        acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, ACPI_VCPUS_MAX + 1), 0);
    assert_int_equal(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, UINT32_MAX),
                     0);
    assert_int_equal(acpi_page_bytes[0], 0xa5);
}

static void test_tables_that_do_not_fit_are_not_written(void **state)
{
    size_t used = acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, 32);

    (void)state;
    memset(acpi_page_bytes, 0xa5, sizeof(acpi_page_bytes));
    assert_int_equal(acpi_write(acpi_page_bytes, used - 1, LAYOUT_ACPI, 32), 0);
    assert_int_equal(acpi_page_bytes[0], 0xa5);
    assert_int_equal(acpi_write(acpi_page_bytes, used, LAYOUT_ACPI, 32), used);
    assert_int_equal(acpi_page_bytes[used], 0xa5);
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
        assert_true(acpi_write(acpi_page_bytes, sizeof(acpi_page_bytes), LAYOUT_ACPI, vcpus[i]) >
                    0);
        assert_int_equal(write(file, acpi_page_bytes, sizeof(acpi_page_bytes)),
                         sizeof(acpi_page_bytes));
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
        cmocka_unit_test(test_rest_of_the_page_is_zero),
        cmocka_unit_test(test_same_vcpus_give_the_same_bytes),
        cmocka_unit_test(test_vcpus_out_of_range_give_nothing),
        cmocka_unit_test(test_tables_that_do_not_fit_are_not_written),
        cmocka_unit_test(test_iasl_takes_the_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
