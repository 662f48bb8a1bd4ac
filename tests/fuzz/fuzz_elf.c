/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fuzzes the ELF reader: never a read outside of the file, bounded work, and segments that a loader
 * can trust.
 */
#include <stdlib.h>
#include <string.h>

#include "image/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *data;
    uint64_t size;
    unsigned int reads;
};

static void require(bool truth)
{
    if (!truth)
        abort();
}

static bool bytes_read(void *context, uint64_t offset, void *target, size_t count)
{
    struct bytes *bytes = context;

    require(offset <= bytes->size && count <= bytes->size - offset);
    require(++bytes->reads < 20000);
    memcpy(target, bytes->data + offset, count);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {.data = data, .size = size};
    struct elf_kernel kernel;
    enum elf_error error = elf_read(bytes_read, &bytes, size, &kernel);
    uint64_t end = 0;

    require(elf_strerror(error) != NULL);
    if (error != ELF_OK && error != ELF_NO_PVH_NOTE)
        return 0;
    require(kernel.segment_count > 0 && kernel.segment_count <= ELF_SEGMENTS_MAX);
    require(kernel.has_pvh_entry == (error == ELF_OK));
    for (uint32_t i = 0; i < kernel.segment_count; i++) {
        const struct elf_segment *s = &kernel.segments[i];

        require(s->file_size <= s->mem_size && s->mem_size > 0);
        require(s->offset <= size && s->file_size <= size - s->offset);
        require(s->paddr >= end && s->paddr + s->mem_size > s->paddr);
        end = s->paddr + s->mem_size;
    }
    require(kernel.paddr_start == kernel.segments[0].paddr && kernel.paddr_end == end);
    return 0;
}
