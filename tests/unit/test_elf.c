/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The headers of an ELF file: sound ones, damaged ones, and files that end early.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pvh_made.h"

static void test_no_tables_at_all(void **state)
{
    (void)state;
    elf_start(64);
    elf_made.programs = elf_made.sections = 0;
    elf_put_counts();
    elf_put(54, 0, 2);
    elf_put(58, 0, 2);
    assert_int_equal(elf_read_pvh(), ELF_NO_SEGMENT);
}

static void test_sections_of_no_size(void **state)
{
    (void)state;
    elf_start(64);
    elf_put(58, 0, 2); /* e_shentsize and e_shnum 0, as in a stripped file */
    assert_int_equal(elf_read_pvh(), ELF_NO_PVH_NOTE);
}

static void test_headers(void **state)
{
    (void)state;
    elf_start_with_note(64);
    elf_made.bytes[0] = 0;
    assert_int_equal(elf_read_pvh(), ELF_NOT_ELF);

    elf_start_with_note(64);
    elf_put(18, 3, 2); /* class 64 for i386 */
    assert_int_equal(elf_read_pvh(), ELF_WRONG_MACHINE);

    elf_start_with_note(32);
    elf_made.bytes[5] = 2; /* big endian */
    assert_int_equal(elf_read_pvh(), ELF_WRONG_MACHINE);

    elf_start_with_note(64);
    elf_put(18, 183, 2); /* AArch64 */
    assert_int_equal(elf_read_pvh(), ELF_WRONG_MACHINE);

    elf_start_with_note(64);
    elf_put(16, 1, 2); /* relocatable */
    assert_int_equal(elf_read_pvh(), ELF_WRONG_TYPE);

    elf_start_with_note(64);
    elf_put(16, 3, 2); /* position-independent is fine */
    elf_check_sound(64);

    elf_start_with_note(64);
    elf_put(54, 32, 2); /* program headers of the other class */
    assert_int_equal(elf_read_pvh(), ELF_BAD_HEADERS);

    elf_start_with_note(64);
    elf_put(32, UINT64_MAX, 8); /* table beyond the file */
    assert_int_equal(elf_read_pvh(), ELF_BAD_HEADERS);

    elf_start_with_note(64);
    elf_put(60, 64, 2); /* section table ends beyond the file */
    assert_int_equal(elf_read_pvh(), ELF_BAD_HEADERS);

    elf_start_with_note(64);
    elf_put(56, 0xffff, 2); /* more program headers than any kernel has */
    assert_int_equal(elf_read_pvh(), ELF_BAD_HEADERS);
}

/* Xen's own test guests are such files: 64-bit code, entered in 32-bit mode. */
static void test_class_32_for_x86_64(void **state)
{
    (void)state;
    elf_start_with_note(32);
    elf_put(18, 62, 2);
    elf_check_sound(32);
    assert_true(elf_seen.x86_64);
    elf_start_with_note(32);
    elf_check_sound(32);
    assert_false(elf_seen.x86_64);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    elf_start_with_note(64);
    elf_add_note_section(NOTES_AT, elf_made.notes_size);
    for (elf_made.size = 0; elf_made.size < TEXT_AT + TEXT_SIZE; elf_made.size++)
        assert_int_not_equal(elf_read_pvh(), ELF_OK);
}

static void test_unreadable_anywhere(void **state)
{
    unsigned int reads;

    (void)state;
    elf_start(64);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_note_section(NOTES_AT, elf_made.notes_size);
    elf_check_sound(64);
    reads = elf_made.reads;
    for (elf_made.reads_fail = 1; elf_made.reads_fail <= reads; elf_made.reads_fail++)
        assert_int_equal(elf_read_pvh(), ELF_UNREADABLE);
}

static void test_errors_have_text(void **state)
{
    (void)state;
    for (int error = ELF_OK; error <= ELF_ONLY_DOM0; error++)
        assert_null(strstr(elf_strerror((enum elf_error)error), "unknown"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_tables_at_all), cmocka_unit_test(test_sections_of_no_size),
        cmocka_unit_test(test_headers),          cmocka_unit_test(test_class_32_for_x86_64),
        cmocka_unit_test(test_cut_anywhere),     cmocka_unit_test(test_unreadable_anywhere),
        cmocka_unit_test(test_errors_have_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
