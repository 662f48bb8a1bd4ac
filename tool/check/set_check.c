/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set against itself: what is hardly meant.
 */
#include "tool/check/set_check.h"

#include <strings.h>

#include "core/lcm/property.h"
#include "core/life/life.h"
#include "tool/check/guest_check.h"
#include "tool/check/host_check.h"
#include "tool/check/pci_check.h"
#include "tool/check/reach_check.h"

enum { TEXT_SIZE = 512 };

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
    char node[LCM_PATH_SIZE], other_node[LCM_PATH_SIZE], text[TEXT_SIZE];

    for (uint32_t i = 0; cpu < BITS_MAX && i < index; i++) {
        const struct lcm_affinity *other = &plan->affinities[i];

        if (only_cpu(&other->hard) != cpu)
            continue;
        input_node_path(input, affinity->node, node, sizeof(node));
        input_node_path(input, other->node, other_node, sizeof(other_node));
        snprintf(text, sizeof(text),
                 "CPU %u is also the only CPU of vCPU %u of %s; bind one of them to another CPU, "
                 "or to more",
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
    unsigned int cpus = host_cpu_count(&pool->cpus), vcpus = 0;
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
    report_warning(&input->report, "privilege-unused", node, "capabilities",
                   "\"xenstore\" is granted, but no other domain has a xenstore; leave it out, or "
                   "set xen,enhanced = \"enabled\" in one");
}

/* The first property by which a domain's ends have other than the default policies, or NULL. */
static const char *policy_property(const struct lcm_domain *domain)
{
    enum property_id id = domain->on_reboot == LCM_REBOOT_PRESERVE          ? PROPERTY_ON_REBOOT
                          : domain->on_crash != LCM_END_DESTROY             ? PROPERTY_ON_CRASH
                          : domain->on_poweroff != LCM_END_DESTROY          ? PROPERTY_ON_POWEROFF
                          : life_restart_limit(domain) != LCM_RESTART_LIMIT ? PROPERTY_RESTART_LIMIT
                                                                            : PROPERTY_COUNT;

    return id == PROPERTY_COUNT ? NULL : property_rows[id].name;
}

/* Who serves policies where the launcher leaves is a program of domain 0, which no set starts. */
static void watch_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool leaves = false;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        leaves = leaves || plan->domains[i].domid == 0;
    for (uint32_t i = 0; leaves && i < plan->domain_count; i++) {
        const char *property = policy_property(&plan->domains[i]);
        char node[LCM_PATH_SIZE];

        if (!property)
            continue;
        input_node_path(input, plan->domains[i].node, node, sizeof(node));
        report_fault(&input->report,
                     &(struct lcm_fault){
                         .check = "watch-needed",
                         .severity = LCM_NOTE,
                         .path = node,
                         .property = property,
                         .text =
                             "is served by hyperlaunch-watch, without which a domain stays as it "
                             "ended; have domain 0 run that, with the launch image in "
                             "/boot/hyperlaunch"});
    }
}

/* Who would be built again by xl would share nothing any more. */
static void share_watch_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;

    for (uint32_t i = 0; i < plan->share_count && lcm_dom0(plan) < plan->domain_count; i++) {
        const struct lcm_share *share = &plan->shares[i];
        char node[LCM_PATH_SIZE];

        input_node_path(input, share->node, node, sizeof(node));
        report_fault(&input->report,
                     &(struct lcm_fault){
                         .check = "share-watch",
                         .severity = LCM_NOTE,
                         .path = node,
                         .text = "is gone once either domain was built again, which domain 0 does "
                                 "by xl: until the host starts again"});
    }
}

/* Two names that a person, or a file system that ignores case, takes for one. */
static void case_check(struct input *input, uint32_t index)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_domain *domain = &plan->domains[index];
    char node[LCM_PATH_SIZE], other_node[LCM_PATH_SIZE], text[TEXT_SIZE];

    for (uint32_t i = 0; i < index; i++) {
        const struct lcm_domain *other = &plan->domains[i];

        if (strcasecmp(domain->name, other->name) != 0)
            continue;
        input_node_path(input, domain->node, node, sizeof(node));
        input_node_path(input, other->node, other_node, sizeof(other_node));
        snprintf(text, sizeof(text),
                 "\"%s\" differs from the name of %s only in upper and lower case; change one",
                 domain->name, other_node);
        report_fault(&input->report, &(struct lcm_fault){.check = "name-case",
                                                         .severity = LCM_WARNING,
                                                         .path = node,
                                                         .property = "hyperlaunch,name",
                                                         .text = text,
                                                         .other_path = other_node,
                                                         .other_property = "hyperlaunch,name"});
        return;
    }
}

void set_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;

    if (host) {
        host_check(input, host);
        host_pci_check(input, host);
    }
    for (uint32_t i = 0; i < plan->domain_count; i++)
        case_check(input, i);
    for (uint32_t i = 0; i < plan->affinity_count; i++)
        collision_check(input, i);
    for (uint32_t i = 0; i < plan->cpupool_count; i++)
        crowd_check(input, i);
    privilege_check(input);
    watch_check(input);
    share_watch_check(input);
    guests_check(input);
    reach_check(input);
}
