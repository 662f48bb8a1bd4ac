/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keys of xl whose values are numbers: memory, vCPUs and limits.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/xl.h"

enum { KIB_PER_MIB = 1024, MEMORY_MIN_MIB = 2, MEMORY_MAX_MIB = 16 << 20, CPU_PERCENT = 100 };

/* Takes a size in MiB; the nearest that the binding has where it has no such. */
static void memory_set(struct xl *xl, const char *key, long mib)
{
    long nearest = mib < MEMORY_MIN_MIB   ? MEMORY_MIN_MIB
                   : mib > MEMORY_MAX_MIB ? MEMORY_MAX_MIB
                                          : mib;

    xl->domain->memory_kib = (uint64_t)nearest * KIB_PER_MIB;
    if (mib < 0)
        xl_note(xl, key, "is negative; a domain has from 2 MiB to 16 TiB, and %ld MiB are used",
                nearest);
    else if (nearest != mib)
        xl_note(xl, key, "a domain has from 2 MiB to 16 TiB, in MiB; %ld MiB are used", nearest);
}

bool xl_take_memory(struct xl *xl, const struct xl_known *known)
{
    long mib;

    if (!xl_number(xl, known->key, &mib))
        return false;
    memory_set(xl, known->key, mib);
    return true;
}

bool xl_take_maxmem(struct xl *xl, const struct xl_known *known)
{
    long most, memory;

    if (!xl_number(xl, known->key, &most))
        return false;
    if (!xl_number(xl, "memory", &memory)) {
        /* As libxl has it where memory is not given. */
        memory_set(xl, known->key, most);
        return true;
    }
    if (most > memory)
        xl_note(
            xl, known->key,
            "a domain cannot grow beyond the memory that it starts with, %ld MiB; give memory = "
            "\"%ldM\" if it is to have all",
            memory, most);
    else if (most < memory)
        xl_note(xl, known->key,
                "is less than memory, which xl.cfg(5) forbids; the domain has memory, %ld MiB",
                memory);
    return most == memory;
}

/* What one entry of a node of vnuma adds to the domain's memory: "size=512"; 0 for another. */
static long node_size(const char *entry)
{
    char *end;
    long mib;

    while (isspace((unsigned char)*entry))
        entry++;
    if (strncmp(entry, "size", 4) != 0)
        return 0;
    entry += 4 + strspn(entry + 4, " \t=");
    mib = strtol(entry, &end, 10);
    return end == entry || mib < 0 || mib > MEMORY_MAX_MIB ? 0 : mib;
}

/* The memory of all nodes, which a domain has where neither memory nor maxmem is given. */
bool xl_take_vnuma(struct xl *xl, const struct xl_known *known)
{
    XLU_ConfigList *nodes, *node;
    XLU_ConfigValue *item;
    const char *entry;
    long mib = 0, given;

    if (xl_number(xl, "memory", &given) || xl_number(xl, "maxmem", &given) ||
        xlu_cfg_get_list(xl->config, known->key, &nodes, NULL, 1) != 0)
        return false;
    for (int i = 0; (item = xlu_cfg_get_listitem2(nodes, i)); i++) {
        if (xlu_cfg_value_get_list(xl->config, item, &node, 1) != 0)
            continue;
        for (int j = 0; (entry = xlu_cfg_get_listitem(node, j)); j++)
            mib = mib > MEMORY_MAX_MIB ? mib : mib + node_size(entry);
    }
    if (mib == 0)
        return false;
    xl_note(xl, known->key, "%s, with the memory of all, %ld MiB", known->why, mib);
    memory_set(xl, known->key, mib);
    return false;
}

/* The vCPUs that xl starts a domain with. */
static long vcpus_given(const struct xl *xl)
{
    long vcpus;

    return xl_number(xl, "vcpus", &vcpus) ? vcpus : 1;
}

bool xl_take_vcpus(struct xl *xl, const struct xl_known *known)
{
    long vcpus = vcpus_given(xl);

    xl->domain->vcpus = vcpus < 1 ? 1 : vcpus > LCM_CPUS_MAX ? LCM_CPUS_MAX : (unsigned long)vcpus;
    if ((long)xl->domain->vcpus == vcpus)
        return true;
    xl_note(xl, known->key, "is not between 1 and %d; the domain has %lu here", LCM_CPUS_MAX,
            xl->domain->vcpus);
    return false;
}

bool xl_take_maxvcpus(struct xl *xl, const struct xl_known *known)
{
    long most, vcpus = vcpus_given(xl);

    if (!xl_number(xl, known->key, &most))
        return false;
    if (most > vcpus)
        xl_note(
            xl, known->key,
            "a domain has the vCPUs that it starts with, %ld; give cpus = <%ld> if it is to have "
            "all",
            vcpus, most);
    else if (most < vcpus)
        xl_note(xl, known->key, "is less than vcpus, %ld, which xl refuses; the domain has vcpus",
                vcpus);
    return most == vcpus;
}

bool xl_take_limit(struct xl *xl, const struct xl_known *known)
{
    const struct property_row *row = property_find(known->property, ROLE_DOMAIN);
    long value;

    if (!xl_number(xl, known->key, &value))
        return false;
    if (property_id(row) == PROPERTY_P2M_MEM && xl->domain->pv) {
        xl_note(xl, known->key, "a PV domain has no nested page tables, which need this memory");
        return false;
    }
    if (value < row->low || value > row->high) {
        xl_note(xl, known->key, "is not between %u and %u, and is left out", row->low, row->high);
        return false;
    }
    property_limit_set(row, &xl->domain->limits, (uint32_t)value);
    return true;
}

bool xl_take_scheduling(struct xl *xl, const struct xl_known *known)
{
    long value;

    if (xl_number(xl, known->key, &value))
        xl_note(xl, known->key,
                "the scheduler's default is used; in dom0: xl sched-credit2 -d %s -%c %ld, or xl "
                "sched-credit with the same options, as Xen's scheduler is",
                xl->domain->name ? xl->domain->name : "NAME",
                known->key[0] == 'c' && known->key[1] == 'a' ? 'c' : 'w', value);
    return false;
}
