/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch while the boot domain has its say: it is built and started, then those that it has no
 * say over are built, and those that it starts early are built and started.
 */
#include "launcher/serve/parts.h"

/* A domain that may be started now, of those that were built; the number of domains: none. */
static uint32_t start_find(const struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t i = 0, first;

    /* One that is started again is the service's. */
    while (i < plan->domain_count &&
           (r->launch->domains[i].state != DOMAIN_PAUSED || bits_has(&r->launch->reached, i) ||
            !life_boot_may_start(&r->boot, i) ||
            life_gate(plan, r->launch->lives, i, &first) != LIFE_OPEN))
        i++;
    return i;
}

static uint32_t build_find(const struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t i = 0;

    /* What is built again has the builder until it runs. */
    if (r->is_rebuilding)
        return plan->domain_count;
    while (i < plan->domain_count &&
           (r->launch->domains[i].state != DOMAIN_PLANNED || r->launch->domains[i].started ||
            launch_is_next_dom0(r->launch, i) || !life_boot_may_build(&r->boot, plan, i)))
        i++;
    return i;
}

static void domain_start(struct resident *r, uint32_t i)
{
    bits_add(&r->launch->reached, i);
    launch_domain_start(r->launch, i);
    if (i == r->boot.domain && is_running(r, i))
        life_boot_start(&r->boot, &r->launch->image.plan, r->launch->domains[i].started);
}

static void boot_build_begin(struct resident *r, uint32_t i)
{
    boot_changes_take(r, i);
    launch_build_begin(r->launch, i);
}

/* Nothing is to be built or started now. */
static void boot_wait(struct resident *r)
{
    uint32_t i = r->boot.domain;

    if (resident_init(r)) {
        resident_serve(r);
        return;
    }
    if (r->boot.state == LIFE_BOOT_RUNS) {
        boot_fail(r, "nothing that it does can be noticed");
        r->domains[i].end = "is not served";
    }
    if (is_running(r, i))
        domain_end(r, i);
    ends_continue(r);
    boot_serve(r);
}

void boot_begin(struct resident *r)
{
    life_boot_begin(&r->boot, &r->launch->image.plan);
}

bool boot_step(struct resident *r)
{
    struct launch *launch = r->launch;
    uint32_t count = launch->image.plan.domain_count, start, build;

    if (launch_undo_step(launch))
        return true;
    if (launch->is_building) {
        (void)launch_create_step(launch);
        return true;
    }
    if (r->boot.state == LIFE_BOOT_OVER)
        return false;
    if (r->boot.state == LIFE_BOOT_STAGED &&
        launch->domains[r->boot.domain].state == DOMAIN_FAILED) {
        boot_fail(r, "it was not started");
        boot_finish(r);
        return true;
    }
    start = start_find(r);
    build = start < count ? count : build_find(r);
    if (start < count)
        domain_start(r, start);
    else if (build < count)
        boot_build_begin(r, build);
    else
        boot_wait(r);
    return true;
}
