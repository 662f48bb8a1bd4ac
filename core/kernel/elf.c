/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the headers of x86 ELF kernels through a callback: small pieces, every bound checked.
 */
#include "core/kernel/elf.h"

#include <string.h>

#include "core/kernel/elf_note.h"

/* Facts of the System V ABI, in its names. */
enum {
    EI_CLASS = 4,
    EI_DATA = 5,
    ELFCLASS32 = 1,
    ELFCLASS64 = 2,
    ELFDATA2LSB = 1,
    ET_EXEC = 2,
    ET_DYN = 3,
    EM_386 = 3,
    EM_X86_64 = 62,
    PT_LOAD = 1,
    PT_NOTE = 4,
    SHT_NOTE = 7,
};

/*
 * Bounds of the work that a hostile file can ask for. Kernels have about 5 program headers and 40
 * to 80 sections; a file built with -ffunction-sections may have some thousands.
 */
enum {
    PROGRAM_HEADERS_MAX = 128,
    SECTION_HEADERS_MAX = 8192,
    NOTES_MAX = 4096,
    BATCH_SIZE = 1024, /* bytes of a table read at once */
};

/* Where fields lie, in bytes; the two classes differ in nothing else that matters here. */
struct layout {
    uint16_t header_size, program_size, section_size;
    uint8_t word;                                 /* bytes of an address or size */
    uint8_t entry, phoff, shoff, phentsize;       /* in the header, the counts after */
    uint8_t p_offset, p_paddr, p_filesz, p_memsz; /* in a program header */
    uint8_t sh_offset, sh_size;                   /* in a section header */
};

static const struct layout layout32 = {52, 32, 40, 4, 24, 28, 32, 42, 4, 12, 16, 20, 16, 20};
static const struct layout layout64 = {64, 56, 64, 8, 24, 32, 40, 54, 8, 24, 32, 40, 24, 32};

struct reader {
    struct elf_file file;
    const struct layout *layout;
    struct elf_kernel *kernel;
    struct elf_notes notes;
    uint64_t entry;
};

/* A table of headers as the file's header describes it. */
struct table {
    uint64_t offset;
    uint32_t count, entry_size;
};

typedef enum elf_error entry_fn(struct reader *r, const uint8_t *entry);

static uint64_t word_read(const struct reader *r, const uint8_t *bytes)
{
    return le_read(bytes, r->layout->word);
}

/* Reads a table in batches and hands each entry to `visit`; the table lies inside the file. */
static enum elf_error table_visit(struct reader *r, const struct table *table, entry_fn *visit)
{
    uint8_t batch[BATCH_SIZE];
    uint32_t per_batch;

    if (table->count == 0) /* and then its entry size may be 0, too */
        return ELF_OK;
    per_batch = BATCH_SIZE / table->entry_size;
    for (uint32_t i = 0; i < table->count;) {
        uint32_t count = table->count - i < per_batch ? table->count - i : per_batch;
        uint64_t offset = table->offset + (uint64_t)i * table->entry_size;

        if (!r->file.read(r->file.context, offset, batch, (size_t)count * table->entry_size))
            return ELF_UNREADABLE;
        for (uint32_t k = 0; k < count; k++) {
            enum elf_error error = visit(r, batch + (size_t)k * table->entry_size);

            if (error)
                return error;
        }
        i += count;
    }
    return ELF_OK;
}

static enum elf_error segment_add(struct reader *r, const uint8_t *entry)
{
    const struct layout *l = r->layout;
    struct elf_kernel *kernel = r->kernel;
    struct elf_segment segment;
    uint32_t at;

    if (le32_read(entry) != PT_LOAD)
        return ELF_OK;
    segment.offset = word_read(r, entry + l->p_offset);
    segment.paddr = word_read(r, entry + l->p_paddr);
    segment.file_size = word_read(r, entry + l->p_filesz);
    segment.mem_size = word_read(r, entry + l->p_memsz);
    if (segment.mem_size == 0 && segment.file_size == 0)
        return ELF_OK;
    if (segment.file_size > segment.mem_size ||
        !elf_range_inside(segment.offset, segment.file_size, r->file.size) ||
        segment.mem_size > UINT64_MAX - segment.paddr)
        return ELF_BAD_SEGMENT;
    if (kernel->segment_count == ELF_SEGMENTS_MAX)
        return ELF_TOO_MANY;
    for (at = kernel->segment_count; at > 0 && kernel->segments[at - 1].paddr > segment.paddr; at--)
        kernel->segments[at] = kernel->segments[at - 1];
    kernel->segments[at] = segment;
    kernel->segment_count++;
    return ELF_OK;
}

/* The segments are in order: overlaps can only be between neighbours. */
static enum elf_error segments_finish(struct elf_kernel *kernel)
{
    const struct elf_segment *last;

