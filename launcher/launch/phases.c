/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The phases of a launch: read, create, start.
 */
#include <string.h>

#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/domain.h"
#include "xen/log.h"

static void fault_log(void *context, const struct lcm_fault *fault)
{
    static const char *const severities[] = {
        [LCM_NOTE] = "note",
        [LCM_WARNING] = "warning",
        [LCM_ERROR] = "error",
    };

    (void)context;
    log_line("image: %s: %s: %s%s%s [%s]", severities[fault->severity], fault->path,
             fault->property ? fault->property : "", fault->property ? ": " : "", fault->text,
             fault->check);
}

/* Whether it is built last, in domain 0 itself (handover.c). */
static bool is_next_dom0(const struct launch *launch, uint32_t i)
{
    return launch->image.plan.domains[i].domid == 0;
}

bool launch_read(struct launch *launch, struct xen *xen, struct boot *boot)
{
    const struct lcm_sink sink = {.report = fault_log};
    unsigned int errors;

    launch->xen = xen;
    launch->boot = boot;
    launch->site = (struct build_site){.xen = xen, .boot = boot, .image = &launch->image};
    if (!boot->image) {
        log_line("there is no launch image; give it as the second module, after the launcher");
        return false;
    }
    errors = image_open(&launch->image, boot->image, boot->image_size, &sink);
    if (errors) {
        log_line("the launch image has %u errors; make it again with 'hyperlaunch build'", errors);
        launch->image.plan.domain_count = 0;
        return false;
    }
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        launch->domains[i].memory_kib = launch->image.plan.domains[i].memory_kib;
        launch->domains[i].vcpus = launch->image.plan.domains[i].cpus;
        launch->site.store_comes = launch->site.store_comes || is_next_dom0(launch, i);
    }
    return true;
}

void launch_failure_log(const struct lcm_domain *domain, const struct build_result *result)
{
    log_line("domain %s: failed: %s: %s", domain->name, build_step_name(result->step),
             result->cause);
    if (result->stuck) {
        log_line("domain %s: Xen does not let it be destroyed, its memory is not given back",
                 domain->name);
    }
}

/* Takes back a domain that was built and cannot run. */
static void start_fail(struct launch *launch, uint32_t i)
{
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    struct outcome *outcome = &launch->domains[i];

    outcome->result.stuck =
        !build_undo(launch->xen, launch->boot, domain->domid, i, outcome->result.console_port);
    outcome->state = DOMAIN_FAILED;
    outcome->result.built = false;
    launch->failed++;
    launch_failure_log(domain, &outcome->result);
}

/* Nothing of a domain stays mapped when it runs, but for the ring of its console. */
static void copies_finish(struct launch *launch)
{
    uint32_t holder = launch->site.shown.domid;
    /* An error comes from what was shown: then there is a holder. */
    int error = build_shown_drop(&launch->site);

    for (uint32_t i = 0; error && i < launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &launch->image.plan.domains[i];

        if (domain->domid == holder) {
            (void)result_refused(&launch->domains[i].result, domain->mode, BUILD_LOAD,
                                 "unmapping kernels kept for other domains", error);
            start_fail(launch, i);
        }
    }
}

void launch_create(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];
        struct outcome *outcome = &launch->domains[i];
        struct clock_parts at;

        if (is_next_dom0(launch, i))
            continue;
        outcome->began = clock_now();
        if (!build_domain(&launch->site, domain, i, &outcome->result)) {
            outcome->state = DOMAIN_FAILED;
            launch->failed++;
            launch_failure_log(domain, &outcome->result);
            continue;
        }
        outcome->state = DOMAIN_PAUSED;
        outcome->created = clock_now();
        at = clock_split(outcome->created);
        log_line("domain %s: created at %lu.%06lu s: domid %u, %u vCPUs, %lu KiB", domain->name,
                 at.seconds, at.microseconds, (unsigned int)domain->domid,
                 (unsigned int)domain->cpus, (unsigned long)domain->memory_kib);
        if (outcome->result.label_ignored) {
            log_line("domain %s: without its label \"%.64s\": this Xen has no XSM", domain->name,
                     domain->security_id);
        }
    }
    copies_finish(launch);
}

static void domain_start(struct launch *launch, uint32_t i)
{
    const struct lcm_plan *plan = &launch->image.plan;
    struct outcome *outcome = &launch->domains[i];
    uint64_t at;
    int error;

    for (uint32_t first = 0; first < plan->domain_count; first++) {
        if (bits_has(&plan->domains[i].start_after, first) &&
            launch->domains[first].state != DOMAIN_RUNNING) {
            (void)result_fail(&outcome->result, BUILD_START,
                              "it starts after %s, which was not started; see why, or leave it out "
                              "of hyperlaunch,start-after",
                              plan->domains[first].name);
            start_fail(launch, i);
            return;
        }
    }
    /* Before the call: Xen may let the domain run at once, and us only when its time is over. */
    at = clock_now();
    error = xen_domain_unpause(launch->xen, plan->domains[i].domid);
    outcome->result.calls++;
    if (error) {
        (void)result_refused(&outcome->result, plan->domains[i].mode, BUILD_START, "unpausing it",
                             error);
        start_fail(launch, i);
        return;
    }
    outcome->state = DOMAIN_RUNNING;
    outcome->started = at;
    launch->started++;
}

void launch_start(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;
    struct bits done = {{0}};

    /* The plan has no cycle: one that can be started is at `first`, or behind it. */
    for (uint32_t i = 0, first = 0; i < plan->domain_count;) {
        if (bits_has(&done, i) || !bits_within(&plan->domains[i].start_after, &done)) {
            i++;
            continue;
        }
        if (launch->domains[i].state == DOMAIN_PAUSED)
            domain_start(launch, i);
        bits_add(&done, i);
        for (; bits_has(&done, first); first++) {
        }
        i = first;
    }
}
