/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes small ELF files, and reads them.
 */
#include "tests/support/elf_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct elf_file_made elf_made;

void elf_put(uint32_t at, uint64_t value, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        elf_made.bytes[at + i] = (uint8_t)(value >> (8 * i));
}

static void put_word(uint32_t at, uint64_t value)
{
    elf_put(at, value, elf_made.bits / 8);
}

void elf_put_counts(void)
{
    uint32_t at = elf_made.bits == 64 ? 54 : 42;

    elf_put(at, elf_made.bits == 64 ? 56 : 32, 2);
    elf_put(at + 2, elf_made.programs, 2);
    elf_put(at + 4, elf_made.bits == 64 ? 64 : 40, 2);
    elf_put(at + 6, elf_made.sections, 2);
}

uint32_t elf_program_at(unsigned int i)
{
    return PROGRAMS_AT + i * (elf_made.bits == 64 ? 56 : 32);
}

void elf_add_program(uint32_t type, uint64_t offset, uint64_t paddr, uint64_t file, uint64_t mem)
{
    static const uint8_t fields[2][4] = {{4, 12, 16, 20}, {8, 24, 32, 40}};
    const uint8_t *f = fields[elf_made.bits == 64];
    uint32_t at = elf_program_at(elf_made.programs++);

    elf_put(at, type, 4);
    put_word(at + f[0], offset);
    put_word(at + f[1], paddr);
    put_word(at + f[2], file);
    put_word(at + f[3], mem);
    elf_put_counts();
}

void elf_add_note_section(uint64_t offset, uint64_t size)
{
    uint32_t at = SECTIONS_AT + elf_made.sections++ * (elf_made.bits == 64 ? 64 : 40);

    elf_put(at + 4, 7, 4);
    put_word(at + (elf_made.bits == 64 ? 24 : 16), offset);
    put_word(at + (elf_made.bits == 64 ? 32 : 20), size);
    elf_put_counts();
}

uint32_t elf_add_note_header(const char *owner, uint32_t type, uint32_t size)
{
    uint32_t at = NOTES_AT + elf_made.notes_size;
    uint32_t owner_size = (uint32_t)strlen(owner) + 1;
    uint32_t owner_room = (owner_size + 3) & ~3u;

    elf_put(at, owner_size, 4);
    elf_put(at + 4, size, 4);
    elf_put(at + 8, type, 4);
    memcpy(elf_made.bytes + at + 12, owner, owner_size);
    elf_made.notes_size += 12 + owner_room + ((size + 3) & ~3u);
    return at + 12 + owner_room;
}

void elf_add_note(const char *owner, uint32_t type, uint64_t value, uint32_t size)
{
    elf_put(elf_add_note_header(owner, type, size), value, size > 8 ? 8 : size);
}

void elf_add_text_note(const char *owner, uint32_t type, const char *text)
{
    uint32_t size = (uint32_t)strlen(text) + 1;

    memcpy(elf_made.bytes + elf_add_note_header(owner, type, size), text, size);
}

void elf_start(unsigned int bits)
{
    memset(&elf_made, 0, sizeof(elf_made));
    elf_made.bits = bits;
    elf_made.size = FILE_SIZE;
    memcpy(elf_made.bytes, "\177ELF", 4);
    elf_made.bytes[4] = bits == 64 ? 2 : 1;
    elf_made.bytes[5] = 1;
    elf_put(16, 2, 2);
    elf_put(18, bits == 64 ? 62 : 3, 2);
    put_word(bits == 64 ? 32 : 28, PROGRAMS_AT);
    put_word(bits == 64 ? 40 : 32, SECTIONS_AT);
    elf_put_counts();
    elf_add_program(1, TEXT_AT, TEXT_PADDR, TEXT_SIZE, TEXT_MEM);
}

void elf_start_with_note(unsigned int bits)
{
    elf_start(bits);
    elf_add_note("Xen", 18, TEXT_PADDR + 16, 4);
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
}

static bool made_read(void *context, uint64_t offset, void *target, size_t count)
{
    struct elf_file_made *file = context;

    /* The reader's promise: never a byte beyond the size that it was told. */
    assert_true(offset <= file->size && count <= file->size - offset);
    file->reads++;
    if (file->reads_fail && file->reads >= file->reads_fail)
        return false;
    memcpy(target, file->bytes + offset, count);
    return true;
}

struct elf_kernel elf_seen;

enum elf_error elf_made_read(void)
{
    elf_made.reads = 0;
    return elf_read(made_read, &elf_made, elf_made.size, &elf_seen);
}
