/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory and CPUs of a set against those of a host.
 */
#include "tool/host.h"

#include <string.h>

#include "base/text.h"
#include "launcher/build/build.h"

enum {
    KIB_PER_MIB = 1024,
    /* Xen itself, its heap, and what firmware keeps; its table of frames takes 32 bytes a page. */
    XEN_MIB = 128,
    XEN_SHARE = 128,
    LAUNCHER_MIB = 4,
    SHARES_SIZE = 512,
};

static void cpus_check(struct input *input, const struct lcm_domain *domain, unsigned long cpus)
{
    char node[LCM_PATH_SIZE];

    if (domain->cpus <= cpus)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_warning(&input->report, "cpus-host", node, "cpus",
                   "%u vCPUs share the host's %lu CPU%s; give the domain no more than there are",
                   domain->cpus, cpus, cpus == 1 ? "" : "s");
}

/* "web 256, db 512": as much of it as has room. */
static void shares_write(const struct lcm_plan *plan, char *shares)
{
    struct text text;

    text_init(&text, shares, SHARES_SIZE);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        text_append(&text, "%s%s %lu", i ? ", " : "", plan->domains[i].name,
                    (unsigned long)(plan->domains[i].memory_kib / KIB_PER_MIB));
    if (text.cut)
        memcpy(shares + SHARES_SIZE - sizeof("..."), "...", sizeof("..."));
}

static void memory_check(struct input *input, unsigned long memory_mib)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_domain *largest = &plan->domains[0];
    uint64_t own_kib =
        (XEN_MIB + LAUNCHER_MIB + (uint64_t)memory_mib / XEN_SHARE) * (uint64_t)KIB_PER_MIB;
    uint64_t domains_kib = 0;
    char node[LCM_PATH_SIZE], shares[SHARES_SIZE];

    /* At most 64 domains of 16 TiB: no sum wraps. */
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        domains_kib += plan->domains[i].memory_kib;
        own_kib += build_overhead_kib(&plan->domains[i]);
        if (plan->domains[i].memory_kib > largest->memory_kib)
            largest = &plan->domains[i];
    }
    if (domains_kib + own_kib <= (uint64_t)memory_mib * KIB_PER_MIB)
        return;
    shares_write(plan, shares);
    input_node_path(input, largest->node, node, sizeof(node));
    report_error(&input->report, "memory-host", node, "memory",
                 "the domains take %llu MiB (%s), Xen and the launcher about %llu for themselves, "
                 "but the host has %lu MiB; give the domains less",
                 (unsigned long long)(domains_kib / KIB_PER_MIB), shares,
                 (unsigned long long)(own_kib / KIB_PER_MIB), memory_mib);
}

void host_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;

    for (uint32_t i = 0; host->cpus && i < plan->domain_count; i++)
        cpus_check(input, &plan->domains[i], host->cpus);
    if (host->memory_mib)
        memory_check(input, host->memory_mib);
}
