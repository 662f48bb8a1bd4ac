/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The note BSD_SYMTAB: which kernels bring their symbols along, and what damaged ones are told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "tests/support/elf_made.h"

enum {
    NOTE_BSD_SYMTAB = 11,
    SYMBOLS_AT = 3600,
    SYMBOLS_SIZE = 48,
    STRINGS_AT = 3700,
    STRINGS_SIZE = 13,
    SEGMENT_END = TEXT_PADDR + TEXT_MEM,
};

static void add_section(uint32_t type, uint64_t offset, uint64_t size, uint32_t link)
{
    Elf64_Shdr section = {
        .sh_type = type, .sh_offset = offset, .sh_size = size, .sh_link = link, .sh_entsize = 24};

    memcpy(elf_made.bytes + SECTIONS_AT + elf_made.sections++ * sizeof(section), &section,
           sizeof(section));
    elf_put_counts();
}

/* A PVH kernel with the note and tables for it. */
static void start_symbols(const char *answer)
{
    elf_start(64);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    if (answer)
        elf_add_text_note("Xen", NOTE_BSD_SYMTAB, answer);
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    add_section(SHT_NULL, 0, 0, 0);
    add_section(SHT_PROGBITS, TEXT_AT, TEXT_SIZE, 0);
    add_section(SHT_SYMTAB, SYMBOLS_AT, SYMBOLS_SIZE, 3);
    add_section(SHT_STRTAB, STRINGS_AT, STRINGS_SIZE, 0);
}

static void test_tables_follow_the_kernel(void **state)
{
    const struct elf_symbols *symbols = &elf_seen.symbols;
    Elf64_Shdr section;
    uint32_t length;

    (void)state;
    start_symbols("yes");
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_true(symbols->present);
    assert_int_equal(symbols->paddr, SEGMENT_END);
    assert_int_equal(symbols->tables[0].offset, SYMBOLS_AT);
    assert_int_equal(symbols->tables[0].size, SYMBOLS_SIZE);
    assert_int_equal(symbols->tables[0].paddr, SEGMENT_END + 264);
    assert_int_equal(symbols->tables[1].offset, STRINGS_AT);
    assert_int_equal(symbols->tables[1].size, STRINGS_SIZE);
    assert_int_equal(symbols->tables[1].paddr, SEGMENT_END + 264 + SYMBOLS_SIZE);
    assert_int_equal(symbols->size, 264 + SYMBOLS_SIZE + 16);
    assert_int_equal(elf_seen.paddr_end, SEGMENT_END + symbols->size);
    memcpy(&length, symbols->head, sizeof(length));
    assert_int_equal(length, 260 + SYMBOLS_SIZE + STRINGS_SIZE);
    memcpy(&section, symbols->head + 4 + 64 + 64, sizeof(section));
    assert_int_equal(section.sh_type, SHT_SYMTAB);
    assert_int_equal(section.sh_offset, 260);
    assert_int_equal(section.sh_link, 2);
    assert_int_equal(section.sh_entsize, 24);
    memcpy(&section, symbols->head + 4 + 64 + 128, sizeof(section));
    assert_int_equal(section.sh_type, SHT_STRTAB);
    assert_int_equal(section.sh_offset, 260 + SYMBOLS_SIZE);
}

static void test_start_is_rounded(void **state)
{
    (void)state;
    start_symbols("yes");
    elf_put(elf_program_at(0) + 40, TEXT_MEM + 3, 8);
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_int_equal(elf_seen.symbols.paddr, SEGMENT_END + 8);
}

/* Only a whole "yes" is one, as in Xen. */
static void test_not_asked_for(void **state)
{
    static const char *const answers[] = {NULL, "no", "ye", "yes ", "yes=1", "YES", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        start_symbols(answers[i]);
        assert_int_equal(elf_made_read(), ELF_OK);
        assert_false(elf_seen.symbols.present);
        assert_int_equal(elf_seen.paddr_end, SEGMENT_END);
    }
}

static void test_kernel_without_a_table(void **state)
{
    (void)state;
    start_symbols("yes");
    elf_put(SECTIONS_AT + 2 * 64 + 4, SHT_PROGBITS, 4);
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_false(elf_seen.symbols.present);
    elf_made.sections = 0;
    elf_put_counts();
    assert_int_equal(elf_made_read(), ELF_OK);
    assert_false(elf_seen.symbols.present);
}

static void test_damaged_sections(void **state)
{
    enum { SYMTAB = SECTIONS_AT + 2 * 64, STRTAB = SECTIONS_AT + 3 * 64 };
    static const struct {
        uint32_t at;
        unsigned int count;
        uint64_t value;
        enum elf_error error;
    } cases[] = {
        {SYMTAB + 24, 8, FILE_SIZE, ELF_BAD_HEADERS},
        {SYMTAB + 24, 8, UINT64_MAX, ELF_BAD_HEADERS},
        {SYMTAB + 32, 8, UINT64_MAX, ELF_BAD_HEADERS},
        {SYMTAB + 32, 8, FILE_SIZE - SYMBOLS_AT + 1, ELF_BAD_HEADERS},
        {SYMTAB + 40, 4, 4, ELF_BAD_HEADERS}, /* a section that is not there */
        {SYMTAB + 40, 4, UINT32_MAX, ELF_BAD_HEADERS},
        {SYMTAB + 40, 4, 1, ELF_BAD_HEADERS}, /* no strings */
        {STRTAB + 24, 8, FILE_SIZE, ELF_BAD_HEADERS},
        {STRTAB + 32, 8, UINT64_MAX, ELF_BAD_HEADERS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        start_symbols("yes");
        elf_put(cases[i].at, cases[i].value, cases[i].count);
        assert_int_equal(elf_made_read(), cases[i].error);
    }
}

/* A kernel at the end of all addresses leaves no room behind it. */
static void test_no_room_behind(void **state)
{
    (void)state;
    start_symbols("yes");
    elf_put(elf_program_at(0) + 24, UINT64_MAX - TEXT_MEM, 8);
    assert_int_equal(elf_made_read(), ELF_BAD_SEGMENT);
    elf_put(elf_program_at(0) + 24, UINT64_MAX - TEXT_MEM - 200, 8);
    assert_int_equal(elf_made_read(), ELF_BAD_SEGMENT);
}

static void test_unreadable_anywhere(void **state)
{
    unsigned int reads;

    (void)state;
    start_symbols("yes");
    assert_int_equal(elf_made_read(), ELF_OK);
    reads = elf_made.reads;
    for (elf_made.reads_fail = 1; elf_made.reads_fail <= reads; elf_made.reads_fail++)
        assert_int_equal(elf_made_read(), ELF_UNREADABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_follow_the_kernel),
        cmocka_unit_test(test_start_is_rounded),
        cmocka_unit_test(test_not_asked_for),
        cmocka_unit_test(test_kernel_without_a_table),
        cmocka_unit_test(test_damaged_sections),
        cmocka_unit_test(test_no_room_behind),
        cmocka_unit_test(test_unreadable_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
