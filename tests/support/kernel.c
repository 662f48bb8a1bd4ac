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
    PVH_NOTE = 18,
    RUBBISH = 0xee,
    SEGMENTS = 3,
};

struct note {
    Elf32_Nhdr header;
    char owner[4];
    uint32_t entry;
};

void bytes_fill(uint8_t *bytes, size_t size, uint32_t seed, bool random)
{
    uint32_t state = seed * 2654435761u + 1;

    for (size_t i = 0; i < size; i++) {
        if (random || i % 64 == 0) {
            state = state * 1664525u + 1013904223u;
        }
        bytes[i] = (uint8_t)(state >> 24);
    }
}

/* Where everything lies in the file. */
struct plan {
    size_t data_offset;
    size_t note_offset;
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
        .e_shnum = spec->note == NOTE_IN_SECTION ? 2 : 0,
    };
    /* The virtual addresses mislead on purpose: physical ones count. */
    const Elf64_Phdr segments[SEGMENTS] = {
        {PT_LOAD, PF_R | PF_X, TEXT_OFFSET, 0, spec->paddr, spec->text_size, spec->text_size, 4096},
        {PT_LOAD, PF_R | PF_W, plan->data_offset, 0, plan->data_paddr, spec->data_size,
         spec->data_size + spec->bss_size, 1},
        {PT_NOTE, PF_R, plan->note_offset, 0, 0, sizeof(struct note), sizeof(struct note), 4},
    };
    const Elf64_Shdr sections[2] = {
        {.sh_type = SHT_NULL},
        {.sh_type = SHT_NOTE, .sh_offset = plan->note_offset, .sh_size = sizeof(struct note)},
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
        {PT_NOTE, (Elf32_Off)plan->note_offset, 0, 0, sizeof(struct note), sizeof(struct note),
         PF_R, 4},
    };
    const Elf32_Shdr sections[2] = {
        {.sh_type = SHT_NULL},
        {.sh_type = SHT_NOTE,
         .sh_offset = (Elf32_Off)plan->note_offset,
         .sh_size = sizeof(struct note)},
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
    struct note note = {
        .header = {.n_namesz = 4, .n_descsz = sizeof(note.entry), .n_type = PVH_NOTE},
        .owner = "Xen",
        .entry = kernel.entry,
    };

    if (spec->adjoining) {
        plan.data_paddr = (spec->paddr + spec->text_size + 15) & ~UINT64_C(15);
    }
    if (spec->congruent) {
        plan.data_offset = ((plan.data_offset + 4095) & ~(size_t)4095) + plan.data_paddr % 4096;
    }
    plan.note_offset = (plan.data_offset + spec->data_size + 7) & ~(size_t)7;
    plan.section_offset = (plan.note_offset + sizeof(note) + 7) & ~(size_t)7;
    kernel.size = plan.section_offset + 2 * sizeof(Elf64_Shdr);
    kernel.bytes = malloc(kernel.size);
    if (!kernel.bytes) {
        abort();
    }
    memset(kernel.bytes, RUBBISH, kernel.size);
    bytes_fill(kernel.bytes + TEXT_OFFSET, spec->text_size, spec->seed, spec->random);
    bytes_fill(kernel.bytes + plan.data_offset, spec->data_size, spec->seed + 1000, spec->random);
    memcpy(kernel.bytes + plan.note_offset, &note, sizeof(note));
    if (spec->bits == 64) {
        headers_write_64(kernel.bytes, spec, &plan);
    } else {
        headers_write_32(kernel.bytes, spec, &plan);
    }
    kernel.parts[0] =
        (struct kernel_part){spec->paddr, kernel.bytes + TEXT_OFFSET, spec->text_size, 0};
    kernel.parts[1] = (struct kernel_part){plan.data_paddr, kernel.bytes + plan.data_offset,
                                           spec->data_size, spec->bss_size};
    return kernel;
}

void kernel_free(struct kernel *kernel)
{
    free(kernel->bytes);
    kernel->bytes = NULL;
}
