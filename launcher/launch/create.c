/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building every domain but domain 0, paused.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"

bool launch_memory_lacks(struct launch *launch)
{
    return build_memory_lacks(&launch->site, 0) == BUILD_AGAIN;
}

void launch_build_end(struct launch *launch)
{
    uint32_t i = launch->building;
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    struct outcome *outcome = &launch->domains[i];
    struct clock_parts at = clock_split(clock_now());

    launch->is_building = false;
    /* Who leaves for a dom0 starts nothing again. */
    outcome->needs_image =
        outcome->result.built && !launch->site.store_comes && life_may_restart(domain);
    if (!outcome->result.built) {
        launch_fail(launch, i);
        launch_failure_log(domain, &outcome->result);
        return;
    }
    outcome->state = DOMAIN_PAUSED;
    if (!outcome->started)
        outcome->created = clock_now();
    log_line("domain %s: created at %lu.%06lu s: domid %u, %u vCPUs, %lu KiB", domain->name,
             at.seconds, at.microseconds, (unsigned int)domain->domid, (unsigned int)domain->cpus,
             (unsigned long)domain->memory_kib);
    if (outcome->result.label_ignored)
        log_line("domain %s: without its label \"%.64s\": this Xen has no XSM", domain->name,
                 domain->security_id);
}

/* Nothing of a domain stays mapped when it runs, but for its rings. */
static void copies_finish(struct launch *launch)
{
    uint32_t holder = launch->site.shown.domid;
    /* An error comes from what was shown: then there is a holder. */
    int error = build_shown_drop(&launch->site);

    for (uint32_t i = 0; error && i < launch->image.plan.domain_count; i++) {
        if (launch->image.plan.domains[i].domid == holder)
            launch_undo_refused(launch, i, BUILD_LOAD, "unmapping kernels kept for other domains",
                                error);
    }
}

void launch_build_begin(struct launch *launch, uint32_t i)
{
    struct build *build = &launch->builder.build;

    launch->is_building = true;
    launch->building = i;
    if (!launch->domains[i].started)
        launch->domains[i].began = clock_now();
    builder_begin(&launch->builder, &launch->site, &launch->image.plan.domains[i], i,
                  &launch->domains[i].result);
    if (launch->image.plan.domains[i].functions & LCM_FUNC_BOOT) {
        build->record = launch->archive;
        build->record_size = launch_archive_make(launch);
    }
}

bool launch_create_step(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    if (launch->is_built)
        return false;
    if (launch->is_building) {
        /* One that is started again has its steps from the service. */
        if (launch->domains[launch->building].started == 0 && !builder_step(&launch->builder))
            launch_build_end(launch);
        return true;
    }
    while (launch->next < plan->domain_count && !launch_is_to_be_built(launch, launch->next))
        launch->next++;
    if (launch->next < plan->domain_count)
        launch_build_begin(launch, launch_next_choose(launch));
    else
        copies_finish(launch);
    launch->is_built = launch->next == plan->domain_count;
    /* Who was built before its turn may start now. */
    return !launch->is_built || !bits_empty(&launch->ahead);
}
