/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Bytes left in memory: the tiny guest finds each, and its samples see the ends of pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/guest/pvh/start_info.h"
#include "tests/guest/stale.h"
#include "tests/support/guest/pvh_memory.h"

/* Wherever one byte stands, and whatever stands around it, it is found at its very address. */
static void each_stale_byte_is_found(void **state)
{
    static const uint32_t places[] = {
        0,
        7,
        8,
        PVH_INFO + sizeof(struct hvm_start_info),
        PVH_TEXT + 10,
        0x9000,
        0x123457,
        0x1fffff,
        0x200000,
        PVH_RAM_SIZE - 1,
    };
    size_t i;

    for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
        pvh_memory_make(state);
        pvh_ram[places[i]] = 1;
        boot_read(PVH_INFO, &pvh_boot);
        stale_check(&pvh_boot, true);
        assert_true(pvh_stale_seen());
        assert_int_equal(pvh_stale_first(), places[i]);
        stale_report(&pvh_boot);
        assert_int_equal(pvh_errors, 1);
    }
}

static void samples_see_the_ends_of_pages(void **state)
{
    boot_read(PVH_INFO, &pvh_boot);
    pvh_ram[0x100000 + 2000] = 1;
    stale_check(&pvh_boot, false);
    assert_false(pvh_stale_seen());
    pvh_ram[0x100000 + 4095] = 1;
    stale_check(&pvh_boot, false);
    assert_true(pvh_stale_seen());
    assert_int_equal(pvh_stale_first(), 0x100fff);

    pvh_memory_make(state);
    bss_dirty = 0x105000;
    boot_read(PVH_INFO, &pvh_boot);
    stale_check(&pvh_boot, false);
    assert_int_equal(pvh_stale_first(), 0x105000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_stale_byte_is_found, pvh_memory_make),
        cmocka_unit_test_setup(samples_see_the_ends_of_pages, pvh_memory_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
