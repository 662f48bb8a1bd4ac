/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The phase in which every domain but domain 0 is built, paused.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"

/* Records how the building of a domain ended, and says so. */
static void building_end(struct launch *launch, uint32_t i)
{
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    struct outcome *outcome = &launch->domains[i];
    struct clock_parts at;

    outcome->needs_image = false;
    if (!outcome->result.built) {
        outcome->state = DOMAIN_FAILED;
        launch->failed++;
        launch_failure_log(domain, &outcome->result);
        return;
    }
    outcome->state = DOMAIN_PAUSED;
    outcome->created = clock_now();
    at = clock_split(outcome->created);
    log_line("domain %s: created at %lu.%06lu s: domid %u, %u vCPUs, %lu KiB", domain->name,
             at.seconds, at.microseconds, (unsigned int)domain->domid, (unsigned int)domain->cpus,
             (unsigned long)domain->memory_kib);
    if (outcome->result.label_ignored) {
        log_line("domain %s: without its label \"%.64s\": this Xen has no XSM", domain->name,
                 domain->security_id);
    }
}

/* Nothing of a domain stays mapped when it runs, but for its rings. */
static void copies_finish(struct launch *launch)
{
    uint32_t holder = launch->site.shown.domid;
    /* An error comes from what was shown: then there is a holder. */
    int error = build_shown_drop(&launch->site);

    for (uint32_t i = 0; error && i < launch->image.plan.domain_count; i++) {
        if (launch->image.plan.domains[i].domid == holder) {
            launch_undo_refused(launch, i, BUILD_LOAD, "unmapping kernels kept for other domains",
                                error);
        }
    }
}

bool launch_create_step(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;
    uint32_t i;

    if (launch->is_building) {
        launch->is_building = builder_step(&launch->builder);
        if (!launch->is_building)
            building_end(launch, launch->next++);
        return true;
    }
    while (launch->next < plan->domain_count && launch_is_next_dom0(launch, launch->next))
        launch->next++;
    i = launch->next;
    launch->is_building = i < plan->domain_count;
    if (launch->is_building) {
        launch->domains[i].began = clock_now();
        builder_begin(&launch->builder, &launch->site, &plan->domains[i], i,
                      &launch->domains[i].result);
    } else {
        copies_finish(launch);
    }
    return launch->is_building;
}
