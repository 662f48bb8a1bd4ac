/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The arithmetic of a PV address space.
 */
#include <string.h>

#include "core/layout/pv_layout.h"
#include "core/base/text.h"

enum { LEVEL_BITS = 9, ENTRIES = 1 << LEVEL_BITS, LEVELS = 3 };

#define MAP_STEP  (UINT64_C(4) << 20)
#define MAP_SPARE (UINT64_C(512) << 10)
/*
 * What lies between is nobody's: up to 0xffff800000000000 no processor has such addresses, then Xen
 * keeps them for itself (HYPERVISOR_VIRT_START, xen/include/public/arch-x86).
 */
#define LOW_END    UINT64_C(0x0000800000000000)
#define HIGH_START UINT64_C(0xffff880000000000)

static uint64_t pages_of(uint64_t bytes)
{
    return (bytes + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
}

/* Counts the tables that a range takes at each level; returns their sum. */
static uint64_t tables_count(struct pv_range *range)
{
    uint64_t first = range->address >> XEN_PAGE_SHIFT;
    uint64_t last = first + range->pages - 1;
    uint64_t sum = 0;

    for (unsigned int level = 1; level <= LEVELS; level++) {
        unsigned int shift = LEVEL_BITS * level;

        range->counts[level] = (last >> shift) - (first >> shift) + 1;
        sum += range->counts[level];
    }
    return sum;
}

/* Places the tables, the stack and the end of the initial mapping; each depends on the others. */
static void map_close(struct pv_layout *layout, uint64_t next)
{
    uint64_t end;

    layout->top_table = next;
    layout->top_tables = 1;
    for (;;) {
        uint64_t tables;

        layout->stack = layout->top_table + layout->top_tables;
        end = layout->map.address + ((layout->stack + 1 - layout->map.pfn) << XEN_PAGE_SHIFT);
        end = (end + MAP_SPARE + MAP_STEP - 1) & ~(MAP_STEP - 1);
        layout->map.pages = (end - layout->map.address) >> XEN_PAGE_SHIFT;
        tables = 1 + tables_count(&layout->map);
        if (tables == layout->top_tables)
            break;
        layout->top_tables = tables;
    }
    layout->map.tables = layout->top_table + 1;
}

/* The list in a slot of the top table that nothing else uses, as a kernel with INIT_P2M asks. */
static bool list_fits(const struct pv_layout *layout, const struct pv_range *list)
{
    const unsigned int slot = XEN_PAGE_SHIFT + LEVELS * LEVEL_BITS;
    uint64_t size = list->pages << XEN_PAGE_SHIFT;

    return list->address % XEN_PAGE_SIZE == 0 && size <= UINT64_MAX - list->address &&
           list->address >> slot == (list->address + size - 1) >> slot &&
           list->address >> slot != layout->map.address >> slot &&
           (list->address + size <= LOW_END || list->address >= HIGH_START);
}

/* Whether the mapping lies where a PV kernel's may: in the slot of Linux's kernel, or as low. */
static bool map_fits(const struct pv_layout *layout)
{
    const unsigned int slot = XEN_PAGE_SHIFT + LEVELS * LEVEL_BITS;
    uint64_t last = layout->map.address + (layout->map.pages << XEN_PAGE_SHIFT) - 1;

    return layout->map.address % MAP_STEP == 0 && last > layout->map.address &&
           layout->map.address >> slot == last >> slot &&
           (last < LOW_END || layout->map.address >= HIGH_START);
}

/* Gives each part its pages, the mapped ones first; returns the first page that is free. */
static uint64_t parts_place(struct pv_layout *layout, const struct elf_kernel *kernel,
                            uint64_t ramdisk_size, bool dom0)
{
    const struct elf_pv *pv = &kernel->pv;
    uint64_t next = pages_of(kernel->paddr_end - pv->paddr_offset);

    if (ramdisk_size && layout->ramdisk_mapped) {
        layout->ramdisk = next;
        next += pages_of(ramdisk_size);
    }
    if (!pv->has_init_p2m) {
        layout->p2m = next;
        next += layout->p2m_pages;
    }
    layout->start_info = next++;
    if (!dom0) {
        layout->store = next++;
        layout->console = next++;
    }
    map_close(layout, next);
    next = layout->map.pages;
    if (ramdisk_size && !layout->ramdisk_mapped) {
        layout->ramdisk = next;
        next += pages_of(ramdisk_size);
    }
    if (pv->has_init_p2m) {
        layout->p2m = next;
        layout->list = (struct pv_range){
            .address = pv->init_p2m,
            .pfn = next,
            .pages = layout->p2m_pages,
            .tables = next + layout->p2m_pages,
        };
        next = layout->list.tables + tables_count(&layout->list);
        layout->p2m_address = pv->init_p2m;
    } else {
        layout->p2m_address = pv_address(layout, layout->p2m);
    }
    return next;
}

int pv_layout_make(struct pv_layout *layout, uint64_t pages, const struct elf_kernel *kernel,
                   uint64_t ramdisk_size, bool dom0, char *why, size_t why_size)
{
    const struct elf_pv *pv = &kernel->pv;
    uint64_t next;

    memset(layout, 0, sizeof(*layout));
    layout->pages = pages;
    layout->paddr_offset = pv->paddr_offset;
    layout->map.address = pv->virt_base;
    layout->p2m_pages = pages_of(pages * sizeof(uint64_t));
    layout->ramdisk_size = ramdisk_size;
    layout->ramdisk_mapped = !kernel->mod_start_pfn;
    /* Each claim is bounded by the memory first, so that no sum below can wrap. */
    if (pages < PV_PAGES_MIN || kernel->paddr_end - pv->paddr_offset > pages << XEN_PAGE_SHIFT ||
        ramdisk_size > pages << XEN_PAGE_SHIFT) {
        (void)text_set(
            why, why_size,
            "%lu KiB of memory cannot hold a kernel that ends at %lu KiB and the ramdisk; "
            "give the domain more memory",
            (unsigned long)pages * 4,
            (unsigned long)((kernel->paddr_end - pv->paddr_offset) >> 10));
        return -1;
    }
    next = parts_place(layout, kernel, ramdisk_size, dom0);
    layout->needed = next;
    if (!map_fits(layout) || (pv->has_init_p2m && !list_fits(layout, &layout->list))) {
        (void)text_set(
            why, why_size,
            "the kernel asks for addresses that a PV domain cannot have (its own at 0x%lx, "
            "the frame list's at 0x%lx); use another kernel",
            (unsigned long)pv->virt_base, (unsigned long)layout->p2m_address);
        return -1;
    }
    if (next > pages) {
        (void)text_set(
            why, why_size,
            "kernel, ramdisk and page tables take %lu KiB, the domain has %lu KiB; give it "
            "more memory",
            (unsigned long)next * 4, (unsigned long)pages * 4);
        return -1;
    }
    return 0;
}
