/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The features that a PV kernel needs and supports.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"

static void test_features(void **state)
{
    static const struct {
        const char *text;
        enum elf_error domu, dom0;
    } cases[] = {
        {"", ELF_OK, ELF_OK},
        {"|", ELF_OK, ELF_OK},
        {"!", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"of|no|importance", ELF_OK, ELF_OK},
        {"auto_translated_physmap|supervisor_mode_kernel", ELF_OK, ELF_OK},
        {"!writable_page_tables|!pae_pgdir_above_4gb", ELF_OK, ELF_OK},
        {"!writable_descriptor_tables", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"dom0|!auto_translated_physmap", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!supervisor_mode_kernel", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!hvm_callback_vector", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!never_heard_of_it", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!writable_page_tables_too", ELF_PV_FEATURE, ELF_PV_FEATURE},
        {"!dom0", ELF_ONLY_DOM0, ELF_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        elf_start_pv();
        elf_add_text_note("Xen", FEATURES, cases[i].text);
        assert_int_equal(elf_read_pv(false), cases[i].domu);
        assert_int_equal(elf_check_pv(&elf_seen, true), cases[i].dom0);
    }
    elf_start_pv(); /* the text ends with its descriptor or before */
    memcpy(elf_made.bytes + elf_add_note_header("Xen", FEATURES, 8), "dom0\0|!x", 8);
    assert_int_equal(elf_read_pv(false), ELF_OK);
    elf_start_pv();
    memcpy(elf_made.bytes + elf_add_note_header("Xen", FEATURES, 2), "!xyz", 4);
    assert_int_equal(elf_read_pv(false), ELF_PV_FEATURE);
}

static void test_supported_features(void **state)
{
    (void)state;
    elf_start_pv();
    elf_add_note("Xen", SUPPORTED_FEATURES, 0x800, 8);
    assert_int_equal(elf_read_pv(true), ELF_OK);
    elf_start_pv();
    elf_add_note("Xen", SUPPORTED_FEATURES, 0x1, 4);
    assert_int_equal(elf_read_pv(true), ELF_NOT_DOM0);
    assert_int_equal(elf_check_pv(&elf_seen, false), ELF_OK);
    elf_add_text_note("Xen", FEATURES, "dom0"); /* either note may say it */
    elf_made.programs = 1;
    assert_int_equal(elf_read_pv(true), ELF_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_supported_features),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
