/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Destroying a domain, step by step: what shows its memory is unmapped, the ports of its rings are
 * closed, the domain destroyed, its memory given back.
 */
#ifndef LAUNCHER_BUILDER_TEARDOWN_H
#define LAUNCHER_BUILDER_TEARDOWN_H

#include "launcher/builder/parts/site.h"

struct teardown {
    uint32_t domid;
    uint32_t slot;     /* in the plan: of its rings in their window */
    uint32_t ports[2]; /* own ports of its rings; 0: none */
    enum {
        TEARDOWN_COPIES,
        TEARDOWN_RINGS,
        TEARDOWN_PORT,
        TEARDOWN_OTHER_PORT,
        TEARDOWN_DEVICES,
        TEARDOWN_DOMAIN
    } next;
    uint32_t tries;   /* of that step, which Xen refused */
    uint32_t put_off; /* how often Xen asked to be asked again */
    bool waits;       /* it did just now: others should have time before the next step */
    bool is_gone;     /* the domain is destroyed, its memory given back */
};

/* `result` is that of its building. */
void teardown_begin(struct teardown *teardown, uint32_t domid, uint32_t slot,
                    const struct build_result *result);
/*
 * Makes one attempt at the next step. True while there is more to do; then the domain is gone, or
 * Xen does not let it be destroyed.
 */
bool teardown_step(struct teardown *teardown, struct build_site *site);

#endif
