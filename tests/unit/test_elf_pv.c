/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What Xen's notes ask for a PV start: every note that Xen's builder honours, and its default.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pv_made.h"

static void test_least_notes(void **state)
{
    (void)state;
    elf_start_pv();
    assert_int_equal(elf_read_pv(false), ELF_OK);
    assert_int_equal(elf_check_pv(&elf_seen, true), ELF_OK);
    assert_int_equal(elf_check_pvh(&elf_seen), ELF_NO_PVH_NOTE);
    assert_true(elf_seen.pv.present);
    assert_true(elf_seen.pv.virt_base == BASE);
    assert_true(elf_seen.pv.entry == BASE + TEXT_PADDR + 32);
    assert_int_equal(elf_seen.pv.paddr_offset, 0);
    assert_false(elf_seen.pv.has_hypercall_page);
    assert_false(elf_seen.pv.has_init_p2m);
    assert_false(elf_seen.mod_start_pfn);
    assert_true(elf_seen.pv.dom0);
    assert_false(elf_seen.pv.only_dom0);
    assert_true(elf_seen.linux_guest);
}

static void test_all_notes(void **state)
{
    (void)state;
    elf_start_pv();
    elf_add_text_note("Xen", 7, "2.6");
    elf_add_text_note("Xen", LOADER, "generic");
    elf_add_note("Xen", PADDR_OFFSET, 0, 8);
    elf_add_note("Xen", HYPERCALL_PAGE, BASE + TEXT_PADDR + 0x1000, 8);
    elf_add_note("Xen", INIT_P2M, UINT64_C(0x8000000000), 8);
    elf_add_note("Xen", MOD_START_PFN, 1, 4);
    elf_add_text_note("Xen", FEATURES, "!writable_page_tables|pae_pgdir_above_4gb");
    elf_add_note("Xen", SUPPORTED_FEATURES, 0x8801, 4);
    elf_add_text_note("Xen", 9, "yes");            /* PAE_MODE: of 32 bits only */
    elf_add_note("Xen", 13, 0, 16);                /* L1_MFN_VALID: no builder wants it */
    elf_add_note("Xen", 14, 1, 4);                 /* SUSPEND_CANCEL: of no builder */
    elf_add_note("Xen", 0x1000001, TEXT_PADDR, 4); /* a type that nobody knows */
    elf_add_note("Xen", PHYS32_ENTRY, TEXT_PADDR, 4);
    assert_int_equal(elf_read_pv(true), ELF_OK);
    assert_int_equal(elf_check_pv(&elf_seen, false), ELF_OK);
    assert_int_equal(elf_check_pvh(&elf_seen), ELF_OK);
    assert_true(elf_seen.pv.has_hypercall_page);
    assert_true(elf_seen.pv.hypercall_page == BASE + TEXT_PADDR + 0x1000);
    assert_true(elf_seen.pv.has_init_p2m);
    assert_true(elf_seen.pv.init_p2m == UINT64_C(0x8000000000));
    assert_true(elf_seen.mod_start_pfn);
}

/* Without its note the entry is the file's own; without a base, virtual is physical. */
static void test_defaults(void **state)
{
    (void)state;
    elf_start(64);
    elf_put(24, TEXT_PADDR + 8, 8);
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0-or-later");
    elf_add_text_note("Xen", LOADER, "generic");
    assert_int_equal(elf_read_pv(false), ELF_OK);
    assert_int_equal(elf_seen.pv.entry, TEXT_PADDR + 8);
    assert_int_equal(elf_seen.pv.virt_base, 0);
    assert_false(elf_seen.linux_guest);
}

static void test_notes_in_a_section(void **state)
{
    (void)state;
    elf_start_pv();
    elf_add_note_section(NOTES_AT, elf_made.notes_size);
    elf_add_program(4, 0, 0, 64, 0); /* a segment of notes whose offset was never set */
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_int_equal(elf_check_pv(&elf_seen, false), ELF_OK);
}

static void test_paddr_offset(void **state)
{
    (void)state;
    elf_start(64);
    elf_put(elf_program_at(0) + 24, BASE + TEXT_PADDR,
            8); /* physical addresses that are virtual ones */
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
    elf_add_text_note("Xen", LOADER, "generic");
    elf_add_note("Xen", VIRT_BASE, BASE, 8);
    elf_add_note("Xen", PADDR_OFFSET, BASE, 8);
    elf_add_note("Xen", ENTRY, BASE + TEXT_PADDR, 8);
    assert_int_equal(elf_read_pv(false), ELF_OK);
    assert_true(elf_seen.pv.paddr_offset == BASE);
}

/* What a builder of PVH looks at, too. */
static void test_notes_about_the_ramdisk_and_acpi(void **state)
{
    static const struct {
        const char *os;
        uint32_t supported;
        bool linux_guest, rsdp_low;
    } kernels[] = {
        {"linux", 0x8801, true, false},
        {"linux", 0x801, true, true},
        {"Mini-OS", 0x801, false, false},
        {NULL, 0, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        elf_start(64);
        elf_add_note("Xen", PHYS32_ENTRY, TEXT_PADDR, 4);
        if (kernels[i].os) {
            elf_add_text_note("Xen", GUEST_OS, kernels[i].os);
            elf_add_note("Xen", SUPPORTED_FEATURES, kernels[i].supported, 4);
            elf_add_note("Xen", MOD_START_PFN, 1, 4);
        }
        assert_int_equal(elf_read_notes(), ELF_OK);
        assert_false(elf_seen.pv.present);
        assert_int_equal(elf_seen.linux_guest, kernels[i].linux_guest);
        assert_int_equal(elf_seen.rsdp_low, kernels[i].rsdp_low);
        assert_int_equal(elf_seen.mod_start_pfn, !!kernels[i].os);
    }
}

static void test_unreadable_anywhere(void **state)
{
    unsigned int reads;

    (void)state;
    elf_start_pv();
    elf_add_text_note("Xen", FEATURES, "dom0");
    assert_int_equal(elf_read_notes(), ELF_OK);
    reads = elf_made.reads;
    for (elf_made.reads_fail = 1; elf_made.reads_fail <= reads; elf_made.reads_fail++)
        assert_int_equal(elf_made_read(), ELF_UNREADABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_notes),
        cmocka_unit_test(test_all_notes),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_notes_in_a_section),
        cmocka_unit_test(test_paddr_offset),
        cmocka_unit_test(test_notes_about_the_ramdisk_and_acpi),
        cmocka_unit_test(test_unreadable_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
