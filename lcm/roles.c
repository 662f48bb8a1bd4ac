/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells what a node is: by its "compatible" and the role of its parent, never by its own name (the
 * two names that the device tree specification reserves below the root aside).
 */
#include <libfdt.h>
#include <string.h>

#include "lcm/values.h"

struct known_compatible {
    const char *name;
    enum role parents;
    enum role role;
};

static const struct known_compatible known[] = {
    {"hypervisor,xen", ROLE_CHOSEN, ROLE_HYPERVISOR},
    {"xen,domain", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_DOMAIN},
    {"multiboot,kernel", ROLE_DOMAIN, ROLE_KERNEL},
    {"multiboot,ramdisk", ROLE_DOMAIN, ROLE_RAMDISK},
    {"hyperlaunch,module-table", ROLE_HYPERVISOR, ROLE_TABLE},

    {"xen,config", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_NOT_SERVED},
    {"multiboot,microcode", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_NOT_SERVED},
    {"xen,xsm-policy", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_NOT_SERVED},
    {"multiboot,device-tree", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"xen,vcpu", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,kernel", ROLE_DOMAIN, ROLE_NOT_SERVED}, /* the dialect of 2021, from here on */
    {"module,ramdisk", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,config", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,device-tree", ROLE_DOMAIN, ROLE_NOT_SERVED},
    {"module,microcode", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_NOT_SERVED},
    {"module,xsm-policy", ROLE_CHOSEN | ROLE_HYPERVISOR, ROLE_NOT_SERVED},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

static const struct known_compatible *find(const char *name)
{
    for (unsigned int i = 0; i < KNOWN_COUNT; i++) {
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    }
    return NULL;
}

/* Fills `compatible` with the current node's list of strings, empty when it has none. */
static bool read_compatible(const struct reader *r, struct property *compatible)
{
    int length;

    compatible->name = "compatible";
    compatible->data = fdt_getprop(r->blob, reader_node(r), "compatible", &length);
    compatible->length = compatible->data == NULL ? 0 : (size_t)length;
    return value_is_text(compatible);
}

const char *role_compatible(const struct reader *r)
{
    struct property list;

    if (!read_compatible(r, &list))
        return NULL;
    for (const char *s = value_next_string(&list, NULL); s != NULL;
         s = value_next_string(&list, s)) {
        if (find(s) != NULL)
            return s;
    }
    return list.data;
}

bool role_has_compatible(const struct reader *r, const char *compatible)
{
    struct property list;

    return read_compatible(r, &list) &&
           fdt_stringlist_contains(list.data, (int)list.length, compatible);
}

const char *role_nearest(const struct reader *r)
{
    enum role parent = r->roles[r->depth - 1];
    const char *compatible = role_compatible(r);

    for (unsigned int i = 0; i < KNOWN_COUNT; i++) {
        if ((known[i].parents & parent) != 0 && name_is_close(compatible, known[i].name))
            return known[i].name;
    }
    return NULL;
}

static enum role role_by_compatible(const struct reader *r, enum role parent)
{
    const struct known_compatible *match = NULL;
    struct property list;

    if (!read_compatible(r, &list))
        return ROLE_UNTYPED;
    for (const char *s = value_next_string(&list, NULL); s != NULL;
         s = value_next_string(&list, s)) {
        const struct known_compatible *candidate = find(s);

        if (candidate == NULL)
            continue;
        if (match != NULL && match != candidate)
            return ROLE_AMBIGUOUS;
        match = candidate;
    }
    if (match == NULL)
        return ROLE_UNKNOWN;
    return (match->parents & parent) != 0 ? match->role : ROLE_MISPLACED;
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
    if (role == ROLE_DOMAIN && r->domain_next == LCM_DOMAINS_MAX)
        return ROLE_EXCESS;
    if ((role & ROLE_MODULE) != 0) {
        const struct lcm_domain *domain = reader_domain(r);
        const struct lcm_module *first = role == ROLE_KERNEL ? &domain->kernel : &domain->ramdisk;

        if (first->present && first->node != reader_node(r))
            return ROLE_SECOND;
    }
    return role;
}
