/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The page tables of a PV address space, written while they are ordinary pages of the domain.
 *
 * Xen takes a page for a table only while nobody has it mapped writable: neither the domain's own
 * tables, which therefore show tables read-only, nor the launcher, which unmaps what it wrote.
 */
#include <string.h>

#include "launcher/builder/parts/guest.h"
#include "launcher/builder/pv/pv.h"
#include "xen/mmu.h"
#include "xen/window.h"

enum { ENTRIES = 512, LEVEL_BITS = 9 };

/* Consecutive entries of one level, over as many consecutive tables as they take. */
struct run {
    unsigned int level;
    uint64_t address; /* that the first entry serves */
    uint64_t tables;  /* first page frame of the tables */
    uint64_t targets; /* first page frame that they name */
    uint64_t count;
};

static bool is_within(uint64_t pfn, uint64_t first, uint64_t count)
{
    return pfn >= first && pfn - first < count;
}

static uint64_t bits_of(const struct build *b, unsigned int level, uint64_t pfn)
{
    const struct pv_layout *pv = &b->pv;

    if (level > 1)
        return XEN_PTE_TABLE;
    if (is_within(pfn, pv->top_table, pv->top_tables) ||
        (pv->list.pages && is_within(pfn, pv->list.tables, pv->needed - pv->list.tables)))
        return XEN_PTE_PRESENT | XEN_PTE_ACCESSED;
    return XEN_PTE_PRESENT | XEN_PTE_ACCESSED | XEN_PTE_WRITE;
}

/* Writes entries [from, to) of the run, counted from the first entry of its first table. */
static void entries_write(const struct build *b, const struct run *run, uint64_t first,
                          uint64_t from, uint64_t to, uint64_t *table)
{
    for (uint64_t i = from; i < to; i++) {
        uint64_t pfn = run->targets + (i - first);

        table[i % ENTRIES] = (b->p2m[pfn] << XEN_PAGE_SHIFT) | bits_of(b, run->level, pfn);
    }
}

/* Writes the run's tables, a window of them at a time; `fresh`: nothing stands in them yet. */
static int run_write(struct build *b, const struct run *run, bool fresh)
{
    const struct window *window = &b->boot->copy;
    uint64_t first = (run->address >> (XEN_PAGE_SHIFT + LEVEL_BITS * (run->level - 1))) % ENTRIES;
    uint64_t end = first + run->count;
    uint64_t tables = (end + ENTRIES - 1) / ENTRIES;

    for (uint64_t done = 0, n; done < tables; done += n) {
        int error;

        n = tables - done < window->pages ? tables - done : window->pages;
        error = window_map(b->xen, window, 0, b->p2m + run->tables + done, (uint32_t)n, b->owner);
        if (error)
            return error;
        for (uint64_t i = 0; i < n; i++) {
            uint64_t from = (done + i) * ENTRIES, to = from + ENTRIES;
            uint64_t *table = (uint64_t *)(void *)window_page(window, (uint32_t)i);

            if (fresh)
                memset(table, 0, XEN_PAGE_SIZE);
            entries_write(b, run, first, from > first ? from : first, to < end ? to : end, table);
        }
        error = window_unmap(b->xen, window, 0, (uint32_t)n);
        if (error)
            return error;
    }
    return 0;
}

/* Writes the tables of a range from the bottom up, and hangs them into the top one. */
static int range_write(struct build *b, const struct pv_range *range, bool top_fresh)
{
    uint64_t level3 = range->tables, level2 = level3 + range->counts[3];
    uint64_t level1 = level2 + range->counts[2];
    const struct run runs[] = {
        {1, range->address, level1, range->pfn, range->pages},
        {2, range->address, level2, level1, range->counts[1]},
        {3, range->address, level3, level2, range->counts[2]},
        {4, range->address, b->pv.top_table, level3, range->counts[3]},
    };
    int error = 0;

    for (unsigned int i = 0; i < sizeof(runs) / sizeof(runs[0]) && !error; i++)
        error = run_write(b, &runs[i], runs[i].level < 4 || top_fresh);
    return error;
}

int build_pv_tables_make(struct build *b)
{
    int error = range_write(b, &b->pv.map, true);

    if (!error && b->pv.list.pages)
        error = range_write(b, &b->pv.list, false);
    if (error)
        return build_refused(b, BUILD_TABLES, "its page tables", error);
    error = xen_table_pin(b->xen, b->p2m[b->pv.top_table], b->owner);
    return error ? build_refused(b, BUILD_TABLES, "its page tables as a whole", error) : 0;
}
