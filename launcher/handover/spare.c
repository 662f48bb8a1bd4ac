/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The page frames that Xen gave domain 0 at boot and the launcher left alone: taken over with their
 * numbers, zeroed where they are in use, given back where another frame has their number.
 */
#include "launcher/handover/steps.h"
#include "xen/frames.h"
#include "xen/mmu.h"
#include "xen/errno.h"

uint64_t handover_fresh_end(const struct build *b)
{
    return b->pv.pages - b->boot->own_pages + 1;
}

bool handover_is_adopted(const struct handover *h, uint64_t pfn)
{
    const struct build *b = &h->build;

    return pfn < h->spare_end && b->p2m[pfn] == b->boot->spare_list[pfn];
}

/* Zeroes those spare page frames that are in use, as fresh ones are. */
static int spare_clear(struct build *b)
{
    const struct handover *h = handover_of(b);
    struct frames_batch batch = {.xen = b->xen, .stay = true};
    uint64_t end = h->spare_end < b->pv.needed ? h->spare_end : b->pv.needed;

    for (uint64_t pfn = h->spare_first; pfn < end; pfn++)
        if (handover_is_adopted(h, pfn))
            frames_batch_add(&batch, b->p2m[pfn]);
    (void)frames_batch_end(&batch);
    return batch.error;
}

/* Gives back those whose number another frame has, and those beyond the memory. */
static int spare_trim(struct build *b)
{
    const struct handover *h = handover_of(b);
    struct boot *boot = h->launch->boot;
    struct frames_batch batch = {.xen = b->xen};

    for (uint64_t pfn = boot->spare_first; pfn < boot->spare_end && !batch.error; pfn++) {
        if (!handover_is_adopted(h, pfn))
            frames_batch_add(&batch, boot->spare_list[pfn]);
        if (pfn + 1 == boot->spare_end)
            (void)frames_batch_end(&batch);
        if (batch.count == 0 && !batch.error)
            boot->spare_first = pfn + 1;
    }
    return batch.error;
}

/* They keep their numbers, so Xen need not be told. */
int handover_spare_adopt(struct build *b)
{
    struct handover *h = handover_of(b);
    struct boot *boot = h->launch->boot;
    int error;

    if (!boot->spare_list)
        return 0;
    h->spare_first = boot->spare_first;
    h->spare_end =
        boot->spare_end < handover_fresh_end(b) ? boot->spare_end : handover_fresh_end(b);
    for (uint64_t pfn = h->spare_first; pfn < h->spare_end; pfn++)
        b->p2m[pfn] = b->p2m[pfn] ? b->p2m[pfn] : boot->spare_list[pfn];
    error = spare_clear(b);
    if (!error)
        error = spare_trim(b);
    if (!error)
        error = boot_spare_finish(b->xen, boot, false);
    return error ? build_refused(b, BUILD_POPULATE, "its memory", error) : 0;
}
