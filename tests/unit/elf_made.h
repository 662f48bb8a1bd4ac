/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the ELF reader: small files made field by field, and a reader that watches over it.
 */
#ifndef TESTS_UNIT_ELF_MADE_H
#define TESTS_UNIT_ELF_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/kernel/elf.h"

/* Where things lie in the files that these tests make. */
enum {
    FILE_SIZE = 4096,
    PROGRAMS_AT = 64,
    SECTIONS_AT = 1024,
    NOTES_AT = 2048,
    TEXT_AT = 3072,
    TEXT_SIZE = 512,
    TEXT_PADDR = 0x100000,
    TEXT_MEM = 0x2000,
};

struct elf_file_made {
    uint8_t bytes[FILE_SIZE];
    uint64_t size;
    unsigned int bits;
    unsigned int programs, sections;
    unsigned int notes_size;
    unsigned int reads;      /* how often the reader asked */
    unsigned int reads_fail; /* from this one on reading fails; 0: never */
};

static struct elf_file_made made;

static inline void put(uint32_t at, uint64_t value, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        made.bytes[at + i] = (uint8_t)(value >> (8 * i));
}

static inline void put_word(uint32_t at, uint64_t value)
{
    put(at, value, made.bits / 8);
}

static inline void put_counts(void)
{
    uint32_t at = made.bits == 64 ? 54 : 42;

    put(at, made.bits == 64 ? 56 : 32, 2);
    put(at + 2, made.programs, 2);
    put(at + 4, made.bits == 64 ? 64 : 40, 2);
    put(at + 6, made.sections, 2);
}

static inline uint32_t program_at(unsigned int i)
{
    return PROGRAMS_AT + i * (made.bits == 64 ? 56 : 32);
}

/* Adds a program header; the place of each field differs between the classes. */
static inline void add_program(uint32_t type, uint64_t offset, uint64_t paddr, uint64_t file,
                               uint64_t mem)
{
    static const uint8_t fields[2][4] = {{4, 12, 16, 20}, {8, 24, 32, 40}};
    const uint8_t *f = fields[made.bits == 64];
    uint32_t at = program_at(made.programs++);

    put(at, type, 4);
    put_word(at + f[0], offset);
    put_word(at + f[1], paddr);
    put_word(at + f[2], file);
    put_word(at + f[3], mem);
    put_counts();
}

static inline void add_note_section(uint64_t offset, uint64_t size)
{
    uint32_t at = SECTIONS_AT + made.sections++ * (made.bits == 64 ? 64 : 40);

    put(at + 4, 7, 4);
    put_word(at + (made.bits == 64 ? 24 : 16), offset);
    put_word(at + (made.bits == 64 ? 32 : 20), size);
    put_counts();
}

/* Adds a note; where its descriptor begins. */
static inline uint32_t add_note_header(const char *owner, uint32_t type, uint32_t size)
{
    uint32_t at = NOTES_AT + made.notes_size;
    uint32_t owner_size = (uint32_t)strlen(owner) + 1;
    uint32_t owner_room = (owner_size + 3) & ~3u;

    put(at, owner_size, 4);
    put(at + 4, size, 4);
    put(at + 8, type, 4);
    memcpy(made.bytes + at + 12, owner, owner_size);
    made.notes_size += 12 + owner_room + ((size + 3) & ~3u);
    return at + 12 + owner_room;
}

static inline void add_note(const char *owner, uint32_t type, uint64_t value, uint32_t size)
{
    put(add_note_header(owner, type, size), value, size > 8 ? 8 : size);
}

static inline void add_text_note(const char *owner, uint32_t type, const char *text)
{
    uint32_t size = (uint32_t)strlen(text) + 1;

    memcpy(made.bytes + add_note_header(owner, type, size), text, size);
}

/* A sound file with one segment to load, and neither notes nor sections yet. */
static inline void start(unsigned int bits)
{
    memset(&made, 0, sizeof(made));
    made.bits = bits;
    made.size = FILE_SIZE;
    memcpy(made.bytes, "\177ELF", 4);
    made.bytes[4] = bits == 64 ? 2 : 1;
    made.bytes[5] = 1;
    put(16, 2, 2);
    put(18, bits == 64 ? 62 : 3, 2);
    put_word(bits == 64 ? 32 : 28, PROGRAMS_AT);
    put_word(bits == 64 ? 40 : 32, SECTIONS_AT);
    put_counts();
    add_program(1, TEXT_AT, TEXT_PADDR, TEXT_SIZE, TEXT_MEM);
}

static inline void start_with_note(unsigned int bits)
{
    start(bits);
    add_note("Xen", 18, TEXT_PADDR + 16, 4);
    add_program(4, NOTES_AT, 0, made.notes_size, 0);
}

static inline bool made_read(void *context, uint64_t offset, void *target, size_t count)
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

static struct elf_kernel kernel;

static inline enum elf_error made_elf_read(void)
{
    made.reads = 0;
    return elf_read(made_read, &made, made.size, &kernel);
}

#endif
