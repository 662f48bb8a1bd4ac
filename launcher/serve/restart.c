/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Restarts: a domain that ended is built again, from the payloads that the launch image still has.
 *
 * Each step of the service does one of the build, so that the other domains go on. A build verifies
 * its payloads again, and copies from no domain that ran (launcher/builder/parts/holder.c). While
 * the launch goes on, it and the restarts share the one builder: who waits for it has it next.
 */
#include "launcher/serve/parts.h"
#include "xen/clock.h"
#include "xen/domain.h"
#include "xen/errno.h"

/* How long a restart waits while Xen still has something of the domain, and how often. */
#define REMAINS_NS UINT64_C(10000000)
enum { REMAINS_MAX = 1000 };
/* How long one waits that failed: what was lacking may come back. */
#define FAILED_NS UINT64_C(1000000000)

void restart_decide(struct resident *r, uint32_t i, enum life_end end)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    struct resident_domain *served = &r->domains[i];
    struct clock_parts at;

    served->ended_at = clock_now();
    served->action = life_end(&r->launch->lives[i], domain, end, served->ended_at);
    at = clock_split(served->ended_at);
    if (end != LIFE_UNBUILT)
        log_line("domain %s: ended at %lu.%06lu s", domain->name, at.seconds, at.microseconds);
    if (served->action == LIFE_GIVE_UP) {
        log_line(
            "domain %s: given up: it was started again %u times within %u s; find out why it ends, "
            "or raise hyperlaunch,restart-limit",
            domain->name, (unsigned int)life_restart_limit(domain),
            (unsigned int)LCM_RESTART_SECONDS);
    } else if (served->action == LIFE_RESTART && r->launch->site.store_comes) {
        log_line("domain %s: not started again: that is the part of the set's domain 0",
                 domain->name);
        served->action = LIFE_DESTROY;
    }
}

void restart_plan(struct resident *r, uint32_t i, uint64_t when)
{
    r->launch->domains[i].state = DOMAIN_PLANNED;
    r->launch->domains[i].needs_image = true;
    life_leave(&r->launch->lives[i], LIFE_WAITING);
    r->domains[i].is_open = false;
    r->domains[i].end = NULL;
    r->domains[i].waits = 0;
    r->domains[i].again_at = when;
}

/* Whether what ended for good, or cannot be started again, has failed by that. */
static bool has_failed(const struct resident *r, uint32_t i)
{
    enum life_action action = r->domains[i].action;

    return action == LIFE_RESTART || action == LIFE_GIVE_UP || action == LIFE_RECOVER ||
           life_is_awaited(&r->launch->lives[i]);
}

/* What nobody needs any more of the launch image goes. */
static void image_release(struct resident *r)
{
    unsigned long before = launch_image_kib(r->launch), after;
    int error = launch_image_release(r->launch);

    after = launch_image_kib(r->launch);
    if (error)
        log_line("the launch image's memory could not be given back");
    else if (before && after == 0)
        log_line("no domain can be started again: the launch image's %lu KiB are given back",
                 before);
    else if (before > after)
        log_line("%lu KiB of the launch image are given back, %lu KiB stay", before - after, after);
}

void restart_none(struct resident *r, uint32_t i)
{
    struct launch *launch = r->launch;

    if (has_failed(r, i))
        life_fail(&launch->failures, &launch->image.plan, i, r->domains[i].action == LIFE_RECOVER);
    launch->domains[i].needs_image = false;
    life_leave(&launch->lives[i], LIFE_GONE);
    image_release(r);
    focus_leave(r, i);
}

/* A build or start failed, and what was made of it is destroyed. */
static void restart_failed(struct resident *r, uint32_t i)
{
    r->is_rebuilding = false;
    restart_decide(r, i, LIFE_UNBUILT);
    if (r->domains[i].action == LIFE_RESTART)
        restart_plan(r, i, clock_now() + FAILED_NS);
    else
        restart_none(r, i);
}

