/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The note of a PVH entry is found wherever it may stand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pvh_made.h"

static void test_note_in_a_segment(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        elf_start_with_note(bits);
        elf_check_sound(bits);
    }
}

static void test_note_only_in_a_section(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        elf_start(bits);
        elf_add_note("GNU", 3, 0, 20);
        elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
        elf_add_note("Xen", 18, TEXT_PADDR + 16, 8);
        elf_add_note_section(NOTES_AT, elf_made.notes_size);
        elf_check_sound(bits);
    }
}

static void test_note_among_others(void **state)
{
    (void)state;
    elf_start(64);
    elf_add_note("Linux", 257, 0, 4);
    elf_add_note("Xen", 6, 0, 3); /* unpadded sizes are padded */
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 8);
    elf_add_note("GNU", 18, 0x1234, 4); /* the type counts only with its owner */
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    elf_check_sound(64);
}

static void test_xen_notes_in_segments_hide_sections(void **state)
{
    (void)state;
    elf_start(64);
    elf_add_note("Xen", 6, 0, 4);
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_note_section(NOTES_AT, elf_made.notes_size);
    assert_int_equal(elf_read_pvh(), ELF_NO_PVH_NOTE);
}

static void test_no_note_leaves_the_rest(void **state)
{
    (void)state;
    elf_start(32);
    assert_int_equal(elf_read_pvh(), ELF_NO_PVH_NOTE);
    assert_false(elf_seen.has_pvh_entry);
    assert_int_equal(elf_seen.segment_count, 1);
    assert_int_equal(elf_seen.paddr_end, TEXT_PADDR + TEXT_MEM);
}

static void test_last_note_without_padding(void **state)
{
    (void)state;
    elf_start(64);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_note("Xen", 5, 0x61, 1);
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size - 3, 0);
    elf_check_sound(64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_note_in_a_segment),
        cmocka_unit_test(test_note_only_in_a_section),
        cmocka_unit_test(test_note_among_others),
        cmocka_unit_test(test_xen_notes_in_segments_hide_sections),
        cmocka_unit_test(test_no_note_leaves_the_rest),
        cmocka_unit_test(test_last_note_without_padding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
