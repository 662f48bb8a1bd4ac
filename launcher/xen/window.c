/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Windows: entries written in one hypercall for many pages.
 */
#include "launcher/xen/window.h"

/* Xen copies the requests from here; one launcher, one vCPU: one buffer. */
static struct xen_pte_update requests[WINDOW_LOAD_PAGES];

static uint64_t entry_of(const struct window *window, uint32_t page)
{
    return window->entries + page * sizeof(uint64_t);
}

int window_map(struct xen *xen, const struct window *window, uint32_t first, const uint64_t *frames,
               uint32_t count, uint32_t owner)
{
    for (uint32_t i = 0; i < count; i++) {
        requests[i].pointer = entry_of(window, first + i);
        requests[i].value = (frames[i] << XEN_PAGE_SHIFT) | XEN_PTE_RW;
    }
    return xen_pte_update(xen, requests, count, owner);
}

int window_unmap(struct xen *xen, const struct window *window, uint32_t first, uint32_t count)
{
    int error;

    for (uint32_t i = 0; i < count; i++) {
        requests[i].pointer = entry_of(window, first + i);
        requests[i].value = 0;
    }
    error = xen_pte_update(xen, requests, count, DOMID_SELF);
    return error ? error : xen_tlb_flush(xen);
}
