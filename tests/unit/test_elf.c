/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The ELF reader: kernels of both classes, PVH notes wherever they may stand, and damaged headers.
 */
#include "tests/unit/elf_made.h"

/* Reads the file and asks whether it could be started as PVH. */
static enum elf_error read_made(void)
{
    enum elf_error error = made_elf_read();

    return error ? error : elf_check_pvh(&kernel);
}

static void check_sound(unsigned int bits)
{
    assert_int_equal(read_made(), ELF_OK);
    assert_int_equal(kernel.bits, bits);
    assert_int_equal(kernel.segment_count, 1);
    assert_int_equal(kernel.segments[0].offset, TEXT_AT);
    assert_int_equal(kernel.segments[0].file_size, TEXT_SIZE);
    assert_int_equal(kernel.paddr_start, TEXT_PADDR);
    assert_int_equal(kernel.paddr_end, TEXT_PADDR + TEXT_MEM);
    assert_true(kernel.has_pvh_entry);
    assert_int_equal(kernel.pvh_entry, TEXT_PADDR + 16);
}

static void test_note_in_a_segment(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        start_with_note(bits);
        check_sound(bits);
    }
}

static void test_note_only_in_a_section(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        start(bits);
        add_note("GNU", 3, 0, 20);
        add_program(4, NOTES_AT, 0, made.notes_size, 0);
        add_note("Xen", 18, TEXT_PADDR + 16, 8);
        add_note_section(NOTES_AT, made.notes_size);
        check_sound(bits);
    }
}

static void test_note_among_others(void **state)
{
    (void)state;
    start(64);
    add_note("Linux", 257, 0, 4);
    add_note("Xen", 6, 0, 3); /* unpadded sizes are padded */
    add_note("Xen", 18, TEXT_PADDR + 16, 8);
    add_note("GNU", 18, 0x1234, 4); /* the type counts only with its owner */
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    check_sound(64);
}

static void test_xen_notes_in_segments_hide_sections(void **state)
{
    (void)state;
    start(64);
    add_note("Xen", 6, 0, 4);
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_note_section(NOTES_AT, made.notes_size);
    assert_int_equal(read_made(), ELF_NO_PVH_NOTE);
}

static void test_no_note_leaves_the_rest(void **state)
{
    (void)state;
    start(32);
    assert_int_equal(read_made(), ELF_NO_PVH_NOTE);
    assert_false(kernel.has_pvh_entry);
    assert_int_equal(kernel.segment_count, 1);
    assert_int_equal(kernel.paddr_end, TEXT_PADDR + TEXT_MEM);
}

static void test_no_tables_at_all(void **state)
{
    (void)state;
    start(64);
    made.programs = made.sections = 0;
    put_counts();
    put(54, 0, 2);
    put(58, 0, 2);
    assert_int_equal(read_made(), ELF_NO_SEGMENT);
}

static void test_sections_of_no_size(void **state)
{
    (void)state;
    start(64);
    put(58, 0, 2); /* e_shentsize and e_shnum 0, as in a stripped file */
    assert_int_equal(read_made(), ELF_NO_PVH_NOTE);
}

static void test_bad_notes(void **state)
{
    (void)state;
    start(64);
    add_note("Xen", 18, TEXT_PADDR + 16, 6); /* neither 4 nor 8 bytes */
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start(64);
    add_note("Xen", 18, UINT64_C(0x100000000), 8); /* above 32 bits */
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start(64);
    add_note("Xen", 18, TEXT_PADDR, 4);
    add_note("Xen", 18, TEXT_PADDR + 4, 4); /* another says otherwise */
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start_with_note(64);
    put(NOTES_AT, 0xffffffff, 4); /* owner beyond the segment */
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start_with_note(64);
    put(NOTES_AT + 4, 0xffffffff, 4); /* descriptor beyond the segment */
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start(64);
    add_program(4, UINT64_MAX - 4, 0, 16, 0); /* the segment itself wraps */
    assert_int_equal(read_made(), ELF_BAD_NOTE);

    start(32);
    add_note_section(FILE_SIZE - 8, 12); /* the section ends beyond the file */
    assert_int_equal(read_made(), ELF_BAD_NOTE);
}

