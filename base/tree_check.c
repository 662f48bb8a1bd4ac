/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the structure of a device tree blob before anything in it is believed.
 */
#include "base/tree_check.h"

#include <libfdt.h>

size_t tree_total(const void *blob, size_t size)
{
    if (size < sizeof(struct fdt_header) || fdt_check_header(blob) != 0 ||
        fdt_totalsize(blob) > size)
        return 0;
    return fdt_totalsize(blob);
}

/* Properties stand before the children, or it is said that they do not: one counter serves. */
static struct tree_size tree_measure(const void *blob)
{
    struct tree_size measured = {0};
    unsigned int depth = 0, properties = 0;
    bool after_child = false;
    int next = 0;
    uint32_t tag;

    do {
        tag = fdt_next_tag(blob, next, &next);
        if (tag == FDT_BEGIN_NODE) {
            measured.nodes++;
            depth++;
            properties = 0;
            after_child = false;
        } else if (tag == FDT_END_NODE) {
            depth--;
            after_child = true;
        } else if (tag == FDT_PROP) {
            properties++;
            measured.property_after_child = measured.property_after_child || after_child;
        }
        if (depth > measured.depth)
            measured.depth = depth;
        if (properties > measured.properties)
            measured.properties = properties;
    } while (tag != FDT_END);
    return measured;
}

int tree_check(const void *blob, size_t size, struct tree_size *measured)
{
    int error = fdt_check_full(blob, size);
    int next;

    /* libfdt takes what stands at offset 0 for the root, and does not check that it is a node. */
    if (error == 0 && fdt_next_tag(blob, 0, &next) != FDT_BEGIN_NODE)
        error = -FDT_ERR_BADSTRUCTURE;
    if (error == 0 && measured != NULL)
        *measured = tree_measure(blob);
    return error;
}
