/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Failures of domains: said in the order in which they came, and the recovery domain, which was
 * built and kept paused, started at the first that asks for it.
 */
#include "launcher/serve/parts.h"
#include "xen/clock.h"

/* What the recovery domain does about a failure. */
static const char *help_text(const struct resident *r, uint32_t i)
{
    switch (r->launch->domains[i].state) {
    case DOMAIN_FAILED:
        return "failed itself; mend that, and boot the host again";
    case DOMAIN_ENDED:
    case DOMAIN_PRESERVED:
        return "has ended; boot the host again to start it";
    default:
        return r->has_recovered ? "was started before" : "is started";
    }
}

static const char *reason_text(const struct resident *r, const struct life_failure *failure)
{
    switch (failure->again ? LCM_FAILURE_OPTIONAL
                           : r->launch->image.plan.domains[failure->domain].on_failure) {
    case LCM_FAILURE_REQUIRED:
        return "failed, and is required: nothing more is started";
    case LCM_FAILURE_RECOVERY:
        return "failed, and asks for recovery";
    default:
        return "ended, and asks for recovery";
    }
}

static void failure_tell(struct resident *r, const struct life_failure *failure, uint32_t recovery)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    const char *name = plan->domains[failure->domain].name;

    if (failure->domain == recovery)
        log_line(
            "domain %s: it is the recovery domain: nobody helps when another fails; see why, and "
            "boot the host again",
            name);
    else if (failure->asks && recovery == LIFE_NOBODY)
        log_line("domain %s: %s before domain 0", name, reason_text(r, failure));
    else if (failure->asks)
        log_line("domain %s: %s; recovery domain %s %s", name, reason_text(r, failure),
                 plan->domains[recovery].name, help_text(r, recovery));
}

/*
 * Starts the recovery domain. False while that cannot be done yet: it is to be built, or something
 * else is, or what Xen did not let run is being destroyed.
 */
static bool recovery_settle(struct resident *r, uint32_t i)
{
    struct launch *launch = r->launch;
    const struct outcome *outcome = &launch->domains[i];

    if (launch->is_undoing || (outcome->state == DOMAIN_PLANNED && outcome->started == 0))
        return false;
    if (!launch_is_staged(launch, i))
        return true;
    if (launch->is_building)
        return false;
    launch_domain_start(launch, i);
    return !launch->is_undoing;
}

/* Who helps has the keyboard. */
static void recovery_announce(struct resident *r, uint32_t i)
{
    r->has_recovered = true;
    r->focus = i;
    r->prompt_at = 0;
    /* Before the service has begun, that says who has the input. */
    if (r->is_settled)
        focus_announce(r);
}

/* Nobody but the service undoes what it could not start. */
static void undo_continue(struct resident *r, uint32_t i)
{
    struct launch *launch = r->launch;

    if (!launch->is_undoing || launch->undone != i || r->is_rebuilding ||
        clock_now() < r->recovery_at)
        return;
    r->recovery_at = launch_undo_step(launch) && launch->is_undoing && launch->teardown.waits
                         ? clock_now() + PUT_OFF_NS
                         : 0;
}

/* Whether a domain is yet to be started, for the first time. */
static bool is_coming(const struct launch *launch, uint32_t i)
{
    const struct outcome *outcome = &launch->domains[i];

    return outcome->started == 0 && !launch_is_next_dom0(launch, i) &&
           (outcome->state == DOMAIN_PLANNED || outcome->state == DOMAIN_PAUSED) &&
           !(launch->is_building && launch->building == i);
}

/* Keeps a domain back; one that was built is destroyed by the launch, step by step. */
static void hold(struct resident *r, uint32_t i)
{
    struct launch *launch = r->launch;
    struct build_result *result = &launch->domains[i].result;

    (void)result_fail(result, BUILD_START,
                      "it is held back, since %s, which is required, failed; see why that one "
                      "failed, and boot the host again",
                      launch->image.plan.domains[launch->failures.required].name);
    life_leave(&launch->lives[i], LIFE_HELD);
    if (launch->domains[i].state == DOMAIN_PAUSED) {
        launch_undo_begin(launch, i);
        return;
    }
    launch_fail(launch, i);
    launch_failure_log(&launch->image.plan.domains[i], result);
}

/* After a required domain failed nothing else is started. The launch undoes one at a time. */
static void others_hold(struct resident *r, uint32_t recovery)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (i != recovery && is_coming(r->launch, i) && !r->launch->is_undoing)
            hold(r, i);
}

static void failures_serve(struct resident *r, uint32_t i)
{
    struct launch *launch = r->launch;

    undo_continue(r, i);
    while (r->failures_told < launch->failures.count) {
        const struct life_failure *failure = &launch->failures.list[r->failures_told];

        if (failure->asks && i != LIFE_NOBODY && !recovery_settle(r, i))
            return;
        r->failures_told++;
        failure_tell(r, failure, i);
        if (failure->asks && i != LIFE_NOBODY && is_running(r, i) && !r->has_recovered)
            recovery_announce(r, i);
    }
}

void recovery_serve(struct resident *r)
{
    const struct life_failures *failures = &r->launch->failures;
    uint32_t recovery;

    if (r->failures_told == failures->count && !r->launch->is_undoing && !failures->is_held)
        return;
    recovery = life_recovery(&r->launch->image.plan);
    failures_serve(r, recovery);
    if (failures->is_held)
        others_hold(r, recovery);
}

uint64_t recovery_when(const struct resident *r)
{
    if (!r->launch->is_undoing || r->is_rebuilding)
        return 0;
    return r->recovery_at ? r->recovery_at : clock_now();
}