static void test_last_note_without_padding(void **state)
{
    (void)state;
    start(64);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_note("Xen", 5, 0x61, 1);
    add_program(4, NOTES_AT, 0, made.notes_size - 3, 0);
    check_sound(64);
}

static void test_too_many_notes_end(void **state)
{
    (void)state;
    start(32);
    /* 28 segments of 192 empty notes each: 5376 in all, more than are looked at. */
    for (unsigned int i = 0; i < 28; i++)
        add_program(4, 1024, 0, 192 * 12, 0);
    assert_true(program_at(made.programs) <= 1024);
    memset(made.bytes + 1024, 0, 192 * 12);
    assert_int_equal(read_made(), ELF_BAD_NOTE);
    assert_true(made.reads < 5000);
}

static void test_entry_outside(void **state)
{
    static const uint32_t outside[] = {0, TEXT_PADDR - 1, TEXT_PADDR + TEXT_SIZE,
                                       TEXT_PADDR + TEXT_MEM, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        start(64);
        add_note("Xen", 18, outside[i], 4);
        add_program(4, NOTES_AT, 0, made.notes_size, 0);
        assert_int_equal(read_made(), ELF_ENTRY_OUTSIDE);
    }
}

static void test_headers(void **state)
{
    (void)state;
    start_with_note(64);
    made.bytes[0] = 0;
    assert_int_equal(read_made(), ELF_NOT_ELF);

    start_with_note(64);
    put(18, 3, 2); /* class 64 for i386 */
    assert_int_equal(read_made(), ELF_WRONG_MACHINE);

    start_with_note(32);
    made.bytes[5] = 2; /* big endian */
    assert_int_equal(read_made(), ELF_WRONG_MACHINE);

    start_with_note(64);
    put(18, 183, 2); /* AArch64 */
    assert_int_equal(read_made(), ELF_WRONG_MACHINE);

    start_with_note(64);
    put(16, 1, 2); /* relocatable */
    assert_int_equal(read_made(), ELF_WRONG_TYPE);

    start_with_note(64);
    put(16, 3, 2); /* position-independent is fine */
    check_sound(64);

    start_with_note(64);
    put(54, 32, 2); /* program headers of the other class */
    assert_int_equal(read_made(), ELF_BAD_HEADERS);

    start_with_note(64);
    put(32, UINT64_MAX, 8); /* table beyond the file */
    assert_int_equal(read_made(), ELF_BAD_HEADERS);

    start_with_note(64);
    put(60, 64, 2); /* section table ends beyond the file */
    assert_int_equal(read_made(), ELF_BAD_HEADERS);

    start_with_note(64);
    put(56, 0xffff, 2); /* more program headers than any kernel has */
    assert_int_equal(read_made(), ELF_BAD_HEADERS);
}

/* Xen's own test guests are such files: 64-bit code, entered in 32-bit mode. */
static void test_class_32_for_x86_64(void **state)
{
    (void)state;
    start_with_note(32);
    put(18, 62, 2);
    check_sound(32);
    assert_true(kernel.x86_64);
    start_with_note(32);
    check_sound(32);
    assert_false(kernel.x86_64);
}

/* GRUB's image for 32-bit PV ends in the middle of its last note, about page tables. */
static void test_unneeded_note_that_runs_out(void **state)
{
    (void)state;
    start(32);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_text_note("Xen", 9, "yes,bimodal");
    add_program(4, NOTES_AT, 0, made.notes_size - 8, 0);
    check_sound(32);
    start(32);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_text_note("Xen", 8, "generic");
    add_program(4, NOTES_AT, 0, made.notes_size - 8, 0);
    assert_int_equal(read_made(), ELF_BAD_NOTE);
}

