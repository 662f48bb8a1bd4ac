/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Shows memory that is not in the initial mapping through pages of the guest's own.
 */
#include "tests/guest/memory.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum {
    ENTRY_RO = 0x21, /* present, accessed */
    ENTRY_RW = 0x63, /* present, writable, accessed, dirty */
    LEVELS = 4,
};

/* One for the tables of each level below the top. */
static uint8_t table_windows[LEVELS - 1][MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));
static uint8_t shared_window[MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));
static uint8_t memory_window[MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));
/* What is shown instead of a page that cannot be. */
static uint8_t nothing[MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));

volatile void *pv_show_shared_info(const struct pv *pv)
{
    return pv_map(shared_window, pv->info->shared_info | ENTRY_RW) ? shared_window : NULL;
}

const uint64_t *pv_show_table(const struct pv *pv, unsigned int level, uint64_t mfn)
{
    uint64_t pfn = pv_pfn(pv, mfn), first = pv_page(pv, pv->info->pt_base);
    uint8_t *window = table_windows[level - 1];

    /* These are in the initial mapping, which the windows must not disturb while it is walked. */
    if (pfn - first < pv->info->nr_pt_frames)
        return pv_address(pv, pfn);
    return pv_map(window, mfn * MEMORY_PAGE | ENTRY_RO) ? (const uint64_t *)(void *)window : NULL;
}

uint8_t *memory_at(uint64_t start)
{
    static uint64_t shown = PV_NO_FRAME;
    const struct pv *pv = &pv_self;
    uint64_t pfn = start / MEMORY_PAGE;

    if (pfn < pv->mapped)
        return (uint8_t *)pv_address(pv, pfn) + start % MEMORY_PAGE;
    if (!pv->list || pfn >= pv->info->nr_pages)
        return nothing + start % MEMORY_PAGE;
    if (pfn != shown) {
        shown = pfn;
        if (!pv_map(memory_window, pv->list[pfn] * MEMORY_PAGE | ENTRY_RW)) {
            report_error_once("a page frame cannot be mapped", pfn);
            shown = PV_NO_FRAME;
            return nothing + start % MEMORY_PAGE;
        }
    }
    return memory_window + start % MEMORY_PAGE;
}
