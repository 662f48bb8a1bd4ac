/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Symbol tables for a kernel with the note BSD_SYMTAB: where they go, and the headers before them.
 *
 * Facts: what Xen's builder makes (xen/common/libelf/libelf-loader.c); System V ABI for the fields.
 */
#include <string.h>

#include "core/kernel/elf_note.h"

/* Facts of the System V ABI, in its names; offsets of fields in bytes. */
enum {
    SHT_SYMTAB = 2,
    SHT_STRTAB = 3,
    EV_CURRENT = 1,

    EHDR_SIZE = 64,
    E_VERSION = 20,
    E_PHOFF = 32,
    E_SHOFF = 40,
    E_EHSIZE = 52,
    E_PHENTSIZE = 54,
    E_PHNUM = 56,
    E_SHENTSIZE = 58,
    E_SHNUM = 60,
    E_SHSTRNDX = 62,

    SHDR_SIZE = 64,
    SH_TYPE = 4,
    SH_OFFSET = 24,
    SH_SIZE = 32,
    SH_LINK = 40,
};

/* What the kernel finds: a length, then an ELF file of three sections. */
enum {
    LENGTH_SIZE = 4,
    SECTION_SYMTAB = 1,
    SECTION_STRTAB = 2,
    SECTIONS = 3,
    ALIGNMENT = 8,
};

_Static_assert((LENGTH_SIZE + EHDR_SIZE + SECTIONS * SHDR_SIZE + ALIGNMENT - 1) / ALIGNMENT *
                       ALIGNMENT ==
                   (int)ELF_SYMBOLS_HEAD_SIZE,
               "the head is as long as what is in it");

static uint64_t round_up(uint64_t value)
{
    return (value + ALIGNMENT - 1) & ~(uint64_t)(ALIGNMENT - 1);
}

static uint8_t *head_section(struct elf_symbols *symbols, unsigned int i)
{
    return symbols->head + LENGTH_SIZE + EHDR_SIZE + (size_t)i * SHDR_SIZE;
}

/* Finds the first symbol table; false where there is none, or *error says why. */
static bool symtab_find(const struct elf_file *file, uint64_t table, uint32_t count,
                        uint8_t *header, enum elf_error *error)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!file->read(file->context, table + (uint64_t)i * SHDR_SIZE, header, SHDR_SIZE)) {
            *error = ELF_UNREADABLE;
            return false;
        }
        if (le32_read(header + SH_TYPE) == SHT_SYMTAB)
            return true;
    }
    return false;
}

/* Gives a section its place behind what is there; false where it is not inside the file. */
static bool section_place(const struct elf_file *file, struct elf_symbols *symbols, unsigned int i)
{
    uint8_t *header = head_section(symbols, i);
    struct elf_piece *piece = &symbols->tables[i - SECTION_SYMTAB];

    piece->offset = le_read(header + SH_OFFSET, 8);
    piece->size = le_read(header + SH_SIZE, 8);
    if (!elf_range_inside(piece->offset, piece->size, file->size))
        return false;
    piece->paddr = symbols->paddr + symbols->size;
    le_write(header + SH_OFFSET, symbols->size - LENGTH_SIZE, 8);
    symbols->size = round_up(symbols->size + piece->size);
    return true;
}

/* The file's own header, about nothing but the three sections that follow it. */
static bool header_make(const struct elf_file *file, struct elf_symbols *symbols)
{
    uint8_t *header = symbols->head + LENGTH_SIZE;

    if (!file->read(file->context, 0, header, EHDR_SIZE))
        return false;
    le_write(header + E_VERSION, EV_CURRENT, 4);
    le_write(header + E_PHOFF, 0, 8);
    le_write(header + E_SHOFF, EHDR_SIZE, 8);
    le_write(header + E_EHSIZE, EHDR_SIZE, 2);
    le_write(header + E_PHENTSIZE, 0, 2);
    le_write(header + E_PHNUM, 0, 2);
    le_write(header + E_SHENTSIZE, SHDR_SIZE, 2);
    le_write(header + E_SHNUM, SECTIONS, 2);
    le_write(header + E_SHSTRNDX, 0, 2);
    return true;
}

enum elf_error elf_symbols_read(const struct elf_file *file, uint64_t table, uint32_t count,
                                struct elf_kernel *kernel)
{
    struct elf_symbols *symbols = &kernel->symbols;
    uint8_t *symtab = head_section(symbols, SECTION_SYMTAB);
    uint8_t *strtab = head_section(symbols, SECTION_STRTAB);
    enum elf_error error = ELF_OK;
    uint64_t length;
    uint32_t link;

    if (!symtab_find(file, table, count, symtab, &error))
        return error;
    link = le32_read(symtab + SH_LINK);
    if (link >= count)
        return ELF_BAD_HEADERS;
    if (!file->read(file->context, table + (uint64_t)link * SHDR_SIZE, strtab, SHDR_SIZE))
        return ELF_UNREADABLE;
    if (le32_read(strtab + SH_TYPE) != SHT_STRTAB)
        return ELF_BAD_HEADERS;
    le_write(symtab + SH_LINK, SECTION_STRTAB, 4);

    if (kernel->paddr_end > UINT64_MAX - (ALIGNMENT - 1))
        return ELF_BAD_SEGMENT;
    symbols->paddr = round_up(kernel->paddr_end);
    symbols->size = ELF_SYMBOLS_HEAD_SIZE;
    if (!section_place(file, symbols, SECTION_SYMTAB) ||
        !section_place(file, symbols, SECTION_STRTAB))
        return ELF_BAD_HEADERS;
    if (symbols->size > UINT64_MAX - symbols->paddr)
        return ELF_BAD_SEGMENT;
    if (!header_make(file, symbols))
        return ELF_UNREADABLE;
    /* The string table's end, and not what it is rounded up to. */
    length = symbols->tables[1].paddr + symbols->tables[1].size - symbols->paddr - LENGTH_SIZE;
    le_write(symbols->head, length, LENGTH_SIZE);
    symbols->present = true;
    kernel->paddr_end = symbols->paddr + symbols->size;
    return ELF_OK;
}