/* Whether Xen has nothing of it any more: until then its domid is taken. */
static bool is_gone(struct resident *r, uint32_t i)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    struct xen_domain_info info;

    if (xen_domain_info(r->launch->xen, domain->domid, &info) == -XEN_ESRCH)
        return true;
    r->domains[i].again_at = clock_now() + REMAINS_NS;
    if (++r->domains[i].waits == REMAINS_MAX) {
        r->domains[i].again_at = 0;
        r->launch->domains[i].state = DOMAIN_ENDED;
        log_line(
            "domain %s: not started again: Xen keeps what is left of it; a domain that maps its "
            "memory has to let go of that",
            domain->name);
        restart_none(r, i);
    }
    return false;
}

/* Begins to build one that is to be started again, whose time has come. */
static void restart_begin(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    uint32_t recovery = life_recovery(plan);

    /* One that is staged is no source: what is built again has its bytes from the image. */
    if (recovery != LIFE_NOBODY && launch_is_staged(r->launch, recovery))
        (void)build_holder_end(&r->launch->site, plan->domains[recovery].domid);
    for (uint32_t i = 0; i < plan->domain_count && !r->launch->is_building; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        if (r->domains[i].again_at == 0 || clock_now() < r->domains[i].again_at || !is_gone(r, i))
            continue;
        r->domains[i].again_at = 0;
        r->launch->site.digests[domain->kernel.index - 1] = DIGEST_UNKNOWN;
        if (domain->ramdisk.present)
            r->launch->site.digests[domain->ramdisk.index - 1] = DIGEST_UNKNOWN;
        r->is_rebuilding = true;
        r->rebuilt = i;
        launch_build_begin(r->launch, i);
    }
}

/* Xen asks to be asked again for a destruction: the next step comes later. */
static void put_off(struct resident *r, bool waits)
{
    r->rebuild_at = waits ? clock_now() + REMAINS_NS : 0;
}

/* Does the next step of the build. */
static void restart_step(struct resident *r)
{
    struct builder *builder = &r->launch->builder;

    if (builder_step(builder)) {
        put_off(r, builder->is_undoing && builder->teardown.waits);
        return;
    }
    launch_build_end(r->launch);
}

/* The domain is built: it goes on. */
static void restart_start(struct resident *r)
{
    uint32_t i = r->rebuilt;
    struct clock_parts took;

    launch_domain_start(r->launch, i);
    if (!is_running(r, i))
        return;
    r->is_rebuilding = false;
    took = clock_split(clock_now() - r->domains[i].ended_at);
    log_line("domain %s: started again, %lu.%06lu s after it ended; restart %u",
             r->launch->image.plan.domains[i].name, took.seconds, took.microseconds,
             (unsigned int)r->launch->lives[i].restarts);
}

void restarts_continue(struct resident *r)
{
    struct outcome *outcome = &r->launch->domains[r->rebuilt];

    if (!r->is_rebuilding)
        restart_begin(r);
    else if (clock_now() < r->rebuild_at)
        return;
    else if (outcome->state == DOMAIN_PLANNED)
        restart_step(r);
    else if (launch_undo_step(r->launch)) /* of this one, or of one that the launch undoes */
        put_off(r, r->launch->teardown.waits);
    else if (outcome->state == DOMAIN_PAUSED)
        restart_start(r);
    else
        restart_failed(r, r->rebuilt);
    /* What failed may be tried again: until that is decided no other's end lets the image go, and
     * who starts after it waits. */
    if (r->is_rebuilding) {
        r->launch->domains[r->rebuilt].needs_image = true;
        life_leave(&r->launch->lives[r->rebuilt], LIFE_WAITING);
    }
}

uint64_t restarts_when(const struct resident *r)
{
    uint64_t when = UINT64_MAX;

    if (r->is_rebuilding)
        return r->rebuild_at ? r->rebuild_at : clock_now();
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (r->domains[i].again_at && r->domains[i].again_at < when)
            when = r->domains[i].again_at;
    return when == UINT64_MAX ? 0 : when;
}

void restarts_tell(struct resident *r)
{
    const char *user = launch_image_user(r->launch);

    /* Who leaves for a dom0 starts nothing again. */
    if (user && r->launch->boot->image && !r->launch->site.store_comes) {
        log_line(
            "the launch image stays in memory, %lu KiB: domain %s may have to be started again",
            (unsigned long)launch_image_kib(r->launch), user);
    }
}