    if (kernel->segment_count == 0)
        return ELF_NO_SEGMENT;
    for (uint32_t i = 1; i < kernel->segment_count; i++) {
        const struct elf_segment *before = &kernel->segments[i - 1];

        if (before->paddr + before->mem_size > kernel->segments[i].paddr)
            return ELF_OVERLAP;
    }
    last = &kernel->segments[kernel->segment_count - 1];
    kernel->paddr_start = kernel->segments[0].paddr;
    kernel->paddr_end = last->paddr + last->mem_size;
    return ELF_OK;
}

static enum elf_error segment_notes(struct reader *r, const uint8_t *entry)
{
    uint64_t offset = word_read(r, entry + r->layout->p_offset);

    /* Some linkers left a segment of notes without its offset; its sections tell. */
    if (le32_read(entry) != PT_NOTE || offset == 0)
        return ELF_OK;
    return elf_notes_walk(&r->notes, offset, word_read(r, entry + r->layout->p_filesz));
}

static enum elf_error section_notes(struct reader *r, const uint8_t *entry)
{
    if (le32_read(entry + 4) != SHT_NOTE)
        return ELF_OK;
    return elf_notes_walk(&r->notes, word_read(r, entry + r->layout->sh_offset),
                          word_read(r, entry + r->layout->sh_size));
}

static enum elf_error table_check(const struct reader *r, const struct table *table,
                                  uint32_t entry_size, uint32_t count_max)
{
    if (table->count == 0)
        return ELF_OK;
    if (table->entry_size != entry_size || table->count > count_max ||
        !elf_range_inside(table->offset, (uint64_t)table->count * entry_size, r->file.size))
        return ELF_BAD_HEADERS;
    return ELF_OK;
}

/* Reads the file's header and the places of its two tables. */
static enum elf_error header_read(struct reader *r, struct table *programs, struct table *sections)
{
    uint8_t header[64] = {0};
    const struct layout *l;
    uint32_t type, machine;
    enum elf_error error;

    if (r->file.size < layout32.header_size)
        return ELF_NOT_ELF;
    if (!r->file.read(r->file.context, 0, header, layout32.header_size))
        return ELF_UNREADABLE;
    if (memcmp(header, "\177ELF", 4) != 0)
        return ELF_NOT_ELF;
    type = (uint32_t)le_read(header + 16, 2);
    machine = (uint32_t)le_read(header + 18, 2);
    if (header[EI_DATA] != ELFDATA2LSB)
        return ELF_WRONG_MACHINE;
    /* 64-bit kernels come in class 32, too: a PVH entry is 32-bit code, PV addresses are in notes.
     */
    if (header[EI_CLASS] == ELFCLASS32 && (machine == EM_386 || machine == EM_X86_64))
        l = &layout32;
    else if (header[EI_CLASS] == ELFCLASS64 && machine == EM_X86_64)
        l = &layout64;
    else
        return ELF_WRONG_MACHINE;
    if (type != ET_EXEC && type != ET_DYN)
        return ELF_WRONG_TYPE;
    if (r->file.size < l->header_size)
        return ELF_BAD_HEADERS;
    if (!r->file.read(r->file.context, 0, header, l->header_size))
        return ELF_UNREADABLE;
    r->layout = l;
    r->kernel->bits = l->word * 8u;
    r->kernel->x86_64 = machine == EM_X86_64;
    r->entry = word_read(r, header + l->entry);
    programs->offset = word_read(r, header + l->phoff);
    programs->entry_size = (uint32_t)le_read(header + l->phentsize, 2);
    programs->count = (uint32_t)le_read(header + l->phentsize + 2, 2);
    sections->offset = word_read(r, header + l->shoff);
    sections->entry_size = (uint32_t)le_read(header + l->phentsize + 4, 2);
    sections->count = (uint32_t)le_read(header + l->phentsize + 6, 2);
    error = table_check(r, programs, l->program_size, PROGRAM_HEADERS_MAX);
    return error ? error : table_check(r, sections, l->section_size, SECTION_HEADERS_MAX);
}

enum elf_error elf_read(elf_read_fn *read, void *context, uint64_t size, struct elf_kernel *kernel)
{
    struct reader r = {.file = {read, context, size}, .kernel = kernel};
    struct table programs, sections;
    enum elf_error error;

    memset(kernel, 0, sizeof(*kernel));
    r.notes = (struct elf_notes){.file = &r.file, .left = NOTES_MAX};
    error = header_read(&r, &programs, &sections);
    if (!error)
        error = table_visit(&r, &programs, segment_add);
    if (!error)
        error = segments_finish(kernel);
    if (!error)
        error = table_visit(&r, &programs, segment_notes);
    if (!error && !r.notes.xen_seen)
        error = table_visit(&r, &sections, section_notes);
    if (!error)
        error = elf_xen_notes_settle(&r.notes, r.entry, kernel);
    if (!error && r.notes.values[XEN_ELFNOTE_BSD_SYMTAB] && kernel->bits == 64)
        error = elf_symbols_read(&r.file, sections.offset, sections.count, kernel);
    return error;
}
