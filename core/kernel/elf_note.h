/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Inside the ELF reader: the file being read, the walk over its notes, and what Xen's notes said.
 */
#ifndef CORE_KERNEL_ELF_NOTE_H
#define CORE_KERNEL_ELF_NOTE_H

#include "core/base/little_endian.h"
#include "core/kernel/elf.h"

struct elf_file {
    elf_read_fn *read;
    void *context;
    uint64_t size;
};

/* Xen's types of notes (xen/include/public/elfnote.h) that a builder on x86-64 looks at. */
enum {
    XEN_ELFNOTE_ENTRY = 1,
    XEN_ELFNOTE_HYPERCALL_PAGE = 2,
    XEN_ELFNOTE_VIRT_BASE = 3,
    XEN_ELFNOTE_PADDR_OFFSET = 4,
    XEN_ELFNOTE_XEN_VERSION = 5,
    XEN_ELFNOTE_GUEST_OS = 6,
    XEN_ELFNOTE_LOADER = 8,
    XEN_ELFNOTE_PAE_MODE = 9,
    XEN_ELFNOTE_BSD_SYMTAB = 11,
    XEN_ELFNOTE_FEATURES = 10,
    XEN_ELFNOTE_INIT_P2M = 15,
    XEN_ELFNOTE_MOD_START_PFN = 16,
    XEN_ELFNOTE_SUPPORTED_FEATURES = 17,
    XEN_ELFNOTE_PHYS32_ENTRY = 18,
    ELF_NOTE_TYPES,
};

struct elf_notes {
    const struct elf_file *file;
    uint32_t left; /* that may still be looked at */
    bool xen_seen; /* one of owner "Xen" was among them */
    uint32_t seen; /* types that were taken, a bit each */
    /* By type: numbers as they stand; of a text whether it begins as Xen wants it. */
    uint64_t values[ELF_NOTE_TYPES];
    uint32_t features_known; /* by the text of FEATURES: bits as in SUPPORTED_FEATURES */
    uint32_t features_required;
    bool feature_unknown; /* one that is required has no name that Xen knows */
};

/* Walks the notes in [offset, offset + size) of the file and takes Xen's. */
enum elf_error elf_notes_walk(struct elf_notes *n, uint64_t offset, uint64_t size);

/* Takes one note of owner "Xen"; `offset` is its descriptor's in the file. */
enum elf_error elf_xen_note_take(struct elf_notes *n, uint32_t type, uint64_t offset,
                                 uint32_t size);

/* Says in the kernel what the notes mean; `entry` is that of the file's header. */
enum elf_error elf_xen_notes_settle(const struct elf_notes *n, uint64_t entry,
                                    struct elf_kernel *kernel);

/*
 * Where the notes ask for the symbol table: finds it among the `count` section headers at `table`,
 * and places it behind the kernel. For 64-bit files whose segments are read.
 */
enum elf_error elf_symbols_read(const struct elf_file *file, uint64_t table, uint32_t count,
                                struct elf_kernel *kernel);

static inline bool elf_range_inside(uint64_t offset, uint64_t count, uint64_t size)
{
    return offset <= size && count <= size - offset;
}

#endif
