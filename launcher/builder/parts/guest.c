/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Copies into a guest's memory, a window of pages at a time.
 */
#include <string.h>

#include "launcher/builder/parts/guest.h"
#include "xen/mmu.h"
#include "xen/window.h"

int guest_show(const struct build *b, const struct cpu *cpu, uint64_t pfn, uint32_t pages,
               uint8_t **shown)
{
    const struct window *window = &b->boot->load;
    uint32_t first = cpu->number * CPU_PAGES;
    uint64_t frames[CPU_PAGES];
    int error;

    for (uint32_t i = 0; i < pages; i++)
        frames[i] = guest_frame(b, pfn + i);
    *shown = window_page(window, first);
    error = window_map(cpu->xen, window, first, frames, pages, b->owner);
    return error ? error : xen_tlb_flush(cpu->xen);
}

int guest_write(struct build *b, uint64_t address, const void *source, uint64_t count)
{
    static uint64_t frames[WINDOW_COPY_PAGES];
    const struct window *window = &b->boot->copy;
    const uint8_t *bytes = source;
    uint32_t shown = 0;

    while (count > 0) {
        uint64_t offset = address % XEN_PAGE_SIZE;
        uint64_t room = (uint64_t)window->pages * XEN_PAGE_SIZE - offset;
        uint64_t n = count < room ? count : room;
        uint32_t pages = (uint32_t)((offset + n + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT);
        int error;

        for (uint32_t i = 0; i < pages; i++)
            frames[i] = guest_frame(b, (address >> XEN_PAGE_SHIFT) + i);
        error = window_map(b->xen, window, 0, frames, pages, b->owner);
        /* The first stretch is mapped where nothing was; the others take the place of one. */
        if (!error && shown > 0)
            error = xen_tlb_flush(b->xen);
        if (error)
            return error;
        memcpy(window->base + offset, bytes, n);
        shown = pages > shown ? pages : shown;
        bytes += n;
        address += n;
        count -= n;
    }
    return shown > 0 ? window_unmap(b->xen, window, 0, shown) : 0;
}
