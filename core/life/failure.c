/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows for the others when a domain failed.
 */
#include "core/life/life.h"

uint32_t life_recovery(const struct lcm_plan *plan)
{
    uint32_t i = 0;

    while (i < plan->domain_count && (plan->domains[i].functions & LCM_FUNC_RECOVERY) == 0)
        i++;
    return i < plan->domain_count ? i : LIFE_NOBODY;
}

void life_fail(struct life_failures *failures, const struct lcm_plan *plan, uint32_t i, bool asks)
{
    bool again = bits_has(&failures->failed, i);
    uint8_t policy = plan->domains[i].on_failure;

    asks = asks || policy != LCM_FAILURE_OPTIONAL;
    if (again && (!asks || bits_has(&failures->asked, i)))
        return;
    failures->list[failures->count++] = (struct life_failure){i, asks, again};
    bits_add(&failures->failed, i);
    if (!asks)
        return;
    bits_add(&failures->asked, i);
    failures->is_recovery_wanted = life_recovery(plan) != LIFE_NOBODY;
    if (policy == LCM_FAILURE_REQUIRED && !failures->is_held) {
        failures->is_held = true;
        failures->required = i;
    }
}
