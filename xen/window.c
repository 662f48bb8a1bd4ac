/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Windows: entries written in one hypercall for many pages.
 */
#include "xen/mmu.h"
#include "xen/window.h"

/* Entries of one call. The requests are on the stack, of which each CPU has one. */
enum { BATCH = 128 };

/* Writes the entries of `count` pages from `first` on; `frames` NULL: empties them. */
static int entries_write(struct xen *xen, const struct window *window, uint32_t first,
                         const uint64_t *frames, uint32_t count, uint32_t owner)
{
    struct xen_pte_update requests[BATCH];
    int error = 0;

    for (uint32_t done = 0, n; done < count && !error; done += n) {
        n = count - done < BATCH ? count - done : BATCH;
        for (uint32_t i = 0; i < n; i++) {
            requests[i].pointer = window->entries + (first + done + i) * sizeof(uint64_t);
            requests[i].value = frames ? (frames[done + i] << XEN_PAGE_SHIFT) | XEN_PTE_RW : 0;
        }
        error = xen_pte_update(xen, requests, n, owner);
    }
    return error;
}

int window_map(struct xen *xen, const struct window *window, uint32_t first, const uint64_t *frames,
               uint32_t count, uint32_t owner)
{
    return entries_write(xen, window, first, frames, count, owner);
}

int window_unmap(struct xen *xen, const struct window *window, uint32_t first, uint32_t count)
{
    int error = entries_write(xen, window, first, NULL, count, DOMID_SELF);

    return error ? error : xen_tlb_flush(xen);
}
