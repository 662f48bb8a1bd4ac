/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The segments that an ELF file loads: in order, in bounds, and apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/elf_made.h"
#include "tests/support/elf_pvh_made.h"

static void test_segments_out_of_bounds(void **state)
{
    (void)state;
    for (unsigned int bits = 32; bits <= 64; bits += 32) {
        elf_start_with_note(bits);
        elf_add_program(1, FILE_SIZE - 16, 0x200000, 17, 17); /* beyond the file */
        assert_int_equal(elf_read_pvh(), ELF_BAD_SEGMENT);

        elf_start_with_note(bits);
        elf_add_program(1, TEXT_AT, 0x200000, 16, 15); /* larger in file than in memory */
        assert_int_equal(elf_read_pvh(), ELF_BAD_SEGMENT);
    }
    elf_start_with_note(64);
    elf_add_program(1, UINT64_MAX, 0x200000, 16, 16); /* the offset wraps */
    assert_int_equal(elf_read_pvh(), ELF_BAD_SEGMENT);

    elf_start_with_note(64);
    elf_add_program(1, TEXT_AT, UINT64_MAX - 8, 16, 16); /* the address wraps */
    assert_int_equal(elf_read_pvh(), ELF_BAD_SEGMENT);
}

static void test_segments_in_order(void **state)
{
    (void)state;
    elf_start_with_note(64);
    elf_add_program(1, TEXT_AT, 0x400000, 0, 0x1000); /* no bytes in the file: all zero */
    elf_add_program(1, TEXT_AT, 0x1000, 16, 16);
    elf_add_program(1, TEXT_AT, 0x300000, 0, 0); /* empty: nothing to load */
    assert_int_equal(elf_read_pvh(), ELF_OK);
    assert_int_equal(elf_seen.segment_count, 3);
    assert_int_equal(elf_seen.segments[0].paddr, 0x1000);
    assert_int_equal(elf_seen.segments[1].paddr, TEXT_PADDR);
    assert_int_equal(elf_seen.segments[2].paddr, 0x400000);
    assert_int_equal(elf_seen.paddr_start, 0x1000);
    assert_int_equal(elf_seen.paddr_end, 0x401000);
}

static void test_segments_overlap(void **state)
{
    (void)state;
    elf_start_with_note(64);
    elf_add_program(1, TEXT_AT, TEXT_PADDR + TEXT_MEM, 16, 16); /* side by side */
    assert_int_equal(elf_read_pvh(), ELF_OK);
    elf_put(elf_program_at(2) + 24, TEXT_PADDR + TEXT_MEM - 1, 8);
    assert_int_equal(elf_read_pvh(), ELF_OVERLAP);
    elf_put(elf_program_at(2) + 24, TEXT_PADDR, 8);
    assert_int_equal(elf_read_pvh(), ELF_OVERLAP);
}

static void test_segments_too_many(void **state)
{
    (void)state;
    elf_start_with_note(32);
    for (unsigned int i = 1; i < ELF_SEGMENTS_MAX; i++)
        elf_add_program(1, TEXT_AT, 0x200000 + i * 0x1000, 16, 16);
    assert_int_equal(elf_read_pvh(), ELF_OK);
    assert_int_equal(elf_seen.segment_count, ELF_SEGMENTS_MAX);
    elf_add_program(1, TEXT_AT, 0x400000, 16, 16);
    assert_true(elf_program_at(elf_made.programs) <= NOTES_AT);
    assert_int_equal(elf_read_pvh(), ELF_TOO_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segments_out_of_bounds),
        cmocka_unit_test(test_segments_in_order),
        cmocka_unit_test(test_segments_overlap),
        cmocka_unit_test(test_segments_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
