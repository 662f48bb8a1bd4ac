/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launcher (build/bench/launcher.elf) that times, once all domains are built, what each of them
 * needs at least. Its memory was scrubbed as Xen gave it: the record has the time of that.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"
#include "tests/bench/work.h"

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the launcher's. */
bool __real_launch_create_step(struct launch *launch);
bool __wrap_launch_create_step(struct launch *launch);

bool __wrap_launch_create_step(struct launch *launch)
{
    static bool is_timed;

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
        log_line("limit: %s%s built_ns=%lu calls=%lu loaded=%lu populate_ns=%lu hash_ns=%lu "
                 "decode_ns=%lu copy_ns=%lu",
                 domain->name, work.failed ? " failed" : "", outcome->created - outcome->began,
                 outcome->result.calls, outcome->result.loaded,
                 outcome->result.took[BUILD_POPULATE], work.hash, work.decode, work.copy);
    }
    return false;
}
