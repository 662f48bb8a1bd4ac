/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells what a node is: by its "compatible" and the role of its parent, never by its own name (the
 * two names that the device tree specification reserves below the root aside).
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/reader.h"

struct known_compatible {
    const char *name;
    enum role parents;
    enum role role;
};

/* As on Arm, such a module need not stand in a node of its own. */
#define ABOVE_CONFIG (ROLE_CHOSEN | ROLE_HYPERVISOR | ROLE_CONFIG)

static const struct known_compatible known[] = {
    {"hypervisor,xen", ROLE_CHOSEN, ROLE_HYPERVISOR},
    {"xen,domain", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_DOMAIN},
    {"multiboot,kernel", ROLE_DOMAIN, ROLE_KERNEL},
    {"multiboot,ramdisk", ROLE_DOMAIN, ROLE_RAMDISK},
    {"hyperlaunch,module-table", ROLE_HYPERVISOR, ROLE_TABLE},

    {"xen,config", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_CONFIG},
    {"multiboot,microcode", ABOVE_CONFIG, ROLE_MICROCODE},
    {"xen,xsm-policy", ABOVE_CONFIG, ROLE_XSM_POLICY},
    {"xen,vcpu", ROLE_DOMAIN, ROLE_VCPU},
    {"xen,cpupool", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_CPUPOOL},
    {"hyperlaunch,nic", ROLE_DOMAIN, ROLE_NIC},
    {"hyperlaunch,disk", ROLE_DOMAIN, ROLE_DISK},
    {"hyperlaunch,pci", ROLE_DOMAIN, ROLE_PCI},
    {"hyperlaunch,channel", ROLE_DOMAIN, ROLE_CHANNEL},
    {"hyperlaunch,shared-memory", ROLE_DOMAIN, ROLE_MEMORY},
    {"multiboot,device-tree", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,kernel", ROLE_DOMAIN, ROLE_KERNEL}, /* the dialect of 2021, from here on */
    {"module,ramdisk", ROLE_DOMAIN, ROLE_RAMDISK},
    {"module,microcode", ABOVE_CONFIG, ROLE_MICROCODE},
    {"module,xsm-policy", ABOVE_CONFIG, ROLE_XSM_POLICY},
    {"module,config", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,device-tree", ROLE_DOMAIN, ROLE_NOT_SERVED},
};

static const struct module_words modules[] = {
    {ROLE_KERNEL, "kernel", "multiboot,kernel"},
    {ROLE_RAMDISK, "ramdisk", "multiboot,ramdisk"},
    {ROLE_MICROCODE, "microcode", "multiboot,microcode"},
    {ROLE_XSM_POLICY, "XSM policy", "xen,xsm-policy"},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

static const struct known_compatible *find(const char *name)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

/* Fills `compatible` with the current node's list of strings, empty when it has none. */
static bool read_compatible(const struct reader *r, struct property *compatible)
{
    *compatible = value_find(r->blob, reader_node(r), "compatible");
    return value_is_text(compatible);
}

const char *role_compatible(const struct reader *r)
{
    struct property list;

    if (!read_compatible(r, &list))
        return NULL;
    for (const char *s = value_next_string(&list, NULL); s; s = value_next_string(&list, s))
        if (find(s))
            return s;
    return list.data;
}

bool role_has_compatible(const struct reader *r, const char *compatible)
{
    struct property list;

    return read_compatible(r, &list) && value_has(&list, compatible);
}

const char *role_nearest(const struct reader *r)
{
    enum role parent = r->roles[r->depth - 1];
    const char *compatible = role_compatible(r);

    for (unsigned int i = 0; i < KNOWN_COUNT; i++)
        if ((known[i].parents & parent) != 0 && reader_is_close(r, compatible, known[i].name))
            return known[i].name;
    return NULL;
}

static enum role role_by_compatible(const struct reader *r, enum role parent)
{
    const struct known_compatible *match = NULL;
    struct property list;

    if (!read_compatible(r, &list))
        return ROLE_UNTYPED;
    for (const char *s = value_next_string(&list, NULL); s; s = value_next_string(&list, s)) {
        const struct known_compatible *candidate = find(s);

        if (candidate && match && match != candidate)
            return ROLE_AMBIGUOUS;
        match = candidate ? candidate : match;
    }
    if (!match)
        return ROLE_UNKNOWN;
    return (match->parents & parent) != 0 ? match->role : ROLE_MISPLACED;
}

enum role role_named(const struct reader *r)
{
    const char *compatible = role_compatible(r);
    const struct known_compatible *match = compatible ? find(compatible) : NULL;

    return match ? match->role : ROLE_UNKNOWN;
}

const struct module_words *role_module(enum role role)
{
    const struct module_words *words = modules;

    while (words->role != role)
        words++;
    return words;
}

bool role_is_of_2021(const struct reader *r)
{
    return strcmp(role_compatible(r), role_module(reader_role(r))->compatible) != 0;
}

/* Whether the set has all that it can have of a role. */
static bool role_is_full(const struct reader *r, enum role role)
{
    return (role == ROLE_DOMAIN && r->domain_next == LCM_DOMAINS_MAX) ||
           (role == ROLE_VCPU && r->affinity_next == LCM_AFFINITIES_MAX) ||
           (role == ROLE_CPUPOOL && r->cpupool_next == LCM_CPUPOOLS_MAX) ||
           (role == ROLE_PCI && r->pci_next == LCM_PCI_MAX) ||
           ((role & ROLE_DEVICE) != 0 && r->device_next == LCM_DEVICES_MAX) ||
           ((role & ROLE_SHARE) != 0 && r->share_next == LCM_SHARES_MAX);
}

static enum role role_below_root(const struct reader *r)
{
    const char *name = fdt_get_name(r->blob, reader_node(r), NULL);

    if (strcmp(name, "chosen") == 0)
        return ROLE_CHOSEN;
    /* Labels and aliases of the source, which dtc writes. */
    if (strcmp(name, "__symbols__") == 0 || strcmp(name, "aliases") == 0)
        return ROLE_SKIPPED;
    return ROLE_OUTSIDE;
}

enum role role_of(const struct reader *r)
{
    enum role parent = r->depth == 0 ? 0 : r->roles[r->depth - 1];
    enum role role;

    if (r->depth == 0)
        return ROLE_ROOT;
    if (parent == ROLE_ROOT)
        return role_below_root(r);
    if (parent == ROLE_TABLE)
        return r->payload_next < LCM_MODULES_MAX ? ROLE_PAYLOAD : ROLE_EXCESS;
    if ((parent & (ROLE_CHOSEN | ROLE_TYPED)) == 0)
        return ROLE_SKIPPED;

    role = role_by_compatible(r, parent);
    if (role_is_full(r, role))
        return ROLE_EXCESS;
    if ((role & ROLE_MODULE) != 0) {
        const struct lcm_module *first = reader_module_of(r, role);

        if (first->present && first->node != reader_node(r))
            return ROLE_SECOND;
    }
    return role;
}
