/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set against its host, and against itself.
 */
#include "tool/set_check.h"

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

static void cpus_check(struct input *input, const struct lcm_domain *domain, unsigned int cpus)
{
    char node[LCM_PATH_SIZE];

    if (domain->cpus <= cpus)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_warning(&input->report, "cpus-host", node, "cpus",
                   "%u vCPUs share the host's %u CPU%s; give the domain no more than there are",
                   domain->cpus, cpus, cpus == 1 ? "" : "s");
}

static void pvh_check(struct input *input, const struct lcm_domain *domain)
{
    char node[LCM_PATH_SIZE];

    if (domain->mode != LCM_MODE_PVH)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "pvh-host", node, "mode",
                 "the host has no hardware virtualization with nested paging, so no PVH domains; "
                 "enable it in the firmware, or use PV");
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
    uint64_t domains_kib = 0, all_kib = own_kib + build_plan_kib(plan);
    char node[LCM_PATH_SIZE], shares[SHARES_SIZE];
    bool pools = false;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        pools = pools || plan->domains[i].limits.p2m_mem_mib.given;
        domains_kib += plan->domains[i].memory_kib;
        if (plan->domains[i].memory_kib > largest->memory_kib)
            largest = &plan->domains[i];
    }
    if (all_kib <= (uint64_t)memory_mib * KIB_PER_MIB)
        return;
    shares_write(plan, shares);
    input_node_path(input, largest->node, node, sizeof(node));
    report_error(&input->report, "memory-host", node, "memory",
                 "the domains take %llu MiB (%s), Xen and the launcher about %llu for themselves, "
                 "but the host has %lu MiB; give the domains less%s",
                 (unsigned long long)(domains_kib / KIB_PER_MIB), shares,
                 (unsigned long long)((all_kib - domains_kib) / KIB_PER_MIB), memory_mib,
                 pools ? ", or a smaller xen,domain-p2m-mem-mb" : "");
}

/* The list of CPUs as a person writes it, as much as has room. */
static const char *cpus_text(const struct bits *cpus, char *buffer, size_t size)
{
    struct text text;

    text_init(&text, buffer, size);
    bits_append(&text, cpus);
    return buffer;
}

static void affinity_check(struct input *input, const struct lcm_affinity *affinity,
                           const struct host *host)
{
    struct bits missing = affinity->hard;
    char node[LCM_PATH_SIZE], list[SHARES_SIZE], there[SHARES_SIZE];

    bits_remove(&missing, &host->cpus);
    if (bits_empty(&missing))
        return;
    input_node_path(input, affinity->node, node, sizeof(node));
    cpus_text(&missing, list, sizeof(list));
    cpus_text(&host->cpus, there, sizeof(there));
    if (bits_shared(&affinity->hard, &host->cpus) == BITS_MAX)
        report_error(&input->report, "affinity-host", node, "hard-affinity",
                     "the host has none of these CPUs, it has %s; name some of them", there);
    else
        report_warning(&input->report, "affinity-missing", node, "hard-affinity",
                       "the host lacks CPUs %s, it has %s; leave them out", list, there);
}

static void pool_check(struct input *input, const struct lcm_cpupool *pool, const struct host *host)
{
    struct bits missing = pool->cpus;
    char node[LCM_PATH_SIZE], list[SHARES_SIZE], there[SHARES_SIZE];

    bits_remove(&missing, &host->cpus);
    if (bits_empty(&missing))
        return;
    input_node_path(input, pool->node, node, sizeof(node));
    report_error(&input->report, "pool-host", node, "cpupool-cpus",
                 "the host lacks CPUs %s, it has %s; a pool is made of all its CPUs or not at all",
                 cpus_text(&missing, list, sizeof(list)),
                 cpus_text(&host->cpus, there, sizeof(there)));
}

