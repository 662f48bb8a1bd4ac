/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where everything lies in a 64-bit PV address space, a domain's or the next domain 0's; pure
 * arithmetic.
 *
 * The order is the one that Xen's tools make (libxc): kernel, what the kernel wants mapped of
 * ramdisk and frame list, start info, store and console pages, page tables, boot stack; the initial
 * mapping ends on 4 MiB with 512 KiB to spare. Behind it follow, unmapped, the ramdisk, and the
 * frame list with its own page tables.
 */
#ifndef CORE_LAYOUT_PV_LAYOUT_H
#define CORE_LAYOUT_PV_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/page.h"
#include "core/kernel/elf.h"

enum {
    PV_PAGES_MIN = 512, /* 2 MiB */
};

/* Consecutive virtual pages and the page frames they show, with the tables that do so. */
struct pv_range {
    uint64_t address;
    uint64_t pfn;
    uint64_t pages;
    uint64_t tables;    /* first page frame of its tables: level 3, then 2, then 1 */
    uint64_t counts[4]; /* tables of level 1, 2 and 3, at that index */
};

struct pv_layout {
    uint64_t pages;        /* page frames of the domain, numbered from 0 */
    uint64_t paddr_offset; /* a segment's p_paddr less this is its address in them */
    struct pv_range map;   /* the initial mapping */
    struct pv_range list;  /* the frame list where it has an address of its own; else pages is 0 */
    uint64_t top_table;    /* the level 4 table; the tables of the initial mapping follow it */
    uint64_t top_tables;   /* this and those */
    uint64_t start_info;
    uint64_t store;   /* 0 for domain 0 */
    uint64_t console; /* likewise */
    uint64_t stack;
    uint64_t ramdisk; /* first page frame; 0 without one */
    uint64_t ramdisk_size;
    bool ramdisk_mapped;
    uint64_t p2m; /* first page frame of the frame list */
    uint64_t p2m_pages;
    uint64_t p2m_address; /* virtual */
    uint64_t needed;      /* page frames in use, from 0 */
};

/*
 * Lays out `pages` page frames; `dom0` for domain 0, whose rings Linux makes itself. The kernel has
 * passed elf_check_pv. On failure returns -1 with "cause; remedy" in `why`.
 */
int pv_layout_make(struct pv_layout *layout, uint64_t pages, const struct elf_kernel *kernel,
                   uint64_t ramdisk_size, bool dom0, char *why, size_t why_size);

/* The virtual address of a page frame of the initial mapping. */
static inline uint64_t pv_address(const struct pv_layout *layout, uint64_t pfn)
{
    return layout->map.address + ((pfn - layout->map.pfn) << XEN_PAGE_SHIFT);
}

#endif
