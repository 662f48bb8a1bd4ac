/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains share, in the launcher's store: the owner's nodes are there while it runs, and so
 * are the peer's, which thereby sees that the owner ended or is there again.
 */
#include "core/store/share_nodes.h"
#include "launcher/serve/parts.h"

void shares_tell(struct resident *r, uint32_t i)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    bool good = true;

    for (const struct lcm_share *share = plan->shares; share < plan->shares + plan->share_count;
         share++) {
        if (!r->domains[share->domain].has_nodes)
            continue;
        if (share->domain == i)
            good = share_nodes_put(plan, share, true, store_put, r->store) && good;
        if ((share->domain == i || share->peer == i) && r->domains[share->peer].has_nodes)
            good = share_nodes_put(plan, share, false, store_put, r->store) && good;
    }
    if (!good)
        log_line("domain %s: the store has no room for the nodes of what it shares",
                 plan->domains[i].name);
}

void shares_forget(struct resident *r, uint32_t i)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    char path[DOMAIN_NODES_PATH_SIZE];

    for (const struct lcm_share *share = plan->shares; share < plan->shares + plan->share_count;
         share++) {
        if (share->domain != i || !r->domains[share->peer].has_nodes)
            continue;
        share_nodes_root(plan, share, false, path);
        (void)store_remove(r->store, path);
    }
}
