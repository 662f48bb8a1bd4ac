/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Notes that are damaged, too many, or lead outside are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pvh_made.h"

static void test_bad_notes(void **state)
{
    (void)state;
    elf_start(64);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 6); /* neither 4 nor 8 bytes */
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start(64);
    elf_add_note("Xen", 18, UINT64_C(0x100000000), 8); /* above 32 bits */
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start(64);
    elf_add_note("Xen", 18, TEXT_PADDR, 4);
    elf_add_note("Xen", 18, TEXT_PADDR + 4, 4); /* another says otherwise */
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start_with_note(64);
    elf_put(NOTES_AT, 0xffffffff, 4); /* owner beyond the segment */
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start_with_note(64);
    elf_put(NOTES_AT + 4, 0xffffffff, 4); /* descriptor beyond the segment */
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start(64);
    elf_add_program(4, UINT64_MAX - 4, 0, 16, 0); /* the segment itself wraps */
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);

    elf_start(32);
    elf_add_note_section(FILE_SIZE - 8, 12); /* the section ends beyond the file */
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);
}

static void test_too_many_notes_end(void **state)
{
    (void)state;
    elf_start(32);
    /* 28 segments of 192 empty notes each: 5376 in all, more than are looked at. */
    for (unsigned int i = 0; i < 28; i++)
        elf_add_program(4, 1024, 0, 192 * 12, 0);
    assert_true(elf_program_at(elf_made.programs) <= 1024);
    memset(elf_made.bytes + 1024, 0, 192 * 12);
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);
    assert_true(elf_made.reads < 5000);
}

static void test_entry_outside(void **state)
{
    static const uint32_t outside[] = {0, TEXT_PADDR - 1, TEXT_PADDR + TEXT_SIZE,
                                       TEXT_PADDR + TEXT_MEM, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        elf_start(64);
        elf_add_note("Xen", 18, outside[i], 4);
        elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
        assert_int_equal(elf_read_pvh(), ELF_ENTRY_OUTSIDE);
    }
}

/* GRUB's image for 32-bit PV ends in the middle of its last note, about page tables. */
static void test_unneeded_note_that_runs_out(void **state)
{
    (void)state;
    elf_start(32);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_text_note("Xen", 9, "yes,bimodal");
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size - 8, 0);
    elf_check_sound(32);
    elf_start(32);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_text_note("Xen", 8, "generic");
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size - 8, 0);
    assert_int_equal(elf_read_pvh(), ELF_BAD_NOTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_notes),
        cmocka_unit_test(test_too_many_notes_end),
        cmocka_unit_test(test_entry_outside),
        cmocka_unit_test(test_unneeded_note_that_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
