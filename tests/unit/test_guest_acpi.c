/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* ACPI tables as the tiny guest reads them: sound ones, and each byte that is damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/guest/pvh/acpi.h"
#include "tests/guest/pvh/start_info.h"
#include "tests/guest/stale.h"
#include "tests/support/guest/pvh_memory.h"

static void sound_tables_are_read(void **state)
{
    (void)state;
    pvh_tables_put();
    boot_read(PVH_INFO, &pvh_boot);
    acpi_read(PVH_TABLES, &pvh_acpi);
    assert_int_equal(pvh_errors, 0);
    assert_int_equal(pvh_acpi.local_apic, 0xfee00000);
    assert_int_equal(pvh_acpi.cpu_count, 1);
    assert_int_equal(pvh_acpi.apic_ids[0], 4);
    stale_check(&pvh_boot, true);
    assert_false(pvh_stale_seen());
}

/* Any bit that changes in a table is told, be it a sum, a pointer or a length. */
static void each_damaged_byte_of_a_table_is_told(void **state)
{
    static const struct {
        uint32_t start, size;
    } tables[] = {{PVH_TABLES, 36}, {PVH_TABLES + 0x100, 44}, {PVH_TABLES + 0x200, 60}};
    unsigned int i, j;

    for (i = 0; i < 3; i++) {
        for (j = 0; j < tables[i].size; j++) {
            pvh_memory_make(state);
            pvh_tables_put();
            pvh_ram[tables[i].start + j] ^= 0x10;
            acpi_read(PVH_TABLES, &pvh_acpi);
            assert_int_not_equal(pvh_errors, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sound_tables_are_read, pvh_memory_make),
        cmocka_unit_test_setup(each_damaged_byte_of_a_table_is_told, pvh_memory_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
