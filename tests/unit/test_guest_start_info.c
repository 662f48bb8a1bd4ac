/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The start info as the tiny guest reads it: a sound one, and each fault that it must find in
 * another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/guest/pvh/start_info.h"
#include "tests/guest/stale.h"
#include "tests/support/guest/pvh_memory.h"

static void sound_start_info_is_read(void **state)
{
    (void)state;
    boot_read(PVH_INFO, &pvh_boot);
    assert_int_equal(pvh_errors, 0);
    assert_int_equal(pvh_boot.memory_size, PVH_RAM_SIZE);
    assert_string_equal(pvh_boot.cmdline, "a do=echo");
    stale_check(&pvh_boot, true);
    assert_false(pvh_stale_seen());
    assert_int_equal(pvh_errors, 0);
}

static void wrong_start_info_is_told(void **state)
{
    pvh_start_info()->magic = 1;
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "no start info at ebx");

    pvh_memory_make(state);
    pvh_start_info()->version = 0;
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "no memory map in the start info of version");

    pvh_memory_make(state);
    pvh_start_info()->memmap_paddr = MEMORY_LIMIT - 8;
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "the memory map is out of bounds");

    pvh_memory_make(state);
    pvh_start_info()->memmap_entries = 2;
    pvh_memory_map()[1] =
        (struct hvm_memmap_table_entry){.addr = PVH_RAM_SIZE - 1, .size = 4096, .type = 2};
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "entries of the memory map overlap");

    pvh_memory_make(state);
    pvh_start_info()->cmdline_paddr = PVH_RAM_SIZE; /* the hole: no NUL there */
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "the command line has no end");

    pvh_memory_make(state);
    pvh_xen_map[0] = (struct e820_entry){.size = PVH_RAM_SIZE - 4096, .type = E820_RAM};
    pvh_xen_map_count = 1;
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "Xen's memory map differs from the start info's; entry");
}

static void module_outside_of_ram_is_told(void **state)
{
    struct hvm_modlist_entry *module = (struct hvm_modlist_entry *)(void *)(pvh_ram + 0x8000);

    (void)state;
    pvh_start_info()->nr_modules = 1;
    pvh_start_info()->modlist_paddr = 0x8000;
    *module = (struct hvm_modlist_entry){.paddr = PVH_RAM_SIZE - 4096, .size = 4097};
    boot_read(PVH_INFO, &pvh_boot);
    assert_string_equal(pvh_last_error, "a module does not lie in RAM");
    assert_false(pvh_boot.ramdisk_given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sound_start_info_is_read, pvh_memory_make),
        cmocka_unit_test_setup(wrong_start_info_is_told, pvh_memory_make),
        cmocka_unit_test_setup(module_outside_of_ram_is_told, pvh_memory_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
