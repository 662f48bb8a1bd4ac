/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The guest's own symbol table, which the note BSD_SYMTAB asks the builder to put behind the
 * kernel.
 *
 * Facts: xen/common/libelf/libelf-loader.c (a length of 32 bits, then an ELF file of three
 * sections).
 */
#include <elf.h>

#include "tests/guest/lib.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum { SECTION_SYMTAB = 1, SECTION_STRTAB = 2, SECTIONS = 3, LENGTH_SIZE = 4 };

void guest_main(void);

/* The bytes of a section, NULL where they are not all behind the header. */
static const void *section_bytes(const uint8_t *header, uint32_t length, const Elf64_Shdr *section)
{
    if (section->sh_offset > length || section->sh_size > length - section->sh_offset) {
        report_error("a section of the symbols is out of bounds", section->sh_offset);
        return NULL;
    }
    return header + section->sh_offset;
}

/* Looks a function up whose name and address the guest knows. */
static void check_symbol(const Elf64_Sym *symbols, uint64_t count, const char *names, uint64_t size)
{
    for (uint64_t i = 0; i < count; i++)
        if (symbols[i].st_value == (uintptr_t)guest_main && symbols[i].st_name < size &&
            text_equal(names + symbols[i].st_name, "guest_main"))
            return;
    report_error("guest_main is not among the symbols", (uintptr_t)guest_main);
}

void pv_check_symbols(struct pv *pv)
{
    const uint8_t *start = pv_address(pv, pv->image_end);
    const uint8_t *header = start + LENGTH_SIZE;
    const Elf64_Ehdr *file = (const void *)header;
    const Elf64_Shdr *sections = (const void *)(header + sizeof(*file));
    const Elf64_Shdr *symtab = &sections[SECTION_SYMTAB], *strtab = &sections[SECTION_STRTAB];
    const void *symbols, *names;
    uint32_t length;

    if (pv->plain)
        return;
    length = *(const uint32_t *)start;
    if (length < sizeof(*file) + SECTIONS * sizeof(*sections) ||
        length > (pv->mapped - pv->image_end) * 4096 - LENGTH_SIZE) {
        report_error("no symbols behind the kernel; their length is", length);
        return;
    }
    if (*(const uint32_t *)file->e_ident != 0x464c457f || file->e_shoff != sizeof(*file) ||
        file->e_shnum != SECTIONS || file->e_shentsize != sizeof(*sections) || file->e_phnum)
        report_error("the ELF header of the symbols is wrong", (uintptr_t)file);
    if (sections[0].sh_type != SHT_NULL || symtab->sh_type != SHT_SYMTAB ||
        strtab->sh_type != SHT_STRTAB || symtab->sh_link != SECTION_STRTAB)
        report_error("the sections of the symbols are wrong", (uintptr_t)sections);
    symbols = section_bytes(header, length, symtab);
    names = section_bytes(header, length, strtab);
    pv->symbol_count = symtab->sh_size / sizeof(Elf64_Sym);
    if (symbols && names)
        check_symbol(symbols, pv->symbol_count, names, strtab->sh_size);
    if (strtab->sh_offset + strtab->sh_size != length)
        report_error("the symbols do not end where their length says", length);
    pv->image_end = pv_page(pv, (uintptr_t)header + length + 4095);
}
