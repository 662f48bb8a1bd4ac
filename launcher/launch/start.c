/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The phase in which the domains that were built are unpaused.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/domain.h"

/* The first domain that this one starts after and that does not run; NULL: none. */
static const struct lcm_domain *missing_find(const struct launch *launch, uint32_t i)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t first = 0; first < plan->domain_count; first++)
        if (bits_has(&plan->domains[i].start_after, first) &&
            launch->domains[first].state != DOMAIN_RUNNING)
            return &plan->domains[first];
    return NULL;
}

void launch_domain_start(struct launch *launch, uint32_t i)
{
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    struct outcome *outcome = &launch->domains[i];
    uint64_t at;
    int error;

    /* Once it runs its memory is its own: nobody copies from it any more. */
    error = build_holder_end(&launch->site, domain->domid);
    if (error) {
        launch_undo_refused(launch, i, BUILD_START, "unmapping kernels kept for other domains",
                            error);
        return;
    }
    /* Before the call: Xen may let the domain run at once, and us only when its time is over. */
    at = clock_now();
    error = xen_domain_unpause(launch->xen, domain->domid);
    outcome->result.calls++;
    if (error) {
        launch_undo_refused(launch, i, BUILD_START, "unpausing it", error);
        return;
    }
    outcome->state = DOMAIN_RUNNING;
    outcome->started = at;
    launch->started++;
}

/* Starts a domain whose turn it is, unless one that it waits for is missing. */
static void turn_take(struct launch *launch, uint32_t i)
{
    const struct lcm_domain *missing = missing_find(launch, i);

    if (!missing) {
        launch_domain_start(launch, i);
        return;
    }
    (void)result_fail(&launch->domains[i].result, BUILD_START,
                      "it starts after %s, which was not started; see why, or leave it out "
                      "of hyperlaunch,start-after",
                      missing->name);
    launch_undo_begin(launch, i);
}

bool launch_start_step(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    if (launch_undo_step(launch))
        return true;
    /* The plan has no cycle: while one is left there is one that waits for nobody. */
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (bits_has(&launch->reached, i) ||
            !bits_within(&plan->domains[i].start_after, &launch->reached))
            continue;
        bits_add(&launch->reached, i);
        if (launch->domains[i].state == DOMAIN_PAUSED)
            turn_take(launch, i);
        return true;
    }
    return false;
}
