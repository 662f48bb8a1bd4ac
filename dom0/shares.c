/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the nodes of what launched domains share.
 */
#include "dom0/shares.h"

#include <errno.h>
#include <string.h>

#include "core/store/share_nodes.h"
#include "dom0/say.h"

static bool node_put(void *context, const struct domain_node *node)
{
    if (xs_write(context, XBT_NULL, node->path, node->value, (unsigned int)strlen(node->value)))
        return true;
    say("%s cannot be written: %s; xenstored's log may say more", node->path, strerror(errno));
    return false;
}

/* Whether it has the memory and the ports that the launcher gave it. */
static bool is_as_launched(const struct record *record, const struct introduction *done,
                           uint32_t domid)
{
    for (uint32_t i = 0; i < record->domain_count; i++)
        if (record->domains[i].domid == domid)
            return introduction_is_good(&done[i]);
    return false;
}

bool shares_write(struct xs_handle *store, const struct record *record, const struct lcm_plan *plan,
                  const struct introduction *done)
{
    bool good = true;

    for (uint32_t i = 0; i < plan->share_count; i++) {
        const struct lcm_share *share = &plan->shares[i];
        uint32_t peer = plan->domains[share->peer].domid;

        if (!is_as_launched(record, done, plan->domains[share->domain].domid))
            continue;
        good = share_nodes_put(plan, share, true, node_put, store) && good;
        if (peer == 0 || is_as_launched(record, done, peer))
            good = share_nodes_put(plan, share, false, node_put, store) && good;
    }
    return good;
}
