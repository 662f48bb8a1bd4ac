/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The cpupools of a dom0less tree, whose CPUs are nodes of the board's /cpus.
 */
#include <libfdt.h>
#include <string.h>

#include "tool/import/dom0less.h"

static bool node_is_cpu(const struct board *b, int node)
{
    struct property type = value_find(b->blob, node, "device_type");
    const char *text = type.data ? value_string(&type) : NULL;

    return text && strcmp(text, "cpu") == 0;
}

/* Every node "cpu" below /cpus, in its order, is one of Xen's CPUs; the first is taken for the one
 * that the board boots on. */
static bool cpu_find(const struct board *b, uint32_t phandle, unsigned int *cpu)
{
    int cpus = fdt_path_offset(b->blob, "/cpus"), node;

    *cpu = 0;
    if (cpus < 0)
        return false;
    fdt_for_each_subnode(node, b->blob, cpus)
    {
        if (!node_is_cpu(b, node))
            continue;
        if (fdt_get_phandle(b->blob, node) == phandle)
            return *cpu < BITS_MAX;
        (*cpu)++;
    }
    return false;
}

static unsigned int cpu_count(const struct board *b)
{
    int cpus = fdt_path_offset(b->blob, "/cpus"), node;
    unsigned int count = 0;

    if (cpus < 0)
        return 0;
    fdt_for_each_subnode(node, b->blob, cpus)
    {
        count += node_is_cpu(b, node);
    }
    return count;
}

/* The CPUs of a pool; false where one of them is none of the board's. */
static bool pool_cpus(const struct board *b, int node, struct bits *cpus)
{
    struct property list = value_find(b->blob, node, "cpupool-cpus");
    unsigned int cpu;
    uint32_t phandle;

    *cpus = (struct bits){{0}};
    if (list.length == 0 || list.length % sizeof(phandle) != 0)
        return false;
    for (size_t at = 0; at < list.length; at += sizeof(phandle)) {
        struct property cell = {.data = list.data + at, .length = sizeof(phandle)};

        if (!value_u32(&cell, &phandle) || phandle == 0 || !cpu_find(b, phandle, &cpu))
            return false;
        bits_add(cpus, cpu);
    }
    return true;
}

static const char *scheduler_take(struct board *b, int node, const char *name)
{
    static const char *const known[] = {"credit", "credit2", "rtds", "null", "arinc653"};
    struct property property = value_find(b->blob, node, "cpupool-sched");
    const char *text = property.data ? value_string(&property) : NULL;

    for (size_t i = 0; text && i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i], text) == 0)
            return known[i];
    if (text)
        import_note(b->set, NULL,
                    "the cpupool %s: cpupool-sched = \"%s\" is not a scheduler of Xen", name, text);
    return NULL;
}

/* A pool that the set has not, and what it said. */
static void pool_note(struct board *b, int node, const char *why)
{
    struct property cpus = value_find(b->blob, node, "cpupool-cpus");
    struct property scheduler = value_find(b->blob, node, "cpupool-sched");
    const char *name = fdt_get_name(b->blob, node, NULL);

    import_note(b->set, NULL, "the cpupool %s: cpupool-cpus = %s: %s", name,
                cpus.data ? property_text(b, &cpus) : "nothing", why);
    if (scheduler.data)
        import_note(b->set, NULL, "the cpupool %s: cpupool-sched = %s: %s", name,
                    property_text(b, &scheduler),
                    node == b->pool_0 ? "write sched= on Xen's command line" : "left out with it");
}

/* A node's name as the pool's, NULL where it cannot be one. */
static const char *pool_name(struct board *b, const char *name)
{
    if (value_is_name(name))
        return import_text(b->set, "%s", name);
    import_note(b->set, NULL,
                "the cpupool %s: its name is not valid here; give it a hyperlaunch,name", name);
    return NULL;
}

void board_pool_take(struct board *b, int node)
{
    const char *name = fdt_get_name(b->blob, node, NULL);
    struct import_set *set = b->set;
    struct bits cpus;

    if (!pool_cpus(b, node, &cpus)) {
        pool_note(b, node, "its CPUs are not in /cpus, which stops Xen; left out");
    } else if (bits_has(&cpus, 0)) {
        b->pool_0 = node;
        pool_note(b, node,
                  "it has CPU 0, which stays in the pool that Xen starts with, as do all CPUs that "
                  "no other pool takes");
    } else if (set->pool_count == IMPORT_POOLS_MAX) {
        pool_note(b, node, "beyond the 16 of one set; left out");
    } else {
        set->pools[set->pool_count] = cpus;
        set->pool_names[set->pool_count] = pool_name(b, name);
        set->schedulers[set->pool_count] = scheduler_take(b, node, name);
        b->pools[set->pool_count++] = node;
    }
}

void pool_use(struct board *b, struct import_domain *domain, const struct property *property)
{
    uint32_t phandle;

    if (!value_u32(property, &phandle))
        return;
    for (unsigned int i = 0; i < b->set->pool_count; i++)
        if (phandle != 0 && fdt_get_phandle(b->blob, b->pools[i]) == phandle)
            domain->pool = i + 1;
    if (domain->pool && domain->dom0) {
        import_note(b->set, domain,
                    "domain-cpupool: left out, domain 0 runs in the pool that Xen starts with");
        domain->pool = 0;
    } else if (!domain->pool && b->pool_0 >= 0 && fdt_get_phandle(b->blob, b->pool_0) == phandle) {
        import_note(b->set, domain,
                    "domain-cpupool: that is the pool with CPU 0, where a domain without one runs");
    } else if (!domain->pool) {
        import_note(b->set, domain,
                    "domain-cpupool = %s: that pool was not carried over; the domain runs in the "
                    "pool that Xen starts with",
                    property_text(b, property));
    }
}

unsigned long pool_0_cpus(const struct board *b)
{
    unsigned int count = cpu_count(b), own = 0;
    struct bits cpus, others = {{0}};
    int node;

    if (b->pool_0 >= 0 && pool_cpus(b, b->pool_0, &cpus)) {
        for (unsigned int i = 0; i < BITS_MAX; i++)
            own += bits_has(&cpus, i);
        return own;
    }
    fdt_for_each_subnode(node, b->blob, b->chosen)
    {
        if (node_kind_of(b, node, NODE_CHOSEN) == NODE_POOL && pool_cpus(b, node, &cpus))
            bits_merge(&others, &cpus);
    }
    for (unsigned int i = 0; i < count; i++)
        own += !bits_has(&others, i);
    return own < LCM_CPUS_MAX ? own : LCM_CPUS_MAX;
}
