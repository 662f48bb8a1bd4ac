/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starting the domains that were built, each as soon as it may, while the others are built.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/domain.h"
#include "xen/log.h"

void launch_budget_tell(struct launch *launch, uint32_t i)
{
    const struct outcome *outcome = &launch->domains[i];
    const struct life_times times = {.entered = launch->entered,
                                     .began = outcome->began,
                                     .created = outcome->created,
                                     .started = outcome->started};
    char why[LIFE_BUDGET_SIZE];

    if (!life_budget_missed(&launch->image.plan, launch->lives, i, &times, why))
        return;
    launch->late++;
    log_line("domain %s: %s", launch->image.plan.domains[i].name, why);
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
    life_start(&launch->lives[i], domain, at);
    if (outcome->started)
        return;
    outcome->started = at;
    launch->started++;
    launch_budget_tell(launch, i);
}

/*
 * Starts the first of those that may start now, or begins to undo one that never may. False where
 * there is none; `waits` becomes whether one may later.
 */
static bool domain_reach(struct launch *launch, bool *waits)
{
    const struct lcm_plan *plan = &launch->image.plan;

    *waits = false;
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        uint32_t first = i;
        enum life_gate gate = LIFE_SHUT;

        if (launch->domains[i].state == DOMAIN_PAUSED && !bits_has(&launch->reached, i) &&
            launch_has_turn(launch, i)) {
            gate = life_gate(plan, launch->lives, i, &first);
            *waits = *waits || gate != LIFE_STAGED;
        }
        if (gate == LIFE_SHUT || gate == LIFE_STAGED)
            continue;
        bits_add(&launch->reached, i);
        if (gate == LIFE_OPEN) {
            launch_domain_start(launch, i);
            return true;
        }
        (void)result_fail(&launch->domains[i].result, BUILD_START,
                          "it starts after %s, which %s; see why, or leave it out of "
                          "hyperlaunch,start-after",
                          plan->domains[first].name, life_why(launch->lives[first].state));
        launch_undo_begin(launch, i);
        return true;
    }
    return false;
}

enum launch_progress launch_step(struct launch *launch)
{
    bool waits;

    if (launch_undo_step(launch) || domain_reach(launch, &waits) || launch_create_step(launch))
        return LAUNCH_MORE;
    return waits ? LAUNCH_WAITS : LAUNCH_DONE;
}
