/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where everything lies in a PVH domain's guest-physical memory; pure arithmetic.
 *
 * The map is the one Xen's tools make (libxl): RAM up to 0xfc000000, ACPI tables and special pages
 * in the hole below 4 GiB, the remaining RAM from 4 GiB on. So are the places (libxc): start info
 * and ramdisk follow the kernel, and below it lies nothing that it would have to map.
 */
#ifndef CORE_LAYOUT_LAYOUT_H
#define CORE_LAYOUT_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/e820.h"
#include "core/base/page.h"
#include "core/kernel/elf.h"

#define LAYOUT_HOLE_START  UINT64_C(0xfc000000)
#define LAYOUT_HOLE_END    UINT64_C(0x100000000)
#define LAYOUT_ACPI        LAYOUT_HOLE_START
#define LAYOUT_SPECIAL_GFN UINT64_C(0xfeff8) /* eight pages, of which a PVH domain has three */
#define LAYOUT_STORE_GFN   UINT64_C(0xfeffc)
#define LAYOUT_IDENT_GFN   UINT64_C(0xfeffe)
#define LAYOUT_CONSOLE_GFN UINT64_C(0xfefff)
#define LAYOUT_SHARED_GFN  UINT64_C(0xff000) /* what the domain shares (core/share), up to 4 GiB */

enum {
    LAYOUT_MAP_MAX = 6,
    LAYOUT_RSDP_SIZE = 36,     /* the ACPI root pointer, from revision 2 on (ACPI 6.4, 5.2.5.3) */
    LAYOUT_SPECIAL_PAGES = 4,  /* ACPI, store, identity table, console */
    LAYOUT_INFO_PAGES_MAX = 2, /* with the longest command line */
};

struct layout {
    uint64_t low_end;  /* RAM is [0, low_end) ... */
    uint64_t high_end; /* ... and [4 GiB, high_end), where that is above 4 GiB */
    uint64_t rsdp;     /* where the kernel finds the ACPI root pointer */
    uint64_t info;     /* start info, command line and lists: whole pages */
    uint64_t info_pages;
    uint64_t ramdisk; /* 0 without one */
    uint64_t ramdisk_size;
    uint32_t map_count;
    struct e820_entry map[LAYOUT_MAP_MAX];
};

/*
 * Lays out `memory_kib` of RAM with the kernel, its command line (NULL: none) and a ramdisk of
 * `ramdisk_size` bytes (0: none). Memory and command line are what a checked plan may ask for;
 * kernel and ramdisk may claim any size. On failure returns -1 with "cause; remedy" in `why`.
 */
int layout_make(struct layout *layout, uint64_t memory_kib, const struct elf_kernel *kernel,
                const char *bootargs, uint64_t ramdisk_size, char *why, size_t why_size);

/* Has the memory map call `kib` of what the domain shares reserved, as the pages before it are. */
void layout_shared_add(struct layout *layout, uint64_t kib);

#endif
