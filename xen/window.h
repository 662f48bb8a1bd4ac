/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Mapping frames of other domains into a window of own addresses, many at a time.
 */
#ifndef XEN_WINDOW_H
#define XEN_WINDOW_H

#include <stdint.h>

#include "xen/xen.h"

/* A range of own addresses whose page table entries may be written at will. */
struct window {
    uint8_t *base;
    uint64_t entries; /* machine address of the first page's entry; the others follow it */
    uint32_t pages;
};

/*
 * Maps `count` frames writable at page `first` of the window; `owner` names whose they are (a PVH
 * domain: guest frames; DOMID_SELF: own machine frames). What was mapped there before is gone. The
 * caller flushes the TLB (xen_tlb_flush) before it touches pages that replaced others; pages where
 * nothing was mapped need none, since the processor remembers no absence.
 */
int window_map(struct xen *xen, const struct window *window, uint32_t first, const uint64_t *frames,
               uint32_t count, uint32_t owner);

/* Unmaps `count` pages from `first` on and flushes the TLB. */
int window_unmap(struct xen *xen, const struct window *window, uint32_t first, uint32_t count);

/* The address of a page of the window. */
static inline uint8_t *window_page(const struct window *window, uint32_t page)
{
    return window->base + (uint64_t)page * XEN_PAGE_SIZE;
}

#endif
