/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a PV kernel takes for granted at its start, in a domain and as domain 0
 * (xen/include/public/xen.h, "Start-of-day memory layout"; what of it Linux uses is in
 * arch/x86/xen/{mmu_pv,p2m,setup}.c).
 */
#include <string.h>

#include "sim/start.h"
#include "sim/domain.h"
#include "sim/sim.h"
#include "sim/spaces.h"
#include "sim/state.h"
#include "xen/mmu.h"

#include <xen/xen.h>

enum { LIST_ENTRIES = XEN_PAGE_SIZE / sizeof(uint64_t) };

/* The initial mapping ends there, and no nearer to the stack. */
#define MAP_STEP  (UINT64_C(4) << 20)
#define MAP_SPARE (UINT64_C(512) << 10)

/* One start, as a kernel would look at it. */
struct start {
    const struct sim *sim;
    const struct sim_domain *domain;
    const struct start_info *info;
    uint64_t list_pages;
};

static uint64_t find(const struct start *s, uint64_t address)
{
    uint64_t bits;

    return space_find(s->sim, s->domain->pinned, address, &bits);
}

/* The machine frame that the list has for a page frame; only once the list was checked. */
static uint64_t listed(const struct start *s, uint64_t pfn)
{
    uint64_t mfn = 0;

    (void)sim_space_read(s->sim, s->domain->pinned, s->info->mfn_list + pfn * sizeof(mfn), &mfn,
                         sizeof(mfn));
    return mfn;
}

static const char *list_wrong(const struct start *s)
{
    static uint64_t page[LIST_ENTRIES];

    for (uint64_t pfn = 0; pfn < s->list_pages * LIST_ENTRIES; pfn++) {
        uint64_t mfn;

        if (pfn % LIST_ENTRIES == 0 &&
            !sim_space_read(s->sim, s->domain->pinned, s->info->mfn_list + pfn * sizeof(mfn), page,
                            sizeof(page)))
            return "its frame list is not mapped";
        mfn = page[pfn % LIST_ENTRIES];
        if (pfn >= s->info->nr_pages) {
            if (mfn != UINT64_MAX)
                return "the tail of its frame list is not all ones";
        } else if (!frame_is_owned(s->sim, s->domain, mfn)) {
            return "its frame list names a frame that is not the domain's";
        } else if (s->sim->m2p[mfn] != pfn) {
            return "its frame list and Xen disagree about the number of a frame";
        }
    }
    return NULL;
}

/* Linux keeps its hands off the tables that it is told of, and takes all other memory. */
static const char *tables_wrong(const struct start *s)
{
    const struct start_info *info = s->info;
    uint64_t first = s->sim->m2p[s->domain->pinned], own = 0;

    if (find(s, info->pt_base) != s->domain->pinned)
        return "its start info names another page table";
    for (uint64_t i = 0; i < info->nr_pt_frames; i++) {
        uint64_t mfn = find(s, info->pt_base + (i << XEN_PAGE_SHIFT));

        if (mfn == 0 || s->sim->m2p[mfn] != first + i || !frame_is_table(s->sim, mfn))
            return "the tables that its start info counts are not there";
    }
    if (info->nr_p2m_frames) {
        if (info->nr_p2m_frames < s->list_pages ||
            info->first_p2m_pfn > info->nr_pages - info->nr_p2m_frames)
            return "its frame list is not where its start info says";
        own = info->nr_p2m_frames - s->list_pages;
    }
    for (uint64_t i = 0; i < info->nr_p2m_frames; i++) {
        uint64_t mfn = listed(s, info->first_p2m_pfn + i);

        if (i < s->list_pages ? find(s, info->mfn_list + (i << XEN_PAGE_SHIFT)) != mfn
                              : !frame_is_table(s->sim, mfn))
            return "its frame list is not where its start info says";
    }
    return s->domain->tables == info->nr_pt_frames + own
               ? NULL
               : "it has page tables that its start info does not count";
}

static const char *module_wrong(const struct start *s)
{
    const struct start_info *info = s->info;
    uint64_t pages = (info->mod_len + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;

    if (info->flags & SIF_MOD_START_PFN) {
        return pages && pages <= info->nr_pages && info->mod_start <= info->nr_pages - pages
                   ? NULL
                   : "its ramdisk is not in its memory";
    }
    for (uint64_t i = 0; i < pages; i++)
        if (find(s, info->mod_start + (i << XEN_PAGE_SHIFT)) == 0)
            return "its ramdisk is not mapped";
    return NULL;
}

/* The stack, and behind it room for a kernel's first steps up to where the mapping ends. */
static const char *stack_wrong(const struct start *s, uint64_t stack)
{
    uint64_t end = (stack + MAP_SPARE + MAP_STEP - 1) & ~(MAP_STEP - 1), bits;

    if (stack % XEN_PAGE_SIZE)
        return "its stack is not a page's end";
    for (uint64_t at = stack - XEN_PAGE_SIZE; at != end; at += XEN_PAGE_SIZE)
        if (space_find(s->sim, s->domain->pinned, at, &bits) == 0 || !(bits & XEN_PTE_WRITE))
            return "its stack, or the room behind it, is not mapped as such";
    return NULL;
}

const char *start_wrong(const struct sim *sim, const struct sim_domain *domain,
                        const struct sim_start *start, struct start_info *info)
{
    struct start s = {.sim = sim, .domain = domain, .info = info};
    const char *wrong;
    uint64_t bits;

    if (space_find(sim, domain->pinned, start->entry, &bits) == 0 || (bits & XEN_PTE_NX))
        return "its entry is not mapped as such";
    if (!sim_space_read(sim, domain->pinned, start->info, info, sizeof(*info)))
        return "its start info is not mapped";
    if (memcmp(info->magic, "xen-3.0-x86_64", sizeof("xen-3.0-x86_64")) != 0)
        return "its start info has another magic";
    s.list_pages = (info->nr_pages + LIST_ENTRIES - 1) / LIST_ENTRIES;
    wrong = stack_wrong(&s, start->stack);
    wrong = wrong ? wrong : list_wrong(&s);
    wrong = wrong ? wrong : tables_wrong(&s);
    return wrong ? wrong : module_wrong(&s);
}
