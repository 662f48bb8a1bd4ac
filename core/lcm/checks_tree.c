/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks that any node or property of the tree meets, whatever it describes.
 */
#include <libfdt.h>
#include <string.h>

#include "core/lcm/check.h"

void check_property_duplicate(struct reader *r)
{
    if (!r->surveying && fdt_getprop(r->blob, reader_node(r), r->written, NULL) != r->property.data)
        reader_fault(r, r->written, "is given twice; keep one");
}

static bool property_is_of_2021(const struct reader *r)
{
    return strcmp(r->written, r->property.name) != 0;
}

void check_property_spellings(struct reader *r)
{
    if (property_is_of_2021(r) && fdt_getprop(r->blob, reader_node(r), r->property.name, NULL))
        reader_fault(r, r->written, "means the same as \"%s\"; keep only that", r->property.name);
}

void check_property_2021(struct reader *r)
{
    if (property_is_of_2021(r))
        reader_fault(r, r->written, "is the name of 2021; write \"%s\"", r->property.name);
}

void check_compatible_2021(struct reader *r)
{
    if (role_is_of_2021(r))
        reader_fault(r, "compatible",
                     "\"%.64s\" is the name of 2021; write \"%s\", \"multiboot,module\"",
                     role_compatible(r), role_module(reader_role(r))->compatible);
}

void check_property_ignored(struct reader *r)
{
    if (reader_role(r) == ROLE_ROOT && strcmp(r->property.name, "model") == 0)
        return;
    if (!property_belongs(r->row, ROLE_HYPERVISOR))
        reader_fault(r, r->property.name,
                     "has no meaning here and is ignored; move it to the node it is meant for");
}

/* What a property of another tool, at a node of this role, is here. */
static const struct lcm_word *property_word(struct reader *r)
{
    enum role role = reader_role(r);

    return reader_word(r,
                       role == ROLE_DOMAIN         ? "domain"
                       : role == ROLE_VCPU         ? "vcpu"
                       : role == ROLE_CPUPOOL      ? "cpupool"
                       : role == ROLE_NIC          ? "nic"
                       : role == ROLE_DISK         ? "disk"
                       : (role & ROLE_MODULE) != 0 ? "module"
                                                   : "",
                       r->property.name);
}

void check_property_unknown(struct reader *r)
{
    enum role role = reader_role(r);
    const char *what = r->row ? "does not belong in this node" : "is not known";
    const struct property_row *nearest;
    const struct lcm_word *word;

    if (property_belongs(r->row, role))
        return;
    word = property_word(r);
    nearest = !word        ? property_nearest(r->property.name, role, r->sink->is_close)
              : word->name ? property_find(word->name, role)
                           : NULL;
    if (property_belongs(nearest, role)) {
        bits_add(&r->suggested, property_id(nearest));
        reader_fault(r, r->property.name, "is not known; did you mean \"%s\"?", nearest->name);
    } else if (word && word->advice) {
        /* It may be meant as the kernel. */
        if (role == ROLE_DOMAIN)
            reader_facts(r)->child_refused = true;
        reader_fault(r, r->property.name, "%s; %s", what, word->advice);
    } else {
        reader_fault(r, r->property.name, "%s; %s", what,
                     r->row ? "move it where the binding has it" : "remove it");
    }
}

/* Whether a sibling before may have the same name: mostly none can, which spares a look at all. */
static bool name_is_met(struct reader *r, const char *name)
{
    uint32_t hash = (uint32_t)r->nodes[r->depth - 1];
    struct bits *some;
    bool met;

    for (; *name != '\0'; name++)
        hash = (hash ^ (uint8_t)*name) * 16777619u; /* FNV-1a */
    some = &r->names_met[hash / BITS_MAX % READER_NAME_SETS];
    met = bits_has(some, hash % BITS_MAX);
    bits_add(some, hash % BITS_MAX);
    return met;
}

