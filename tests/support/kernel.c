/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Small ELF kernels, written field by field (System V ABI; note: xen/include/public/elfnote.h).
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/kernel.h"

enum {
    TEXT_OFFSET = 0x1000, /* in the file: a page of its own, as linkers make it */
    ENTRY_OFFSET = 0x40,
    DATA_SKEW = 0x123, /* the second segment begins within a page, at another place than in file */
    HYPERCALL_OFFSET = 0x1000, /* in the text */
    NOTE_ENTRY = 1,
    NOTE_HYPERCALL_PAGE = 2,
    NOTE_VIRT_BASE = 3,
    NOTE_XEN_VERSION = 5,
    NOTE_GUEST_OS = 6,
    NOTE_LOADER = 8,
    NOTE_BSD_SYMTAB = 11,
    NOTE_INIT_P2M = 15,
    NOTE_MOD_START_PFN = 16,
    NOTE_SUPPORTED_FEATURES = 17,
    NOTE_PVH_ENTRY = 18,
    FEATURES_DOM0 = 0x801,
    FEATURES_NOT_DOM0 = 0x1,
    RUBBISH = 0xee,
    SEGMENTS = 3,
    SECTIONS = 4,
    SYMTAB_SIZE = 5 * sizeof(Elf64_Sym),
    STRTAB_SIZE = 61, /* odd, so that rounding shows */
};

/* The notes of a kernel, one after the other. */
struct notes {
    uint8_t bytes[512];
    size_t size;
};

static void note_add(struct notes *notes, uint32_t type, const void *desc, size_t size)
{
    Elf32_Nhdr header = {.n_namesz = 4, .n_descsz = (Elf32_Word)size, .n_type = type};

    memcpy(notes->bytes + notes->size, &header, sizeof(header));
    memcpy(notes->bytes + notes->size + sizeof(header), "Xen", 4);
    memcpy(notes->bytes + notes->size + sizeof(header) + 4, desc, size);
    notes->size += sizeof(header) + 4 + ((size + 3) & ~(size_t)3);
}

static void note_add_u64(struct notes *notes, uint32_t type, uint64_t value)
{
    note_add(notes, type, &value, sizeof(value));
}

static struct notes notes_make(const struct kernel_spec *spec, uint32_t entry)
{
    const uint32_t features = spec->pv == PV_NOT_DOM0 ? FEATURES_NOT_DOM0 : FEATURES_DOM0;
    struct notes notes = {.size = 0};

    note_add(&notes, NOTE_PVH_ENTRY, &entry, sizeof(entry));
    if (spec->symbols)
        note_add(&notes, NOTE_BSD_SYMTAB, "yes", sizeof("yes"));
    if (spec->pv == PV_ABSENT)
        return notes;
    note_add(&notes, NOTE_XEN_VERSION, "xen-3.0", sizeof("xen-3.0"));
    if (spec->pv == PV_NOT_LINUX)
        note_add(&notes, NOTE_GUEST_OS, "other", sizeof("other"));
    else
        note_add(&notes, NOTE_GUEST_OS, "linux", sizeof("linux"));
    note_add(&notes, NOTE_LOADER, "generic", sizeof("generic"));
    note_add_u64(&notes, NOTE_ENTRY, KERNEL_VIRT_BASE + entry);
    note_add_u64(&notes, NOTE_VIRT_BASE, KERNEL_VIRT_BASE);
    note_add(&notes, NOTE_SUPPORTED_FEATURES, &features, sizeof(features));
    if (spec->pv == PV_PLAIN) {
        note_add_u64(&notes, NOTE_HYPERCALL_PAGE,
                     KERNEL_VIRT_BASE + spec->paddr + HYPERCALL_OFFSET);
    } else {
        note_add_u64(&notes, NOTE_INIT_P2M, KERNEL_INIT_P2M);
        note_add_u64(&notes, NOTE_MOD_START_PFN, 1);
    }
    return notes;
}

void bytes_fill(uint8_t *bytes, size_t size, uint32_t seed, bool random)
{
    uint32_t state = seed * 2654435761u + 1;

    for (size_t i = 0; i < size; i++) {
        if (random || i % 64 == 0)
            state = state * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(state >> 24);
    }
}

/* Where everything lies in the file. */
struct plan {
    size_t data_offset;
    size_t note_offset;
    size_t note_size;
    size_t symbols_offset; /* of the symbol table; its strings follow */
    size_t section_offset;
    uint64_t data_paddr;
};

static void headers_write_64(uint8_t *file, const struct kernel_spec *spec, const struct plan *plan)
{
    Elf64_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof(header),
        .e_shoff = plan->section_offset,
        .e_ehsize = sizeof(header),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = spec->note == NOTE_IN_SEGMENT ? SEGMENTS : SEGMENTS - 1,
        .e_shentsize = sizeof(Elf64_Shdr),
        .e_shnum = spec->symbols                   ? SECTIONS
                   : spec->note == NOTE_IN_SECTION ? 2
                                                   : 0,
    };
    /* The virtual addresses mislead on purpose: physical ones count. */
    const Elf64_Phdr segments[SEGMENTS] = {
        {PT_LOAD, PF_R | PF_X, TEXT_OFFSET, 0, spec->paddr, spec->text_size, spec->text_size, 4096},
        {PT_LOAD, PF_R | PF_W, plan->data_offset, 0, plan->data_paddr, spec->data_size,
         spec->data_size + spec->bss_size, 1},
        {PT_NOTE, PF_R, plan->note_offset, 0, 0, plan->note_size, plan->note_size, 4},
    };
    const Elf64_Shdr sections[SECTIONS] = {
        {.sh_type = SHT_NULL},
        {.sh_type = SHT_NOTE, .sh_offset = plan->note_offset, .sh_size = plan->note_size},
        {.sh_type = SHT_STRTAB,
         .sh_offset = plan->symbols_offset + SYMTAB_SIZE,
         .sh_size = STRTAB_SIZE},
        {.sh_name = 17,
         .sh_type = SHT_SYMTAB,
         .sh_offset = plan->symbols_offset,
         .sh_size = SYMTAB_SIZE,
         .sh_link = 2,
         .sh_entsize = sizeof(Elf64_Sym)},
    };

    memcpy(file, &header, sizeof(header));
    memcpy(file + sizeof(header), segments, sizeof(segments));
    memcpy(file + plan->section_offset, sections, sizeof(sections));
}