static void host_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;
    unsigned int cpus = host_cpu_count(host);

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (cpus)
            cpus_check(input, &plan->domains[i], cpus);
        if (host->pvh == HOST_PVH_NO)
            pvh_check(input, &plan->domains[i]);
    }
    for (uint32_t i = 0; cpus && i < plan->affinity_count; i++)
        affinity_check(input, &plan->affinities[i], host);
    for (uint32_t i = 0; cpus && i < plan->cpupool_count; i++)
        pool_check(input, &plan->cpupools[i], host);
    if (host->memory_mib)
        memory_check(input, host->memory_mib);
}

/* The CPU that a list names alone; BITS_MAX where it names more. */
static unsigned int only_cpu(const struct bits *cpus)
{
    struct bits rest = *cpus, first = {{0}};
    unsigned int cpu = bits_shared(cpus, cpus);

    bits_add(&first, cpu);
    bits_remove(&rest, &first);
    return bits_empty(&rest) ? cpu : BITS_MAX;
}

static void collision_check(struct input *input, uint32_t index)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_affinity *affinity = &plan->affinities[index];
    unsigned int cpu = only_cpu(&affinity->hard);
    char node[LCM_PATH_SIZE], other_node[LCM_PATH_SIZE], text[SHARES_SIZE];

    for (uint32_t i = 0; cpu < BITS_MAX && i < index; i++) {
        const struct lcm_affinity *other = &plan->affinities[i];

        if (only_cpu(&other->hard) != cpu)
            continue;
        input_node_path(input, affinity->node, node, sizeof(node));
        input_node_path(input, other->node, other_node, sizeof(other_node));
        snprintf(text, sizeof(text),
                 "CPU %u is also the only one of vCPU %u of %s; bind one elsewhere, or to more",
                 cpu, other->vcpu, plan->domains[other->domain].name);
        report_fault(&input->report, &(struct lcm_fault){.check = "affinity-collision",
                                                         .severity = LCM_WARNING,
                                                         .path = node,
                                                         .property = "hard-affinity",
                                                         .text = text,
                                                         .other_path = other_node,
                                                         .other_property = "hard-affinity"});
        return;
    }
}

static void crowd_check(struct input *input, uint32_t index)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_cpupool *pool = &plan->cpupools[index];
    struct host of_pool = {.cpus = pool->cpus};
    unsigned int cpus = host_cpu_count(&of_pool), vcpus = 0;
    char node[LCM_PATH_SIZE];

    for (uint32_t i = 0; i < plan->domain_count; i++)
        vcpus += plan->domains[i].cpupool == index + 1 ? plan->domains[i].cpus : 0;
    if (vcpus <= cpus && vcpus > 0)
        return;
    input_node_path(input, pool->node, node, sizeof(node));
    if (vcpus == 0)
        report_warning(&input->report, "pool-crowded", node, "cpupool-cpus",
                       "no domain uses the pool, and its CPUs are idle; remove it");
    else
        report_warning(&input->report, "pool-crowded", node, "cpupool-cpus",
                       "%u vCPUs share its %u CPU%s; give the pool as many, or the domains fewer",
                       vcpus, cpus, cpus == 1 ? "" : "s");
}

/* What domain 0 is given to serve others, where none of them lets itself be served. */
static void privilege_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_domain *dom0 = NULL;
    bool others = false, told = false;
    char node[LCM_PATH_SIZE];

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        if (domain->domid == 0) {
            dom0 = domain;
            continue;
        }
        others = true;
        told = told || domain->enhanced == LCM_ENHANCED_ENABLED;
    }
    if (!dom0 || !others || told || !(dom0->capabilities & LCM_CAP_XENSTORE))
        return;
    input_node_path(input, dom0->node, node, sizeof(node));
    report_warning(
        &input->report, "privilege-unused", node, "capabilities",
        "\"xenstore\" is granted, and no other domain is told of a store; leave it out, or "
        "let one be told");
}

void set_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;

    if (host)
        host_check(input, host);
    for (uint32_t i = 0; i < plan->affinity_count; i++)
        collision_check(input, i);
    for (uint32_t i = 0; i < plan->cpupool_count; i++)
        crowd_check(input, i);
    privilege_check(input);
}