void check_node_duplicate(struct reader *r)
{
    const char *name = fdt_get_name(r->blob, reader_node(r), NULL);
    int sibling;

    if (r->depth == 0 || r->surveying || !name_is_met(r, name))
        return;
    fdt_for_each_subnode(sibling, r->blob, r->nodes[r->depth - 1])
    {
        if (sibling == reader_node(r))
            return;
        if (strcmp(fdt_get_name(r->blob, sibling, NULL), name) == 0) {
            (void)reader_other(r, sibling);
            reader_fault(r, NULL, "a sibling before it has the same name; rename one");
            return;
        }
    }
}

void check_node_ignored(struct reader *r)
{
    reader_fault(r, NULL,
                 "has no meaning beside /chosen and is ignored; describe domains below /chosen");
}

void check_compatible_missing(struct reader *r)
{
    int length;
    const char *name = fdt_get_name(r->blob, reader_node(r), &length);
    const char *unit = memchr(name, '@', (size_t)length);
    const struct lcm_word *word = NULL;
    char bare[32];

    length = unit ? (int)(unit - name) : length;
    if ((size_t)length < sizeof(bare)) {
        memcpy(bare, name, (size_t)length);
        bare[length] = '\0';
        word = reader_word(r, "node", bare);
    }
    reader_fault(r, "compatible", "is missing or not a list of strings; %s",
                 word ? word->advice : "give the node's kind, as \"xen,domain\"");
}

void check_node_unknown(struct reader *r)
{
    reader_unknown(r, "compatible", role_compatible(r), role_nearest(r), "remove the node");
}

void check_node_ambiguous(struct reader *r)
{
    reader_fault(r, "compatible", "gives the node two kinds; keep one");
}

void check_node_misplaced(struct reader *r)
{
    reader_fault(r, "compatible",
                 "\"%.64s\" cannot stand here; domains and pools belong below the hypervisor node, "
                 "modules and devices below a domain, Xen's own below a node xen,config",
                 role_compatible(r));
}

void check_node_not_served(struct reader *r)
{
    reader_fault(r, "compatible", "\"%.64s\" " TEXT_NOT_SERVED, role_compatible(r));
}

void check_set_limit(struct reader *r)
{
    enum role role = role_named(r);
    bool is_module = r->roles[r->depth - 1] == ROLE_TABLE;
    const struct {
        bool is_met;
        int most;
        const char *what;
    } limits[] =
        {
            {is_module, LCM_MODULES_MAX, "modules of one set; use fewer files"},
            {role == ROLE_DOMAIN, LCM_DOMAINS_MAX, "domains of one set; remove domains"},
            {role == ROLE_VCPU, LCM_AFFINITIES_MAX, "nodes xen,vcpu of one set; remove some"},
            {role == ROLE_PCI && r->pci_next == LCM_PCI_MAX, LCM_PCI_MAX,
             "PCI devices of one set; remove some"},
            {role & ROLE_DEVICE, LCM_DEVICES_MAX, "devices of one set; remove some"},
            {role & ROLE_SHARE, LCM_SHARES_MAX,
             "channels and shared memories of one set; remove some"},
            {true, LCM_CPUPOOLS_MAX, "cpupools of one set; remove some"},
        },
      *limit = limits;

    while (!limit->is_met)
        limit++;
    reader_fault(r, NULL, "is beyond the %d %s", limit->most, limit->what);
}

void check_hypervisor_duplicate(struct reader *r)
{
    if (r->hypervisor == reader_node(r))
        return;
    reader_fault(r, NULL, "%s is the hypervisor node already; merge the two",
                 reader_other(r, r->hypervisor));
}

void check_domain_missing(struct reader *r)
{
    /* A node that was not understood may have been meant as a domain: one fault is enough. */
    if (r->plan->domain_count == 0 && !r->node_refused)
        reader_fault(r, NULL,
                     "no domain is described; add a node with compatible \"xen,domain\" below "
                     "/chosen/hypervisor");
}
