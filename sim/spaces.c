/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV address spaces: which page frame a machine frame is, page tables checked when they are pinned,
 * and read through as a processor does (xen/arch/x86/mm.c).
 */
#include <stdlib.h>
#include <string.h>

#include "sim/spaces.h"
#include "sim/domain.h"
#include "sim/machine.h"
#include "sim/ranges.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "sim/windows.h"
#include "xen/errno.h"
#include "xen/mmu.h"

#include <xen/xen.h>

enum { ENTRIES = 512, LEVEL_BITS = 9, LEVELS = 4, SLOT_XEN_FIRST = 256, SLOT_XEN_END = 272 };

#define FRAME_MASK UINT64_C(0x000ffffffffff000)
#define BITS_LEAF                                                                                  \
    (XEN_PTE_PRESENT | XEN_PTE_WRITE | XEN_PTE_USER | XEN_PTE_ACCESSED | XEN_PTE_DIRTY | XEN_PTE_NX)

/* One walk over all of a tree. */
struct walk {
    struct sim *sim;
    const struct sim_domain *domain;
    const char *wrong;
    uint64_t where;  /* the frame that is wrong */
    uint64_t tables; /* that had no level yet */
    bool mark;       /* first walk: tables get their level; else they lose it */
};

static uint64_t entry_at(const struct sim *sim, uint64_t table, unsigned int i)
{
    uint64_t entry;

    memcpy(&entry, frame_bytes(sim, table) + i * sizeof(entry), sizeof(entry));
    return entry;
}

bool frame_is_owned(const struct sim *sim, const struct sim_domain *domain, uint64_t mfn)
{
    if (mfn < SIM_FRAME_FIRST || mfn >= sim->frame_end)
        return false;
    if (domain->domid == 0)
        return ranges_have(&sim->own, mfn, 1);
    /* A PV domain's frames know their numbers from when they were populated. */
    return domain_mfn(domain, sim->m2p[mfn]) == mfn;
}

bool frame_is_table(const struct sim *sim, uint64_t mfn)
{
    return mfn < sim->frame_end && sim->levels[mfn] != 0;
}

static void walk_fail(struct walk *w, uint64_t mfn, const char *wrong)
{
    if (!w->wrong) {
        w->wrong = wrong;
        w->where = mfn;
    }
}

/* Gives the table and all below it their levels, or takes those away. */
static void tables_mark(struct walk *w, uint64_t table, unsigned int level)
{
    if (!frame_is_owned(w->sim, w->domain, table)) {
        walk_fail(w, table, "a table that is not the domain's");
        return;
    }
    if (w->mark && w->sim->levels[table] != 0 && w->sim->levels[table] != level) {
        walk_fail(w, table, "a table of two levels");
        return;
    }
    if (w->mark && frame_is_mapped_writable(w->sim, table)) {
        walk_fail(w, table, "a table that domain 0 has mapped writable");
        return;
    }
    w->tables += w->sim->levels[table] == 0;
    w->sim->levels[table] = w->mark ? (uint8_t)level : 0;
    for (unsigned int i = 0; i < ENTRIES && level > 1 && !w->wrong; i++) {
        uint64_t entry = entry_at(w->sim, table, i);

        if (level == LEVELS && i >= SLOT_XEN_FIRST && i < SLOT_XEN_END) {
            if (entry)
                walk_fail(w, table, "an entry in a slot of Xen's");
        } else if (entry & XEN_PTE_PRESENT) {
            if ((entry & ~FRAME_MASK) & ~BITS_LEAF)
                walk_fail(w, table, "an entry with bits that a PV domain may not set");
            else
                tables_mark(w, (entry & FRAME_MASK) >> XEN_PAGE_SHIFT, level - 1);
        } else if (entry) {
            walk_fail(w, table, "an absent entry that is not zero");
        }
    }
}

