/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Further CPUs of domain 0, in turns that are the same in each run.
 *
 * A helper does a whole job where another CPU is about to make a hypercall, also one that helps. So
 * whatever a job keeps in data that another CPU uses, too, is seen to change under it.
 */
#include "sim/hypercalls.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

void boot_cpu_wake(struct xen *xen, uint32_t number)
{
    struct sim *sim = hypercalls_served();

    (void)xen;
    sim->cpus.awake[number] = true;
}

/* Numbers without a pattern, the same in each run (George Marsaglia's xorshift). */
static uint32_t chance(struct sim_cpus *cpus)
{
    uint32_t x = cpus->chance ? cpus->chance : 1;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return cpus->chance = x;
}

static void helper_run(struct sim_cpus *cpus, uint32_t number)
{
    cpus->busy[number] = true;
    cpus->awake[number] = cpus->help(cpus->context, number);
    cpus->busy[number] = false;
}

static void helpers_interleave(struct sim *sim)
{
    struct sim_cpus *cpus = &sim->cpus;

    for (uint32_t i = 1; i <= cpus->count; i++)
        if (cpus->awake[i] && !cpus->busy[i] && chance(cpus) % 2)
            helper_run(cpus, i);
}

uint32_t boot_cpus_start(struct xen *xen, struct boot *boot, uint32_t first, uint32_t count,
                         boot_help *help, void *context)
{
    struct sim *sim = hypercalls_served();

    (void)xen;
    (void)boot;
    if (first + count > (sim->config.vcpus ? sim->config.vcpus : 1))
        (void)sim_fault(sim, XEN_ENOENT, "vCPUs %u to %u of domain 0", first, first + count - 1);
    sim->cpus =
        (struct sim_cpus){.help = help, .context = context, .interleave = helpers_interleave};
    sim->cpus.count = sim->config.helpers_most && sim->config.helpers_most < count
                          ? sim->config.helpers_most
                          : count;
    return sim->cpus.count;
}

void boot_cpu_relax(struct xen *xen)
{
    struct sim_cpus *cpus = &hypercalls_served()->cpus;

    (void)xen;
    for (uint32_t i = 1; i <= cpus->count; i++)
        if (cpus->awake[i] && !cpus->busy[i])
            helper_run(cpus, i);
}

int boot_cpus_stop(struct xen *xen, struct boot *boot)
{
    struct sim *sim = hypercalls_served();

    (void)xen;
    (void)boot;
    if (sim->config.helpers_stay)
        return -XEN_EINVAL;
    sim->cpus = (struct sim_cpus){0};
    return 0;
}
