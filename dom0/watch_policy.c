/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is to follow when launched domains end: from the LCM that they were launched by.
 */
#include <unistd.h>

#include "dom0/watch_parts.h"

/* What the record alone tells; all else has its default. */
static struct lcm_domain policy_recorded(const struct record_domain *domain)
{
    return (struct lcm_domain){.on_reboot = domain->reboot_destroys ? LCM_REBOOT_DESTROY
                                                                    : LCM_REBOOT_RESTART};
}

static struct lcm_domain policy_planned(const struct lcm_domain *planned)
{
    return (struct lcm_domain){.on_reboot = planned->on_reboot,
                               .on_crash = planned->on_crash,
                               .on_poweroff = planned->on_poweroff,
                               .restart_limit = planned->restart_limit};
}

void watch_policies_read(struct watch *w)
{
    if (w->has_policies)
        return;
    w->has_policies = launch_image_find(&w->set, w->images, w->record);
    for (uint32_t i = 0; i < w->record->domain_count; i++) {
        const struct record_domain *domain = &w->record->domains[i];
        const struct lcm_domain *planned =
            w->has_policies ? launch_image_domain(&w->set, domain->domid) : NULL;

        w->domains[i].policy = planned ? policy_planned(planned) : policy_recorded(domain);
    }
    if (!w->has_policies)
        return;
    /* Only the LCM is needed from now on, and nobody is kept from unmounting the image. */
    (void)close(w->set.fd);
    w->set.fd = -1;
    watch_served_begin(w);
}
