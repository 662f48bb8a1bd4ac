/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Walks all page tables of a PV domain on the fake Xen, by a reader of the tests' own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/pv_tables.h"

enum { ENTRIES = 512, PRESENT = 1, WRITABLE = 2, LEVELS = 4 };

/* One walk over all that the tables show. */
struct walk {
    const struct sim *sim;
    const struct set_domain *domain;
    const struct start_info *info;
    uint64_t top; /* the top-level table */
    uint64_t tables;
    uint64_t first_pages;  /* shown from the kernel's base on ... */
    uint64_t first_end;    /* ... up to here */
    uint64_t listed_pages; /* shown from where the frame list has its own place */
};

/* Whether the page frame is a table, as far as the domain is told. */
static bool is_told_as_table(const struct walk *w, uint64_t pfn)
{
    uint64_t first = (w->info->pt_base - KERNEL_VIRT_BASE) >> 12;
    uint64_t list = (w->domain->memory_kib / 4 + ENTRIES - 1) / ENTRIES;

    return pfn - first < w->info->nr_pt_frames ||
           (w->info->nr_p2m_frames && pfn - w->info->first_p2m_pfn < w->info->nr_p2m_frames &&
            pfn - w->info->first_p2m_pfn >= list);
}

static void leaf_expect(struct walk *w, uint64_t address, uint64_t entry)
{
    uint64_t pfn = sim_m2p(w->sim, (entry & ~UINT64_C(0xfff0000000000fff)) >> 12), mfn;

    /* The fake and the list that the domain has agree; bits are those of a kernel's page. */
    assert_true(
        sim_space_read(w->sim, w->top, w->info->mfn_list + pfn * sizeof(mfn), &mfn, sizeof(mfn)));
    assert_int_equal(mfn, (entry & ~UINT64_C(0xfff0000000000fff)) >> 12);
    assert_int_equal((entry & WRITABLE) != 0, !is_told_as_table(w, pfn));
    if (address >= KERNEL_VIRT_BASE) {
        assert_int_equal(pfn, (address - KERNEL_VIRT_BASE) >> 12);
        w->first_pages++;
        w->first_end = address + 4096;
    } else {
        assert_int_equal(pfn, w->info->first_p2m_pfn + ((address - KERNEL_INIT_P2M) >> 12));
        w->listed_pages++;
    }
}

static void table_walk(struct walk *w, uint64_t mfn, unsigned int level, uint64_t address)
{
    static uint64_t tables[LEVELS + 1][ENTRIES];
    uint64_t *table = tables[level];
    unsigned int shift = 12 + 9 * (level - 1);

    w->tables++;
    assert_true(sim_frame_read(w->sim, mfn, 0, table, sizeof(tables[level])));
    assert_true(is_told_as_table(w, sim_m2p(w->sim, mfn)));
    for (uint64_t i = 0; i < ENTRIES; i++) {
        uint64_t at = address + (i << shift);

        if (level == LEVELS && i >= ENTRIES / 2)
            at |= UINT64_C(0xffff) << 48;
        if (!(table[i] & PRESENT))
            assert_int_equal(table[i], 0);
        else if (level > 1)
            table_walk(w, (table[i] & ~UINT64_C(0xfff0000000000fff)) >> 12, level - 1, at);
        else
            leaf_expect(w, at, table[i]);
    }
}

void pv_tables_expect(const struct sim *sim, const struct set_domain *domain,
                      const struct sim_domain_view *view, const struct start_info *info)
{
    struct walk w = {.sim = sim, .domain = domain, .info = info, .top = view->top};
    uint64_t list = (domain->memory_kib / 4 + ENTRIES - 1) / ENTRIES;
    uint64_t own_tables = info->nr_p2m_frames ? info->nr_p2m_frames - list : 0;

    table_walk(&w, view->top, LEVELS, 0);
    assert_int_equal(w.tables, info->nr_pt_frames + own_tables);
    assert_int_equal(w.first_end - KERNEL_VIRT_BASE, w.first_pages << 12);
    assert_int_equal(w.first_end % (4 << 20), 0);
    assert_int_equal(w.listed_pages, info->nr_p2m_frames ? list : 0);
}
