/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launcher (build/bench/launcher.elf) that times, once all domains are built, what each of them
 * needs at least. Its memory was scrubbed as Xen gave it: the record has the time of that. Domains
 * run only then: on one CPU they would take time from both that are compared.
 */
#include "xen/clock.h"
#include "xen/domain.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"
#include "tests/bench/work.h"

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the launcher's. */
bool __real_launch_create_step(struct launch *launch);
bool __wrap_launch_create_step(struct launch *launch);
int __real_xen_domain_unpause(struct xen *xen, uint32_t domid);
int __wrap_xen_domain_unpause(struct xen *xen, uint32_t domid);

static bool is_timed;
static uint32_t held[LCM_DOMAINS_MAX], held_count;

int __wrap_xen_domain_unpause(struct xen *xen, uint32_t domid)
{
    if (is_timed)
        return __real_xen_domain_unpause(xen, domid);
    held[held_count++] = domid;
    return 0;
}

bool __wrap_launch_create_step(struct launch *launch)
{
    if (__real_launch_create_step(launch))
        return true;
    if (is_timed)
        return false;
    is_timed = true;
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &launch->image.plan.domains[i];
        const struct outcome *outcome = &launch->domains[i];
        struct work work;

        if (outcome->state != DOMAIN_PAUSED && outcome->state != DOMAIN_RUNNING)
            continue;
        work = work_time(&launch->image, domain, outcome->result.loaded, &launch->site.payload,
                         clock_now);
        /* The first decodes, and so does the one that the others are copied from. */
        log_line("limit: %s%s built_ns=%lu calls=%lu loaded=%lu decodes=%d populate_ns=%lu "
                 "hash_ns=%lu decode_ns=%lu copy_ns=%lu",
                 domain->name, work.failed ? " failed" : "", outcome->created - outcome->began,
                 outcome->result.calls, outcome->result.loaded,
                 i == 0 || bits_has(&launch->ahead, i), outcome->result.took[BUILD_POPULATE],
                 work.hash, work.decode, work.copy);
    }
    while (held_count)
        (void)__real_xen_domain_unpause(launch->xen, held[--held_count]);
    return false;
}
