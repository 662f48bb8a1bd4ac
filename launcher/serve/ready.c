/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Readiness: the line that a domain prints or the node that it writes, or the time in which it did
 * not.
 */
#include "core/base/text.h"
#include "core/store/domain_nodes.h"
#include "launcher/serve/parts.h"
#include "xen/clock.h"

/* Whether a domain wrote the node by which it says that it is ready. */
static bool has_signalled(const struct resident *r, uint32_t domid)
{
    char path[DOMAIN_NODES_PATH_SIZE];

    return r->store &&
           text_set(path, sizeof(path), "/local/domain/%u/data/hyperlaunch/ready", domid) &&
           store_has(r->store, path);
}

/* Whether a domain that is waited for did what it is waited for. */
static bool has_become_ready(const struct resident *r, uint32_t i)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];

    return r->domains[i].console.seen ||
           (domain->ready == LCM_READY_SIGNAL && life_is_awaited(&r->launch->lives[i]) &&
            has_signalled(r, domain->domid));
}

static void late_tell(const struct lcm_domain *domain)
{
    char what[LCM_READY_LINE_SIZE + 64];

    if (domain->ready == LCM_READY_SIGNAL)
        (void)text_set(what, sizeof(what), "it wrote no data/hyperlaunch/ready to the store");
    else
        (void)text_set(what, sizeof(what), "no line of its console has \"%s\"", domain->ready_line);
    log_line("domain %s: not ready within %u ms: %s; see what it prints, or give a longer "
             "hyperlaunch,ready-timeout-ms",
             domain->name, (unsigned int)life_ready_timeout(domain), what);
}

void ready_serve(struct resident *r)
{
    uint64_t now = clock_now();

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
        struct life *life = &r->launch->lives[i];

        if (has_become_ready(r, i) && life_ready(life, now)) {
            struct clock_parts took = clock_split(now - life->started);

            log_line("domain %s: ready, %lu.%06lu s after it was started", domain->name,
                     took.seconds, took.microseconds);
        } else if (life_late(life, now)) {
            late_tell(domain);
            life_fail(&r->launch->failures, &r->launch->image.plan, i, false);
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
        if (life_late(&r->launch->lives[i], UINT64_MAX))
            life_fail(&r->launch->failures, &r->launch->image.plan, i, false);
}
