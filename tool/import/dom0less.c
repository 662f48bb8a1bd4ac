/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a set from the device tree of an Arm board with dom0less domains.
 */
#include "tool/import/dom0less.h"

#include <libfdt.h>
#include <string.h>

#include "core/base/tree_check.h"
#include "tool/base/tool.h"

enum { PATH_SIZE = 1024 };

/* What stands beside /chosen is the board, whose devices may be marked for domains. */
static void board_note(const struct board *b)
{
    int first = fdt_first_subnode(b->blob, 0), node = 0;
    char path[PATH_SIZE];

    if (first != b->chosen || fdt_next_subnode(b->blob, first) >= 0)
        import_note(b->set, NULL, "nodes outside /chosen describe the Arm board and are left out");
    for (; node >= 0; node = fdt_next_node(b->blob, node, NULL)) {
        if (!value_find(b->blob, node, "xen,passthrough").data ||
            fdt_get_path(b->blob, node, path, sizeof(path)) != 0 ||
            strncmp(path, "/chosen/", strlen("/chosen/")) == 0)
            continue;
        import_note(b->set, NULL, "%s: xen,passthrough: no devices are passed through yet", path);
    }
}

static void chosen_take(struct board *b)
{
    int node;

    /* The pools first: domains refer to them. */
    fdt_for_each_subnode(node, b->blob, b->chosen)
    {
        if (node_kind_of(b, node, NODE_CHOSEN) == NODE_POOL)
            board_pool_take(b, node);
    }
    if (b->set->pool_count > 0)
        import_note(b->set, NULL,
                    "CPUs are numbered by their order in /cpus, 0 for the boot CPU; check which of "
                    "the host's CPUs are meant");
    dom0_find(b);
    dom0_take(b);
    board_walk(b, NULL, b->chosen, NODE_CHOSEN, "");
    if (b->dom0 && !b->dom0->kernel)
        b->dom0->kernel = "kernel";
    if (b->dom0)
        import_affinity_finish(b->set, b->dom0);
}

/* Whether the bytes are a tree, and not deeper than its readers go; complains. */
static bool blob_is_sound(const char *name, const void *bytes, size_t size)
{
    size_t total = tree_total(bytes, size);
    struct tree_size measured;

    if (total == 0 || fdt_version(bytes) < TREE_VERSION ||
        tree_check(bytes, total, &measured) != 0) {
        tool_complain("import: %s: not a valid device tree blob; name the board's .dtb, which dtc "
                      "makes from a .dts",
                      name);
        return false;
    }
    if (measured.depth > LCM_DEPTH_MAX) {
        tool_complain("import: %s: its nodes nest %u deep, and at most %d levels are read; remove "
                      "nodes that are not the board's",
                      name, measured.depth, LCM_DEPTH_MAX);
        return false;
    }
    return true;
}

int import_dom0less(struct import_set *set, const char *name, const void *bytes, size_t size)
{
    struct board b = {
        .set = set,
        .blob = bytes,
        .dom0_kernel = -1,
        .dom0_ramdisk = -1,
        .guessed = {-1, -1},
        .walk = board_walk,
        .pool_0 = -1,
    };

    if (!blob_is_sound(name, bytes, size))
        return TOOL_FAULT;
    b.chosen = fdt_path_offset(bytes, "/chosen");
    import_arm_note(set);
    if (b.chosen >= 0) {
        chosen_take(&b);
        board_note(&b);
    }
    if (set->count > 0 || set->full)
        return TOOL_FINE;
    tool_complain(
        "import: %s: /chosen has no node with compatible \"xen,domain\", nor a kernel for "
        "dom0; name the blob of a board that starts domains",
        name);
    return TOOL_FAULT;
}
