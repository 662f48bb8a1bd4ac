/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which domain is built next.
 *
 * Each starts as soon as it is built, and nothing is copied from one that runs. So of many with one
 * kernel the last is built second: it can wait for its turn, and the others are copied from it.
 */
#include "launcher/launch/launch.h"

/* Domain 0 is built last; who ran already, while the boot domain did, is not built here again, and
 * who is held back has failed already. */
bool launch_is_to_be_built(const struct launch *launch, uint32_t i)
{
    return !launch_is_next_dom0(launch, i) && launch->domains[i].state == DOMAIN_PLANNED &&
           launch->domains[i].started == 0;
}

uint32_t launch_next_choose(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;
    uint32_t index = plan->domains[launch->next].kernel.index, chosen;
    const struct lcm_payload *kernel = &plan->payloads[index - 1];
    struct bits started = {0}, left = {0};

    if (launch->site.kernels[index - 1].known || !build_may_copy(kernel->encoding, kernel->size))
        return launch->next;
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (launch_is_to_be_built(launch, i))
            bits_add(&left, i);
        else if (launch->domains[i].started)
            bits_add(&started, i);
    chosen = life_build_next(plan, &started, &left, launch->next);
    if (chosen != launch->next)
        bits_add(&launch->ahead, chosen);
    return chosen;
}

bool launch_has_turn(const struct launch *launch, uint32_t i)
{
    return i <= launch->next || !bits_has(&launch->ahead, i);
}
