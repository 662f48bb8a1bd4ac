/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Readiness: the line that a domain prints, or the time in which it did not.
 */
#include "launcher/serve/parts.h"
#include "xen/clock.h"

void ready_serve(struct resident *r)
{
    uint64_t now = clock_now();

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
        struct life *life = &r->launch->lives[i];

        if (r->domains[i].console.seen && life_ready(life)) {
            struct clock_parts took = clock_split(now - r->launch->domains[i].started);

            say(r, "domain %s: ready, %lu.%06lu s after it was started", domain->name, took.seconds,
                took.microseconds);
        } else if (life_late(life, now)) {
            say(r,
                "domain %s: not ready within %u ms: no line of its console has \"%s\"; see what it "
                "prints, or give a longer hyperlaunch,ready-timeout-ms",
                domain->name, (unsigned int)life_ready_timeout(domain), domain->ready_line);
        }
    }
}

uint64_t ready_when(const struct resident *r)
{
    uint64_t when = UINT64_MAX;

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        const struct life *life = &r->launch->lives[i];

        if (life->state == LIFE_RUNNING && life->ready_by < when)
            when = life->ready_by;
    }
    return when == UINT64_MAX ? 0 : when;
}

void ready_abandon(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        (void)life_late(&r->launch->lives[i], UINT64_MAX);
}
