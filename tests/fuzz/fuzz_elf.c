/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fuzzes the ELF reader: never a read outside of the file, bounded work, and segments that a loader
 * can trust.
 */
#include <stdlib.h>
#include <string.h>

#include "core/kernel/elf.h"

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

/* What a builder of PV domains relies on. */
static void pv_require(const struct elf_kernel *kernel)
{
    const struct elf_pv *pv = &kernel->pv;
    uint64_t start = kernel->paddr_start - pv->paddr_offset + pv->virt_base;
    uint64_t end = kernel->paddr_end - pv->paddr_offset + pv->virt_base;

    require(kernel->x86_64 && pv->present && !pv->unsupported);
    require(pv->virt_base <= start && start < end);
    require(pv->entry >= start && pv->entry < end);
    require((pv->virt_base | pv->paddr_offset) % 4096 == 0);
    if (pv->has_hypercall_page) {
        require(pv->hypercall_page % 4096 == 0 && pv->hypercall_page >= start);
        require(pv->hypercall_page < end && end - pv->hypercall_page >= 4096);
    }
    if (pv->has_init_p2m)
        require(pv->init_p2m % 4096 == 0 && pv->init_p2m < pv->virt_base);
}

/* Tables inside the file, in a row behind the kernel. */
static void symbols_require(const struct elf_symbols *symbols, uint64_t kernel_end, size_t size)
{
    uint64_t next = symbols->paddr + ELF_SYMBOLS_HEAD_SIZE;

    require(symbols->paddr >= kernel_end && symbols->paddr % 8 == 0);
    for (int i = 0; i < 2; i++) {
        const struct elf_piece *table = &symbols->tables[i];

        require(table->offset <= size && table->size <= size - table->offset);
        require(table->paddr >= next && table->paddr % 8 == 0);
        next = table->paddr + table->size;
    }
    require(next >= symbols->paddr && symbols->paddr + symbols->size >= next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {.data = data, .size = size};
    struct elf_kernel kernel;
    enum elf_error error = elf_read(bytes_read, &bytes, size, &kernel);
    uint64_t end = 0;

    require(elf_strerror(error));
    if (error != ELF_OK)
        return 0;
    require(kernel.segment_count > 0 && kernel.segment_count <= ELF_SEGMENTS_MAX);
    require(kernel.has_pvh_entry ||
            elf_check_pvh(&kernel) == (kernel.pv_32bit ? ELF_PV_32BIT : ELF_NO_PVH_NOTE));
    for (int dom0 = 0; dom0 < 2; dom0++)
        if (elf_check_pv(&kernel, dom0) == ELF_OK)
            pv_require(&kernel);
    for (uint32_t i = 0; i < kernel.segment_count; i++) {
        const struct elf_segment *s = &kernel.segments[i];

        require(s->file_size <= s->mem_size && s->mem_size > 0);
        require(s->offset <= size && s->file_size <= size - s->offset);
        require(s->paddr >= end && s->paddr + s->mem_size > s->paddr);
        end = s->paddr + s->mem_size;
    }
    if (kernel.symbols.present) {
        symbols_require(&kernel.symbols, end, size);
        end = kernel.symbols.paddr + kernel.symbols.size;
    }
    require(kernel.paddr_start == kernel.segments[0].paddr && kernel.paddr_end == end);
    return 0;
}