static void test_segments_out_of_bounds(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        start_with_note(bits);
        add_program(1, FILE_SIZE - 16, 0x200000, 17, 17); /* beyond the file */
        assert_int_equal(read_made(), ELF_BAD_SEGMENT);

        start_with_note(bits);
        add_program(1, TEXT_AT, 0x200000, 16, 15); /* larger in file than in memory */
        assert_int_equal(read_made(), ELF_BAD_SEGMENT);
    }
    start_with_note(64);
    add_program(1, UINT64_MAX, 0x200000, 16, 16); /* the offset wraps */
    assert_int_equal(read_made(), ELF_BAD_SEGMENT);

    start_with_note(64);
    add_program(1, TEXT_AT, UINT64_MAX - 8, 16, 16); /* the address wraps */
    assert_int_equal(read_made(), ELF_BAD_SEGMENT);
}

static void test_segments_in_order(void **state)
{
    (void)state;
    start_with_note(64);
    add_program(1, TEXT_AT, 0x400000, 0, 0x1000); /* no bytes in the file: all zero */
    add_program(1, TEXT_AT, 0x1000, 16, 16);
    add_program(1, TEXT_AT, 0x300000, 0, 0); /* empty: nothing to load */
    assert_int_equal(read_made(), ELF_OK);
    assert_int_equal(kernel.segment_count, 3);
    assert_int_equal(kernel.segments[0].paddr, 0x1000);
    assert_int_equal(kernel.segments[1].paddr, TEXT_PADDR);
    assert_int_equal(kernel.segments[2].paddr, 0x400000);
    assert_int_equal(kernel.paddr_start, 0x1000);
    assert_int_equal(kernel.paddr_end, 0x401000);
}

static void test_segments_overlap(void **state)
{
    (void)state;
    start_with_note(64);
    add_program(1, TEXT_AT, TEXT_PADDR + TEXT_MEM, 16, 16); /* side by side */
    assert_int_equal(read_made(), ELF_OK);
    put(program_at(2) + 24, TEXT_PADDR + TEXT_MEM - 1, 8);
    assert_int_equal(read_made(), ELF_OVERLAP);
    put(program_at(2) + 24, TEXT_PADDR, 8);
    assert_int_equal(read_made(), ELF_OVERLAP);
}

static void test_segments_too_many(void **state)
{
    (void)state;
    start_with_note(32);
    for (unsigned int i = 1; i < ELF_SEGMENTS_MAX; i++)
        add_program(1, TEXT_AT, 0x200000 + i * 0x1000, 16, 16);
    assert_int_equal(read_made(), ELF_OK);
    assert_int_equal(kernel.segment_count, ELF_SEGMENTS_MAX);
    add_program(1, TEXT_AT, 0x400000, 16, 16);
    assert_true(program_at(made.programs) <= NOTES_AT);
    assert_int_equal(read_made(), ELF_TOO_MANY);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    start_with_note(64);
    add_note_section(NOTES_AT, made.notes_size);
    for (made.size = 0; made.size < TEXT_AT + TEXT_SIZE; made.size++)
        assert_int_not_equal(read_made(), ELF_OK);
}

static void test_unreadable_anywhere(void **state)
{
    unsigned int reads;

    (void)state;
    start(64);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_note_section(NOTES_AT, made.notes_size);
    check_sound(64);
    reads = made.reads;
    for (made.reads_fail = 1; made.reads_fail <= reads; made.reads_fail++)
        assert_int_equal(read_made(), ELF_UNREADABLE);
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
        cmocka_unit_test(test_note_in_a_segment),
        cmocka_unit_test(test_note_only_in_a_section),
        cmocka_unit_test(test_note_among_others),
        cmocka_unit_test(test_xen_notes_in_segments_hide_sections),
        cmocka_unit_test(test_no_note_leaves_the_rest),
        cmocka_unit_test(test_no_tables_at_all),
        cmocka_unit_test(test_sections_of_no_size),
        cmocka_unit_test(test_bad_notes),
        cmocka_unit_test(test_last_note_without_padding),
        cmocka_unit_test(test_too_many_notes_end),
        cmocka_unit_test(test_entry_outside),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_class_32_for_x86_64),
        cmocka_unit_test(test_unneeded_note_that_runs_out),
        cmocka_unit_test(test_segments_out_of_bounds),
        cmocka_unit_test(test_segments_in_order),
        cmocka_unit_test(test_segments_overlap),
        cmocka_unit_test(test_segments_too_many),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_unreadable_anywhere),
        cmocka_unit_test(test_errors_have_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
