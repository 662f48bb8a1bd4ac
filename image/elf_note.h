/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Inside the ELF reader: the file being read, and the walk over its notes.
 */
#ifndef IMAGE_ELF_NOTE_H
#define IMAGE_ELF_NOTE_H

#include "image/elf.h"

struct elf_file {
    elf_read_fn *read;
    void *context;
    uint64_t size;
};

struct elf_notes {
    const struct elf_file *file;
    struct elf_kernel *kernel;
    uint32_t left; /* that may still be looked at */
    bool xen_seen; /* one of owner "Xen" was among them */
};

/* Walks the notes in [offset, offset + size) of the file and takes Xen's into the kernel. */
enum elf_error elf_notes_walk(struct elf_notes *n, uint64_t offset, uint64_t size);

static inline uint64_t elf_le(const uint8_t *bytes, unsigned int count)
{
    uint64_t value = 0;

    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

static inline uint32_t elf_u32(const uint8_t *bytes)
{
    return (uint32_t)elf_le(bytes, 4);
}

static inline bool elf_range_inside(uint64_t offset, uint64_t count, uint64_t size)
{
    return offset <= size && count <= size - offset;
}

#endif