static void headers_write_32(uint8_t *file, const struct kernel_spec *spec, const struct plan *plan)
{
    Elf32_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_386,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof(header),
        .e_shoff = (Elf32_Off)plan->section_offset,
        .e_ehsize = sizeof(header),
        .e_phentsize = sizeof(Elf32_Phdr),
        .e_phnum = spec->note == NOTE_IN_SEGMENT ? SEGMENTS : SEGMENTS - 1,
        .e_shentsize = sizeof(Elf32_Shdr),
        .e_shnum = spec->note == NOTE_IN_SECTION ? 2 : 0,
    };
    const Elf32_Phdr segments[SEGMENTS] = {
        {PT_LOAD, TEXT_OFFSET, 0, (Elf32_Addr)spec->paddr, (Elf32_Word)spec->text_size,
         (Elf32_Word)spec->text_size, PF_R | PF_X, 4096},
        {PT_LOAD, (Elf32_Off)plan->data_offset, 0, (Elf32_Addr)plan->data_paddr,
         (Elf32_Word)spec->data_size, (Elf32_Word)(spec->data_size + spec->bss_size), PF_R | PF_W,
         1},
        {PT_NOTE, (Elf32_Off)plan->note_offset, 0, 0, (Elf32_Word)plan->note_size,
         (Elf32_Word)plan->note_size, PF_R, 4},
    };
    const Elf32_Shdr sections[2] = {
        {.sh_type = SHT_NULL},
        {.sh_type = SHT_NOTE,
         .sh_offset = (Elf32_Off)plan->note_offset,
         .sh_size = (Elf32_Word)plan->note_size},
    };

    memcpy(file, &header, sizeof(header));
    memcpy(file + sizeof(header), segments, sizeof(segments));
    memcpy(file + plan->section_offset, sections, sizeof(sections));
}

struct kernel kernel_make(const struct kernel_spec *spec)
{
    struct plan plan = {
        .data_offset = TEXT_OFFSET + spec->text_size,
        .data_paddr = ((spec->paddr + spec->text_size + 4095) & ~UINT64_C(4095)) + DATA_SKEW,
    };
    struct kernel kernel = {.entry = (uint32_t)spec->paddr + ENTRY_OFFSET};
    struct notes notes = notes_make(spec, kernel.entry);

    if (spec->adjoining)
        plan.data_paddr = (spec->paddr + spec->text_size + 15) & ~UINT64_C(15);
    if (spec->congruent)
        plan.data_offset = ((plan.data_offset + 4095) & ~(size_t)4095) + plan.data_paddr % 4096;
    plan.note_offset = (plan.data_offset + spec->data_size + 7) & ~(size_t)7;
    plan.note_size = notes.size;
    plan.symbols_offset = (plan.note_offset + notes.size + 7) & ~(size_t)7;
    plan.section_offset = (plan.symbols_offset + SYMTAB_SIZE + STRTAB_SIZE + 7) & ~(size_t)7;
    kernel.size = plan.section_offset + SECTIONS * sizeof(Elf64_Shdr);
    kernel.bytes = malloc(kernel.size);
    if (!kernel.bytes)
        abort();
    memset(kernel.bytes, RUBBISH, kernel.size);
    bytes_fill(kernel.bytes + TEXT_OFFSET, spec->text_size, spec->seed, spec->random);
    bytes_fill(kernel.bytes + plan.data_offset, spec->data_size, spec->seed + 1000, spec->random);
    memcpy(kernel.bytes + plan.note_offset, notes.bytes, notes.size);
    bytes_fill(kernel.bytes + plan.symbols_offset, SYMTAB_SIZE + STRTAB_SIZE, spec->seed + 2000,
               true);
    if (spec->bits == 64)
        headers_write_64(kernel.bytes, spec, &plan);
    else
        headers_write_32(kernel.bytes, spec, &plan);
    kernel.parts[0] =
        (struct kernel_part){spec->paddr, kernel.bytes + TEXT_OFFSET, spec->text_size, 0};
    kernel.parts[1] = (struct kernel_part){plan.data_paddr, kernel.bytes + plan.data_offset,
                                           spec->data_size, spec->bss_size};
    if (spec->symbols) {
        kernel.symtab = kernel.bytes + plan.symbols_offset;
        kernel.symtab_size = SYMTAB_SIZE;
        kernel.strtab = kernel.symtab + SYMTAB_SIZE;
        kernel.strtab_size = STRTAB_SIZE;
    }
    return kernel;
}

void kernel_free(struct kernel *kernel)
{
    free(kernel->bytes);
    kernel->bytes = NULL;
}
