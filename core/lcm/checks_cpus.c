/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of where vCPUs run: cpupools, and the affinity of single vCPUs.
 */
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/values.h"

#define TEXT_CPUS "write CPUs below %d as \"0,2-3\""

void check_pool_name(struct reader *r)
{
    const char *name = value_string(&r->property);

    if (name && r->property.length <= LCM_NAME_SIZE && value_is_name(name))
        memcpy(reader_cpupool(r)->name, name, r->property.length);
    else
        reader_fault(
            r, "hyperlaunch,name",
            "must be 1 to %d characters of A-Z, a-z, 0-9, '_', '.' and '-'; write it as \"fast\"",
            LCM_NAME_SIZE - 1);
}

void check_cpus_text(struct reader *r)
{
    struct bits *cpus = (void *)((char *)reader_described(r) + r->row->offset);
    const char *text = value_string(&r->property);

    if (!text || !bits_read(cpus, text))
        reader_fault(r, r->property.name, "is not a list of CPUs; " TEXT_CPUS, BITS_MAX);
}

void check_pool_cpu_0(struct reader *r)
{
    if (bits_has(&reader_cpupool(r)->cpus, 0))
        reader_fault(
            r, r->property.name,
            "has CPU 0, which cannot leave the pool that Xen starts with; choose other CPUs");
}

void check_pool_scheduler(struct reader *r)
{
    static const char names[] = "credit\0credit2\0rtds\0null\0arinc653";
    const struct property known = {.data = names, .length = sizeof(names)};
    const char *given = value_string(&r->property);

    if (given && value_has(&known, given))
        reader_cpupool(r)->scheduler = given;
    else
        reader_fault(r, r->property.name,
                     "is not one of Xen's schedulers; write \"credit\", \"credit2\", \"rtds\", "
                     "\"null\" or \"arinc653\"");
}

void check_pool_incomplete(struct reader *r)
{
    if (!reader_has(r, PROPERTY_POOL_CPUS))
        reader_fault(r, "cpupool-cpus", "is missing; " TEXT_CPUS, BITS_MAX);
}

void check_pool_overlap(struct reader *r)
{
    const struct lcm_cpupool *pool = reader_cpupool(r);

    for (uint32_t i = 0; i + 1 < r->cpupool_next; i++) {
        const struct lcm_cpupool *other = &r->plan->cpupools[i];
        unsigned int cpu = bits_shared(&pool->cpus, &other->cpus);

        if (cpu == BITS_MAX)
            continue;
        reader_fault(r, "cpupool-cpus", "CPU %u is also in %s; leave it out of one", cpu,
                     reader_other(r, other->node));
        return;
    }
}

void check_vcpu_id_range(struct reader *r)
{
    if (reader_affinity(r)->vcpu >= reader_domain(r)->cpus)
        reader_fault(r, "id", "%u is beyond the %u vCPUs of the domain; take one from 0 to %u",
                     reader_affinity(r)->vcpu, reader_domain(r)->cpus, reader_domain(r)->cpus - 1);
}

void check_vcpu_incomplete(struct reader *r)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (reader_lacks(r, i))
            reader_fault(r, property_rows[i].name,
                         "is missing; give both, as id = <0>; hard-affinity = \"2-3\"");
}

void check_vcpu_duplicate(struct reader *r)
{
    const struct lcm_affinity *affinity = reader_affinity(r);

    for (uint32_t i = 0; i + 1 < r->affinity_next; i++) {
        const struct lcm_affinity *other = &r->plan->affinities[i];

        if (other->domain != affinity->domain || other->vcpu != affinity->vcpu)
            continue;
        reader_fault(r, "id", "vCPU %u already has an affinity in %s; keep one", affinity->vcpu,
                     reader_other(r, other->node));
        return;
    }
}

/* Xen runs a vCPU only on CPUs of its domain's pool, and refuses an affinity to none of them. */
void check_affinity_pool(struct reader *r)
{
    struct bits left = reader_affinity(r)->hard;
    uint32_t pool = reader_domain(r)->cpupool;

    if (bits_empty(&left)) /* it is written under another name, and that was said */
        return;
    for (uint32_t i = 0; i < r->plan->cpupool_count; i++)
        if (i + 1 != pool)
            bits_remove(&left, &r->plan->cpupools[i].cpus);
    if (pool != 0 && bits_shared(&left, &r->plan->cpupools[pool - 1].cpus) != BITS_MAX)
        return;
    if (pool != 0 || bits_empty(&left))
        reader_fault(
            r, "hard-affinity", "has no CPU of the pool that the domain runs in; name one of %s",
            pool == 0 ? "those in no pool" : reader_other(r, r->plan->cpupools[pool - 1].node));
}
