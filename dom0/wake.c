/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A look at each domain that may have missed the event, or a device.
 */
#include "dom0/wake.h"

#include "dom0/frontends.h"
#include "dom0/ring.h"

uint32_t wake_round(struct dom0 *dom0, const struct record *record)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *domain = &record->domains[i];

        if (domain->state != RECORD_RUNNING || domain->store == RECORD_STORE_NONE)
            continue;
        if (domain->store == RECORD_STORE_PARAM && ring_is_unused(dom0, domain)) {
            ring_wake(dom0, domain);
            count++;
        }
        count += frontends_show(dom0->store, domain->domid);
    }
    return count;
}
