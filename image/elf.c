/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the headers of x86 ELF kernels through a callback: small pieces, every bound checked.
 */
#include "image/elf.h"

#include <string.h>

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
    XEN_ELFNOTE_PHYS32_ENTRY = 18, /* xen/include/public/elfnote.h */
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
    uint8_t phoff, shoff, phentsize;              /* in the header, the counts after */
    uint8_t p_offset, p_paddr, p_filesz, p_memsz; /* in a program header */
    uint8_t sh_offset, sh_size;                   /* in a section header */
};

static const struct layout layout32 = {52, 32, 40, 4, 28, 32, 42, 4, 12, 16, 20, 16, 20};
static const struct layout layout64 = {64, 56, 64, 8, 32, 40, 54, 8, 24, 32, 40, 24, 32};

struct reader {
    elf_read_fn *read;
    void *context;
    uint64_t size;
    const struct layout *layout;
    struct elf_kernel *kernel;
    uint32_t notes_left;
    bool xen_note_seen;
};

/* A table of headers as the file's header describes it. */
struct table {
    uint64_t offset;
    uint32_t count;
    uint32_t entry_size;
};

typedef enum elf_error entry_fn(struct reader *r, const uint8_t *entry);

static uint64_t get_le(const uint8_t *bytes, unsigned int count)
{
    uint64_t value = 0;

    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

static uint32_t get_u16(const uint8_t *bytes)
{
    return (uint32_t)get_le(bytes, 2);
}

static uint32_t get_u32(const uint8_t *bytes)
{
    return (uint32_t)get_le(bytes, 4);
}

static uint64_t get_word(const struct reader *r, const uint8_t *bytes)
{
    return get_le(bytes, r->layout->word);
}

static bool range_inside(uint64_t offset, uint64_t count, uint64_t size)
{
    return offset <= size && count <= size - offset;
}

/* Reads a table in batches and hands each entry to `visit`; the table lies inside the file. */
static enum elf_error table_visit(struct reader *r, const struct table *table, entry_fn *visit)
{
    uint8_t batch[BATCH_SIZE];
    uint32_t per_batch = BATCH_SIZE / table->entry_size;

    for (uint32_t i = 0; i < table->count;) {
        uint32_t count = table->count - i < per_batch ? table->count - i : per_batch;
        uint64_t offset = table->offset + (uint64_t)i * table->entry_size;

        if (!r->read(r->context, offset, batch, (size_t)count * table->entry_size))
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

    if (get_u32(entry) != PT_LOAD)
        return ELF_OK;
    segment.offset = get_word(r, entry + l->p_offset);
    segment.paddr = get_word(r, entry + l->p_paddr);
    segment.file_size = get_word(r, entry + l->p_filesz);
    segment.mem_size = get_word(r, entry + l->p_memsz);
    if (segment.mem_size == 0 && segment.file_size == 0)
        return ELF_OK;
    if (segment.file_size > segment.mem_size ||
        !range_inside(segment.offset, segment.file_size, r->size) ||
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

/* Takes one note of owner "Xen"; `offset` is its descriptor's in the file. */
static enum elf_error xen_note_take(struct reader *r, uint32_t type, uint64_t offset, uint32_t size)
{
    uint8_t bytes[8] = {0};
    uint64_t entry;

    r->xen_note_seen = true;
    if (type != XEN_ELFNOTE_PHYS32_ENTRY)
        return ELF_OK;
    if (size != 4 && size != 8)
        return ELF_BAD_NOTE;
    if (!r->read(r->context, offset, bytes, size))
        return ELF_UNREADABLE;
    entry = get_le(bytes, 8);
    /* Two notes that disagree leave no right answer. */
    if (entry > UINT32_MAX || (r->kernel->has_pvh_entry && r->kernel->pvh_entry != entry))
        return ELF_BAD_NOTE;
    r->kernel->has_pvh_entry = true;
    r->kernel->pvh_entry = (uint32_t)entry;
    return ELF_OK;
}

/* Walks the notes in [offset, offset + size) of the file. */
static enum elf_error notes_walk(struct reader *r, uint64_t offset, uint64_t size)
{
    uint64_t end = offset + size;

    if (!range_inside(offset, size, r->size))
        return ELF_BAD_NOTE;
    /* Fewer bytes than a note's header are the alignment's padding at the end. */
    while (end - offset >= 12) {
        uint8_t header[12], owner[4];
        uint32_t owner_size, desc_size;
        uint64_t owner_room, desc_offset;

        if (r->notes_left-- == 0)
            return ELF_BAD_NOTE;
        if (!r->read(r->context, offset, header, sizeof(header)))
            return ELF_UNREADABLE;
        owner_size = get_u32(header);
        desc_size = get_u32(header + 4);
        offset += sizeof(header);
        owner_room = ((uint64_t)owner_size + 3) & ~UINT64_C(3);
        if (owner_room > end - offset || desc_size > end - offset - owner_room)
            return ELF_BAD_NOTE;
        desc_offset = offset + owner_room;
        if (owner_size == sizeof(owner)) {
            if (!r->read(r->context, offset, owner, sizeof(owner)))
                return ELF_UNREADABLE;
            if (memcmp(owner, "Xen", sizeof(owner)) == 0) {
                enum elf_error error =
                    xen_note_take(r, get_u32(header + 8), desc_offset, desc_size);

                if (error)
                    return error;
            }
        }
        offset = desc_offset + (((uint64_t)desc_size + 3) & ~UINT64_C(3));
        if (offset > end) /* the last descriptor without its padding */
            return ELF_OK;
    }
    return ELF_OK;
}

static enum elf_error segment_notes(struct reader *r, const uint8_t *entry)
{
    if (get_u32(entry) != PT_NOTE)
        return ELF_OK;
    return notes_walk(r, get_word(r, entry + r->layout->p_offset),
                      get_word(r, entry + r->layout->p_filesz));
}

static enum elf_error section_notes(struct reader *r, const uint8_t *entry)
{
    if (get_u32(entry + 4) != SHT_NOTE)
        return ELF_OK;
    return notes_walk(r, get_word(r, entry + r->layout->sh_offset),
                      get_word(r, entry + r->layout->sh_size));
}

static enum elf_error entry_check(const struct elf_kernel *kernel)
{
    if (!kernel->has_pvh_entry)
        return ELF_NO_PVH_NOTE;
    for (uint32_t i = 0; i < kernel->segment_count; i++) {
        const struct elf_segment *segment = &kernel->segments[i];

        /* Inside the bytes of the file: what follows them is zero, and no entry. */
        if (kernel->pvh_entry >= segment->paddr &&
            kernel->pvh_entry - segment->paddr < segment->file_size)
            return ELF_OK;
    }
    return ELF_ENTRY_OUTSIDE;
}

static enum elf_error table_check(const struct reader *r, const struct table *table,
                                  uint32_t entry_size, uint32_t count_max)
{
    if (table->count == 0)
        return ELF_OK;
    if (table->entry_size != entry_size || table->count > count_max ||
        !range_inside(table->offset, (uint64_t)table->count * entry_size, r->size))
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

    if (r->size < layout32.header_size)
        return ELF_NOT_ELF;
    if (!r->read(r->context, 0, header, layout32.header_size))
        return ELF_UNREADABLE;
    if (memcmp(header, "\177ELF", 4) != 0)
        return ELF_NOT_ELF;
    type = get_u16(header + 16);
    machine = get_u16(header + 18);
    /* An i386 kernel is of class 32; one of class 32 for x86-64 (x32) does not exist as a kernel.
     */
    if (header[EI_DATA] != ELFDATA2LSB)
        return ELF_WRONG_MACHINE;
    if (header[EI_CLASS] == ELFCLASS32 && machine == EM_386)
        l = &layout32;
    else if (header[EI_CLASS] == ELFCLASS64 && machine == EM_X86_64)
        l = &layout64;
    else
        return ELF_WRONG_MACHINE;
    if (type != ET_EXEC && type != ET_DYN)
        return ELF_WRONG_TYPE;
    if (r->size < l->header_size)
        return ELF_BAD_HEADERS;
    if (!r->read(r->context, 0, header, l->header_size))
        return ELF_UNREADABLE;
    r->layout = l;
    r->kernel->bits = l->word * 8u;
    programs->offset = get_word(r, header + l->phoff);
    programs->entry_size = get_u16(header + l->phentsize);
    programs->count = get_u16(header + l->phentsize + 2);
    sections->offset = get_word(r, header + l->shoff);
    sections->entry_size = get_u16(header + l->phentsize + 4);
    sections->count = get_u16(header + l->phentsize + 6);
    error = table_check(r, programs, l->program_size, PROGRAM_HEADERS_MAX);
    return error ? error : table_check(r, sections, l->section_size, SECTION_HEADERS_MAX);
}

enum elf_error elf_read(elf_read_fn *read, void *context, uint64_t size, struct elf_kernel *kernel)
{
    struct reader r = {
        .read = read, .context = context, .size = size, .kernel = kernel, .notes_left = NOTES_MAX};
    struct table programs, sections;
    enum elf_error error;

    memset(kernel, 0, sizeof(*kernel));
    error = header_read(&r, &programs, &sections);
    if (error)
        return error;
    error = table_visit(&r, &programs, segment_add);
    if (error)
        return error;
    error = segments_finish(kernel);
    if (error)
        return error;
    error = table_visit(&r, &programs, segment_notes);
    if (!error && !r.xen_note_seen)
        error = table_visit(&r, &sections, section_notes);
    return error ? error : entry_check(kernel);
}

const char *elf_strerror(enum elf_error error)
{
    switch (error) {
    case ELF_OK:
        return "no error";
    case ELF_UNREADABLE:
        return "the file could not be read";
    case ELF_NOT_ELF:
        return "not an ELF file";
    case ELF_WRONG_MACHINE:
        return "not an ELF file for i386 or x86-64";
    case ELF_WRONG_TYPE:
        return "not an executable ELF file";
    case ELF_BAD_HEADERS:
        return "the ELF headers are damaged or cut off";
    case ELF_TOO_MANY:
        return "more than 32 loadable segments";
    case ELF_BAD_SEGMENT:
        return "a loadable segment is out of bounds";
    case ELF_OVERLAP:
        return "two loadable segments overlap";
    case ELF_NO_SEGMENT:
        return "no loadable segment";
    case ELF_BAD_NOTE:
        return "an ELF note is damaged";
    case ELF_NO_PVH_NOTE:
        return "no PVH entry (ELF note XEN_ELFNOTE_PHYS32_ENTRY)";
    case ELF_ENTRY_OUTSIDE:
        return "the PVH entry is outside of the loadable segments";
    }
    return "unknown ELF error";
}
