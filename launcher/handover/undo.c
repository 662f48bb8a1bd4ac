/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving up a hand-over: all that was taken is given back, and domain 0 stays with the launcher.
 */
#include "launcher/builder/pv/pv.h"
#include "launcher/handover/steps.h"
#include "xen/frames.h"
#include "xen/log.h"
#include "xen/mmu.h"

/* Gives back the fresh frames, but not the list that names them; and spare ones that it does not.
 */
static void frames_undo(const struct handover *h)
{
    const struct build *b = &h->build;
    const struct boot *boot = b->boot;
    uint64_t spare_end = boot->spare_list && h->spare_end ? boot->spare_end : 0;
    uint64_t end = b->pv.pages > spare_end ? b->pv.pages : spare_end;
    struct frames_batch batch = {.xen = b->xen};

    for (uint64_t pfn = 0; pfn < end; pfn++) {
        uint64_t mfn = pfn < b->pv.pages ? b->p2m[pfn] : 0;
        bool listed = pfn >= b->pv.p2m && pfn - b->pv.p2m < b->pv.p2m_pages;

        if (mfn && mfn - boot->own_mfn >= boot->own_pages && !listed)
            frames_batch_add(&batch, mfn);
        if (pfn >= boot->spare_first && pfn < spare_end && !handover_is_adopted(h, pfn))
            frames_batch_add(&batch, boot->spare_list[pfn]);
    }
    (void)frames_batch_end(&batch);
}

void handover_undo(struct handover *h)
{
    struct launch *launch = h->launch;
    struct build *b = &h->build;

    /* Tables could neither be zeroed nor given back. */
    for (int tries = 0; h->pinned && tries < XEN_UNDO_TRIES; tries++)
        h->pinned = xen_table_unpin(b->xen, b->p2m[b->pv.top_table], DOMID_SELF) != 0;
    build_windows_drop(b);
    if (b->p2m)
        frames_undo(h);
    build_list_drop(b);
    build_pv_list_release(b);
    /* Untouched unless some were taken over, and then all but the list is gone. */
    (void)boot_spare_finish(b->xen, launch->boot, h->spare_end == 0);
    if (h->outcome->state == DOMAIN_RUNNING)
        launch->started--;
    h->outcome->state = DOMAIN_FAILED;
    h->outcome->needs_image = false;
    h->outcome->created = h->outcome->started = 0;
    launch->failed++;
    launch_failure_log(b->domain, &h->outcome->result);
    log_line("domain 0 stays with the launcher; the other domains run on");
}
