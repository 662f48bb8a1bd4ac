/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the list of frames against the host's own table of who has which.
 */
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum { PER_PAGE = 512 };

/* Where the list can be read; NULL where not all of it is mapped. */
static const uint64_t *find_list(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    uint64_t pages = (info->nr_pages + PER_PAGE - 1) / PER_PAGE;

    if (info->mfn_list % 4096 || !info->nr_pages ||
        (info->mfn_list < pv->base && pv->listed < pages) ||
        (info->mfn_list >= pv->base && (pv_page(pv, info->mfn_list) > pv->mapped ||
                                        pages > pv->mapped - pv_page(pv, info->mfn_list)))) {
        report_error("the frame list is not mapped whole; nr_pages", info->nr_pages);
        return NULL;
    }
    return (const uint64_t *)(uintptr_t)info->mfn_list;
}

/* The list of its own pages and tables, which lie outside of the initial mapping. */
static void check_own_frames(const struct pv *pv)
{
    const struct start_info *info = pv->info;

    if (info->mfn_list >= pv->base)
        return;
    if (info->first_p2m_pfn < pv->mapped || info->first_p2m_pfn > info->nr_pages ||
        info->nr_p2m_frames > info->nr_pages - info->first_p2m_pfn)
        report_error("first_p2m_pfn and nr_p2m_frames are no page frames behind the initial "
                     "mapping",
                     info->first_p2m_pfn);
    if (info->nr_p2m_frames < pv->listed)
        report_error("nr_p2m_frames is less than the frame list takes", info->nr_p2m_frames);
}

void pv_check_frames(struct pv *pv)
{
    uint64_t pages = pv->info->nr_pages, pfn;

    check_own_frames(pv);
    pv->list = find_list(pv);
    for (pfn = 0; pv->list && pfn < pages; pfn++)
        if (pv->list[pfn] >= pv->m2p_count)
            report_error_once("the frame list names no frame of the host for page frame", pfn);
        else if (pv->m2p[pv->list[pfn]] != pfn)
            report_error_once("the host gives another number to the frame of page frame", pfn);
}

void pv_check_list_end(const struct pv *pv)
{
    uint64_t i;

    if (!pv->list || pv_built_by_xen(pv))
        return;
    for (i = pv->info->nr_pages; i % PER_PAGE; i++)
        if (pv->list[i] != PV_NO_FRAME)
            report_error_once("the frame list's last page is not filled with ones at", i);
}
