/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Walks the page tables that the builder made.
 *
 * Facts: xen/include/public/xen.h (start of day), arch-x86/xen-x86_64.h (Xen's slots).
 */
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum {
    LEVELS = 4,
    ENTRIES = 512,
    LEVEL_BITS = 9,
    XEN_SLOT_FIRST = 256,
    XEN_SLOT_LAST = 271,
    ENTRY_PRESENT = 1,
    ENTRY_LARGE = 0x80,
};

#define ENTRY_FRAME(entry) (((entry)&0x000ffffffffff000) >> 12)

static bool is_within(uint64_t pfn, uint64_t first, uint64_t count)
{
    return pfn - first < count;
}

/* Pages that one entry shows: of the initial mapping, or of the list's own. */
static void see_pages(struct pv *pv, uint64_t address, uint64_t mfn, uint64_t count)
{
    const struct start_info *info = pv->info;
    uint64_t list_pages = (info->nr_pages + ENTRIES - 1) / ENTRIES;
    uint64_t pfn = pv_pfn(pv, mfn), page;

    if (address >= pv->base) {
        page = pv_page(pv, address);
        if (page != pv->mapped)
            report_error_once("the initial mapping has a hole before", address);
        if (pfn != page || count != 1)
            report_error_once("the initial mapping shows a wrong page frame at", address);
        pv->mapped = page + count;
        return;
    }
    page = (address - info->mfn_list) / 4096;
    if (address < info->mfn_list || page >= list_pages) {
        report_error_once("a page outside of initial mapping and frame list is mapped at", address);
        return;
    }
    if (page != pv->listed)
        report_error_once("the mapping of the frame list has a hole before", address);
    if (!is_within(pfn, info->first_p2m_pfn, info->nr_p2m_frames) ||
        count > info->first_p2m_pfn + info->nr_p2m_frames - pfn)
        report_error_once("a page of the frame list lies outside of first_p2m_pfn and "
                          "nr_p2m_frames; page frame",
                          pfn);
    pv->listed = page + count;
}

static void walk(struct pv *pv, unsigned int level, const uint64_t *table, uint64_t address)
{
    unsigned int shift = 12 + LEVEL_BITS * (level - 1), i;

    for (i = 0; i < ENTRIES; i++) {
        /* At the top downwards: the windows through which the list's tables are seen lie in the
         * initial mapping, which is at the top and must be seen before. */
        unsigned int index = level == LEVELS ? ENTRIES - 1 - i : i;
        uint64_t entry = table[index], mfn = ENTRY_FRAME(entry), at, pfn;
        const uint64_t *next;

        if (!(entry & ENTRY_PRESENT) ||
            (level == LEVELS && index >= XEN_SLOT_FIRST && index <= XEN_SLOT_LAST))
            continue;
        at = address | (uint64_t)index << shift;
        if (level == LEVELS && index >= ENTRIES / 2)
            at |= (uint64_t)0xffff << 48;
        if (level == 1 || entry & ENTRY_LARGE) {
            see_pages(pv, at, mfn, 1ull << LEVEL_BITS * (level - 1));
            continue;
        }
        pfn = pv_pfn(pv, mfn);
        if (!is_within(pfn, pv_page(pv, pv->info->pt_base), pv->info->nr_pt_frames) &&
            !is_within(pfn, pv->info->first_p2m_pfn, pv->info->nr_p2m_frames))
            report_error_once("a page table lies outside of what start_info names; page frame",
                              pfn);
        next = pv_show_table(pv, level - 1, mfn);
        if (next)
            walk(pv, level - 1, next, at);
        else
            report_error_once("a page table cannot be mapped; page frame", pfn);
    }
}

void pv_check_tables(struct pv *pv, uint64_t root_mfn)
{
    const struct start_info *info = pv->info;
    uint64_t end = pv_page(pv, pv->entry->stack), first = pv_page(pv, info->pt_base);

    pv->mapped = pv->listed = 0;
    if (info->pt_base % 4096 || info->pt_base < pv->base || info->pt_base >= pv->entry->stack ||
        info->nr_pt_frames > end - first) {
        report_error("pt_base and nr_pt_frames do not lie below the boot stack", info->pt_base);
        pv->mapped = end;
        return;
    }
    if (pv_pfn(pv, root_mfn) != first)
        report_error("the top page table is not at pt_base, but in page frame",
                     pv_pfn(pv, root_mfn));
    walk(pv, LEVELS, (const uint64_t *)(uintptr_t)info->pt_base, 0);
}
