/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The walk over a dom0less tree: each node and property below /chosen is met here once, and goes to
 * its reader, or into a comment.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/nearest.h"
#include "tool/import/dom0less.h"

/* What stands in "compatible" and is not of this binding. */
static void compatible_note(struct board *b, const struct import_domain *domain, const char *where,
                            const struct property *list)
{
    if (!value_is_text(list)) {
        import_note(b->set, domain, "%scompatible = %s: malformed: it is one or more strings",
                    where, property_text(b, list));
        return;
    }
    for (const char *s = value_next_string(list, NULL); s; s = value_next_string(list, s)) {
        const struct dom0less_node *known = dom0less_nodes;

        while (known->compatible && strcmp(known->compatible, s) != 0)
            known++;
        if (!known->compatible)
            import_note(b->set, domain, "%scompatible: \"%s\" is not known, and ignored", where, s);
    }
}

static const struct dom0less_name *name_find(const char *name, enum node_kind kind)
{
    const struct dom0less_name *known = dom0less_names;

    while (known->name && ((known->nodes & kind) == 0 || strcmp(known->name, name) != 0))
        known++;
    return known->name ? known : NULL;
}

static void unknown_note(struct board *b, const struct import_domain *domain, const char *where,
                         const char *name, enum node_kind kind)
{
    for (const struct dom0less_name *known = dom0less_names; known->name; known++) {
        if (strcmp(known->name, name) == 0) {
            import_note(b->set, domain,
                        "%s%s: Xen does not read it in this node; it belongs elsewhere", where,
                        name);
            return;
        }
    }
    for (const struct dom0less_name *known = dom0less_names; known->name; known++) {
        if ((known->nodes & kind) != 0 && name_is_close(name, known->name)) {
            import_note(b->set, domain,
                        "%s%s: not known to Xen, which ignores it; did you mean %s?", where, name,
                        known->name);
            return;
        }
    }
    import_note(b->set, domain, "%s%s: not known to Xen, which ignores it, nor to hyperlaunch",
                where, name);
}

static void property_take(struct board *b, struct import_domain *domain, int node,
                          enum node_kind kind, const char *where, const struct property *p)
{
    const struct dom0less_name *known = name_find(p->name, kind);
    struct property first = value_find(b->blob, node, p->name);

    if (first.data != p->data)
        import_note(b->set, domain, "%s%s = %s: given twice; the first is used", where, p->name,
                    property_text(b, p));
    else if (strcmp(p->name, "compatible") == 0 && kind != NODE_UNKNOWN)
        compatible_note(b, domain, where, p);
    else if (!known)
        unknown_note(b, domain, where, p->name, kind);
    else if (!property_has_shape(p, known->shape))
        import_note(b->set, domain, "%s%s = %s: malformed: it is %s; left out", where, p->name,
                    property_text(b, p), shape_text(known->shape));
    else if (known->take)
        known->take(b, domain, p);
    else if (known->why && (p->length == 0 || import_is_secret(p->name)))
        import_note(b->set, domain, "%s%s: %s", where, p->name, known->why);
    else if (known->why)
        import_note(b->set, domain, "%s%s = %s: %s", where, p->name, property_text(b, p),
                    known->why);
}

void board_walk(struct board *b, struct import_domain *domain, int node, enum node_kind kind,
                const char *path)
{
    const char *where = *path ? import_text(b->set, "%s: ", path) : "";
    int offset;

    if (!where)
        return;
    fdt_for_each_property_offset(offset, b->blob, node)
    {
        struct property property = property_at(b, offset);

        if (property.data)
            property_take(b, domain, node, kind, where, &property);
    }
    fdt_for_each_subnode(offset, b->blob, node)
    {
        const char *name = fdt_get_name(b->blob, offset, NULL);
        const char *below = import_text(b->set, "%s%s%s", path, *path ? "/" : "", name);

        if (below)
            child_take(b, domain, offset, kind, below);
    }
}

/* Whether a node below /chosen holds modules, which Xen loads for dom0 from there, too. */
static bool node_has_modules(const struct board *b, int node)
{
    int child;

    if (fdt_parent_offset(b->blob, node) != b->chosen)
        return false;
    fdt_for_each_subnode(child, b->blob, node)
    {
        if (node_is_module(b, child))
            return true;
    }
    return false;
}

/* A node that no reader takes: named, with all that is in it. */
static void unknown_take(struct board *b, struct import_domain *domain, int node,
                         enum node_kind kind, const char *path)
{
    struct property list = value_find(b->blob, node, "compatible");
    const char *text = list.data ? property_text(b, &list) : "nothing";

    if (kind == NODE_SET)
        import_note(b->set, domain,
                    "the node %s: is a set of hyperlaunch itself; hyperlaunch check reads it",
                    path);
    else if (node_has_modules(b, node))
        import_note(b->set, domain, "the node %s (compatible: %s): holds modules, which are taken",
                    path, text);
    else
        import_note(b->set, domain,
                    "the node %s (compatible: %s): not known to Xen here, which ignores it; left "
                    "out",
                    path, text);
    board_walk(b, domain, node, NODE_UNKNOWN, path);
}

void child_take(struct board *b, struct import_domain *domain, int node, enum node_kind parent,
                const char *path)
{
    enum node_kind kind = node_kind_of(b, node, parent);

    if (kind == NODE_DOMAIN) {
        domain_take(b, node);
    } else if (kind == NODE_POOL) {
        board_walk(b, domain, node, kind, path);
    } else if ((kind & NODE_MODULES) != 0) {
        module_take(b, domain, node, kind, path);
    } else if (kind == NODE_VCPU) {
        vcpu_take(b, domain, node, path);
        board_walk(b, domain, node, kind, path);
    } else if (kind == NODE_EVTCHN || kind == NODE_SHM) {
        import_note(b->set, domain, "the node %s: left out, %s", path,
                    kind == NODE_SHM ? "no memory is shared beforehand"
                                     : "no event channel is bound beforehand");
        board_walk(b, domain, node, kind, path);
    } else {
        unknown_take(b, domain, node, kind, path);
    }
}