/* Once all levels are known: what the last level shows. */
static void leaves_check(struct walk *w, uint64_t table, unsigned int level)
{
    for (unsigned int i = 0; i < ENTRIES && !w->wrong; i++) {
        uint64_t entry = entry_at(w->sim, table, i), mfn = (entry & FRAME_MASK) >> XEN_PAGE_SHIFT;

        if (!(entry & XEN_PTE_PRESENT)) {
            if (entry)
                walk_fail(w, table, "an absent entry that is not zero");
        } else if (level > 1) {
            leaves_check(w, mfn, level - 1);
        } else if ((entry & ~FRAME_MASK) & ~BITS_LEAF) {
            walk_fail(w, table, "an entry with bits that a PV domain may not set");
        } else if (!frame_is_owned(w->sim, w->domain, mfn)) {
            walk_fail(w, mfn, "a page that is not the domain's");
        } else if ((entry & XEN_PTE_WRITE) && frame_is_table(w->sim, mfn)) {
            walk_fail(w, mfn, "a table that the domain itself maps writable");
        }
    }
}

static void tables_unmark(struct sim *sim, const struct sim_domain *domain, uint64_t top)
{
    struct walk w = {.sim = sim, .domain = domain};

    tables_mark(&w, top, LEVELS);
}

int64_t space_pin(struct sim *sim, struct sim_domain *domain, uint64_t mfn)
{
    struct walk w = {.sim = sim, .domain = domain, .mark = true};

    if (domain->pinned)
        return sim_fault(sim, XEN_EINVAL, "domain %u has a pinned table already", domain->domid);
    tables_mark(&w, mfn, LEVELS);
    if (!w.wrong)
        leaves_check(&w, mfn, LEVELS);
    if (w.wrong) {
        tables_unmark(sim, domain, mfn);
        return sim_fault(sim, XEN_EINVAL, "pinning frame %#llx: %s (frame %#llx)",
                         (unsigned long long)mfn, w.wrong, (unsigned long long)w.where);
    }
    domain->pinned = mfn;
    domain->tables = w.tables;
    return 0;
}

int64_t space_unpin(struct sim *sim, struct sim_domain *domain, uint64_t mfn)
{
    if (domain->pinned == 0 || domain->pinned != mfn)
        return sim_fault(sim, XEN_EINVAL, "frame %#llx is not pinned", (unsigned long long)mfn);
    tables_unmark(sim, domain, mfn);
    domain->pinned = 0;
    return 0;
}

uint64_t space_find(const struct sim *sim, uint64_t top, uint64_t address, uint64_t *bits)
{
    uint64_t mfn = top;

    *bits = 0;
    for (unsigned int level = LEVELS; level > 0; level--) {
        unsigned int i =
            (unsigned int)(address >> (XEN_PAGE_SHIFT + LEVEL_BITS * (level - 1))) % ENTRIES;
        uint64_t entry = entry_at(sim, mfn, i);

        if (!(entry & XEN_PTE_PRESENT))
            return 0;
        *bits = entry & ~FRAME_MASK;
        mfn = (entry & FRAME_MASK) >> XEN_PAGE_SHIFT;
    }
    return mfn;
}

bool sim_space_read(const struct sim *sim, uint64_t top, uint64_t address, void *bytes,
                    size_t count)
{
    uint8_t *target = bytes;

    while (count > 0) {
        size_t offset = address % XEN_PAGE_SIZE, n = XEN_PAGE_SIZE - offset;
        uint64_t flags, mfn = space_find(sim, top, address, &flags);

        if (mfn == 0)
            return false;
        n = n < count ? n : count;
        memcpy(target, frame_bytes(sim, mfn) + offset, n);
        target += n;
        address += n;
        count -= n;
    }
    return true;
}

static bool is_within_frame(const struct sim *sim, uint64_t mfn, size_t offset, size_t count)
{
    return mfn < sim->frame_end && offset <= XEN_PAGE_SIZE && count <= XEN_PAGE_SIZE - offset;
}

bool sim_frame_read(const struct sim *sim, uint64_t mfn, size_t offset, void *bytes, size_t count)
{
    if (!is_within_frame(sim, mfn, offset, count))
        return false;
    memcpy(bytes, frame_bytes(sim, mfn) + offset, count);
    return true;
}

bool sim_frame_write(struct sim *sim, uint64_t mfn, size_t offset, const void *bytes, size_t count)
{
    if (!is_within_frame(sim, mfn, offset, count))
        return false;
    memcpy(frame_bytes(sim, mfn) + offset, bytes, count);
    return true;
}

uint64_t sim_m2p(const struct sim *sim, uint64_t mfn)
{
    return mfn < sim->frame_end ? sim->m2p[mfn] : UINT64_MAX;
}
