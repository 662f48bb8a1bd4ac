/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record for the next domain 0, as it is when the launcher leaves.
 */
#include "launcher/handover/steps.h"
#include "xen/clock.h"

int handover_record_put(struct build *b)
{
    struct handover *h = handover_of(b);
    int error;

    h->outcome->created = clock_now();
    h->outcome->started = h->outcome->created;
    h->outcome->state = DOMAIN_RUNNING;
    h->launch->started++;
    life_start(&h->launch->lives[b->slot], b->domain, h->outcome->started);
    launch_budget_tell(h->launch, b->slot);
    if (launch_archive_make(h->launch) != b->record_size)
        return build_fail(b, BUILD_START, "the launch record changed its length; report this");
    error = build_record_write(b);
    return error ? build_refused(b, BUILD_START, "the launch record", error) : 0;
}
