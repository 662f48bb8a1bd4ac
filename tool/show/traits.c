/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What few domains have, as names and texts.
 */
#include "tool/show/traits.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

enum {
    TRAIT_LABEL,
    TRAIT_LABEL_POLICY,
    TRAIT_LIMITS,
    TRAIT_POOL = TRAIT_LIMITS + 4,
    TRAIT_AFTER,
    TRAIT_REBOOT,
    TRAIT_VCPUS
};

static bool limit_write(const struct lcm_domain *domain, unsigned int i, struct trait *trait)
{
    static const char *const names[] = {"xen,domain-p2m-mem-mb", "max_grant_version",
                                        "max_grant_frames", "max_maptrack_frames"};
    const struct lcm_limits *limits = &domain->limits;
    const struct lcm_limit *const values[] = {&limits->p2m_mem_mib, &limits->grant_version,
                                              &limits->grant_frames, &limits->maptrack_frames};

    snprintf(trait->name, sizeof(trait->name), "%s", names[i]);
    snprintf(trait->text, sizeof(trait->text), "%u", values[i]->value);
    trait->has_number = true;
    trait->number = values[i]->value;
    return values[i]->given;
}

void cpupool_text(const struct lcm_cpupool *pool, char *buffer, size_t size)
{
    struct text text;

    text_init(&text, buffer, size);
    text_append(&text, "CPUs ");
    bits_append(&text, &pool->cpus);
    text_append(&text, ", scheduler %s", pool->scheduler ? pool->scheduler : "as Xen booted with");
}

unsigned int plan_cpus_named(const struct lcm_plan *plan)
{
    unsigned int named = 0;

    for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++) {
        for (uint32_t i = 0; i < plan->affinity_count; i++)
            named = bits_has(&plan->affinities[i].hard, cpu) ? cpu + 1 : named;
        for (uint32_t i = 0; i < plan->cpupool_count; i++)
            named = bits_has(&plan->cpupools[i].cpus, cpu) ? cpu + 1 : named;
    }
    return named;
}

static void after_write(const struct lcm_plan *plan, const struct bits *domains,
                        struct trait *trait)
{
    struct text text;

    text_init(&text, trait->text, sizeof(trait->text));
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(domains, i))
            text_append(&text, "%s%s", text.used ? ", " : "", plan->domains[i].name);
}

static void pool_write(const struct lcm_cpupool *pool, struct trait *trait)
{
    int length = snprintf(trait->text, sizeof(trait->text), "%s: ", pool->name);

    cpupool_text(pool, trait->text + length, sizeof(trait->text) - (size_t)length);
}

/* One that is no affinity; false where the domain does not have it. */
static bool trait_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        unsigned int i, struct trait *trait)
{
    if (i >= TRAIT_LIMITS && i < TRAIT_POOL)
        return limit_write(domain, i - TRAIT_LIMITS, trait);
    switch (i) {
    case TRAIT_LABEL:
        snprintf(trait->name, sizeof(trait->name), "security-id");
        if (domain->security_id)
            snprintf(trait->text, sizeof(trait->text), "%s", domain->security_id);
        return domain->security_id;
    case TRAIT_LABEL_POLICY:
        snprintf(trait->name, sizeof(trait->name), "hyperlaunch,label-policy");
        snprintf(trait->text, sizeof(trait->text), "ignore");
        return domain->label_optional;
    case TRAIT_POOL:
        snprintf(trait->name, sizeof(trait->name), "domain-cpupool");
        if (domain->cpupool)
            pool_write(&plan->cpupools[domain->cpupool - 1], trait);
        return domain->cpupool != 0;
    case TRAIT_AFTER:
        snprintf(trait->name, sizeof(trait->name), "hyperlaunch,start-after");
        after_write(plan, &domain->start_after, trait);
        return !bits_empty(&domain->start_after);
    default:
        snprintf(trait->name, sizeof(trait->name), "hyperlaunch,on-reboot");
        snprintf(trait->text, sizeof(trait->text), "destroy");
        return domain->reboot_destroys;
    }
}

static bool affinity_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                           const struct lcm_affinity *affinity, struct trait *trait)
{
    struct text text;

    if (&plan->domains[affinity->domain] != domain)
        return false;
    snprintf(trait->name, sizeof(trait->name), "vCPU %u", affinity->vcpu);
    text_init(&text, trait->text, sizeof(trait->text));
    text_append(&text, "CPUs ");
    bits_append(&text, &affinity->hard);
    trait->node = affinity->node;
    return true;
}

bool trait_next(const struct lcm_plan *plan, const struct lcm_domain *domain, struct trait *trait)
{
    for (;;) {
        unsigned int i = trait->next++;

        trait->has_number = false;
        trait->node = 0;
        if (i < TRAIT_VCPUS) {
            if (trait_write(plan, domain, i, trait))
                return true;
        } else if (i - TRAIT_VCPUS >= plan->affinity_count) {
            return false;
        } else if (affinity_write(plan, domain, &plan->affinities[i - TRAIT_VCPUS], trait)) {
            return true;
        }
    }
}

bool trait_find(const struct lcm_plan *plan, const struct lcm_domain *domain, const char *name,
                struct trait *trait)
{
    memset(trait, 0, sizeof(*trait));
    while (trait_next(plan, domain, trait))
        if (strcmp(trait->name, name) == 0)
            return true;
    return false;
}
