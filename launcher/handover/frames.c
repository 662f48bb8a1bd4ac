/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The memory of the next domain 0: what is in use first, the rest once the launch image is given
 * back, and the launcher's own frames last.
 */
#include "launcher/builder/pv/pv.h"
#include "launcher/handover/steps.h"
#include "xen/domain.h"
#include "xen/mmu.h"

/* Populates page frames [first, end) but for those that are there: spare ones, and the list's. */
static int populate(struct build *b, uint64_t first, uint64_t end)
{
    const struct handover *h = handover_of(b);
    uint64_t before = h->spare_end && h->spare_first < end ? h->spare_first : end;
    int error = first < before ? build_pv_populate(b, first, before) : 0;

    first = first > h->spare_end ? first : h->spare_end;
    return !error && before < end && first < end ? build_pv_populate(b, first, end) : error;
}

int handover_memory_begin(struct build *b)
{
    const struct handover *h = handover_of(b);
    int error = build_pv_list_make(b);

    if (!error)
        error = handover_spare_adopt(b);
    if (!error)
        error = populate(b, 0, h->jump_pfn);
    if (!error)
        error = populate(b, h->jump_pfn + 1, b->pv.needed);
    return error ? error : build_pv_image_clear(b);
}

int handover_memory_finish(struct build *b)
{
    struct handover *h = handover_of(b);
    int error;

    h->outcome->needs_image = false; /* kernel and ramdisk are in its own memory */
    error = launch_image_release(h->launch);
    if (error)
        return build_refused(b, BUILD_POPULATE, "giving back the launch image's memory", error);
    return populate(b, b->pv.needed, handover_fresh_end(b));
}

int handover_own_frames_adopt(struct build *b)
{
    const struct handover *h = handover_of(b);
    static struct xen_pte_update updates[HANDOVER_BATCH];
    const struct boot *boot = b->boot;
    uint64_t pfn = handover_fresh_end(b);
    struct xen_domain_info own = {0};
    int error = 0;

    for (uint64_t i = 0; i < boot->own_pages && !error;) {
        uint32_t count = 0;

        for (; count < HANDOVER_BATCH && i < boot->own_pages; i++, count++) {
            uint64_t mine = i == boot->jump_pfn ? h->jump_pfn : pfn++;

            b->p2m[mine] = boot->own_mfn + i;
            updates[count].pointer = (boot->own_mfn + i) << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
            updates[count].value = mine;
        }
        error = xen_pte_update(b->xen, updates, count, DOMID_SELF);
    }
    if (!error)
        error = xen_domain_info(b->xen, 0, &own);
    if (!error) {
        /* What could not be given back is counted, too; Linux takes the limit for its memory. */
        error = xen_domain_set_max_memory(b->xen, 0, own.pages * 4);
    }
    return error ? build_refused(b, BUILD_TABLES, "its page frames", error) : 0;
}
