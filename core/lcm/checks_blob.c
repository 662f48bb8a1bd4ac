/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of the bytes themselves, before anything in them is believed.
 */
#include <libfdt.h>

#include "core/base/tree_check.h"
#include "core/base/values.h"
#include "core/lcm/check.h"

enum { HEADER_SIZE = sizeof(struct fdt_header), ALIGNMENT = 8 /* libfdt's demand */ };

void check_blob_size(struct reader *r)
{
    if (r->size < HEADER_SIZE)
        reader_fault(r, NULL,
                     "%zu bytes are too few for a device tree blob; give a compiled tree or a "
                     "launch image",
                     r->size);
}

void check_blob_alignment(struct reader *r)
{
    if ((uintptr_t)r->blob % ALIGNMENT != 0)
        reader_fault(r, NULL, "the blob is not aligned to %d bytes in memory; load it page aligned",
                     ALIGNMENT);
}

void check_blob_header(struct reader *r)
{
    int error = fdt_check_header(r->blob);

    if (error != 0)
        reader_fault(r, NULL,
                     "the header is not that of a device tree blob (%s); give a compiled tree or "
                     "a launch image",
                     fdt_strerror(error));
}

void check_blob_version(struct reader *r)
{
    if (fdt_version(r->blob) < TREE_VERSION)
        reader_fault(r, NULL, "the blob has version %u; compile it as version 17, dtc's default",
                     fdt_version(r->blob));
}

void check_blob_extent(struct reader *r)
{
    size_t total = fdt_totalsize(r->blob);

    if (total > LCM_BLOB_MAX)
        reader_fault(r, NULL, "the tree takes %zu bytes, more than the %u allowed; make it smaller",
                     total, LCM_BLOB_MAX);
    else if (total > r->size)
        reader_fault(r, NULL, "the tree takes %zu bytes and only %zu are there; build it again",
                     total, r->size);
    else
        r->size = total;
}

void check_blob_structure(struct reader *r)
{
    int error = tree_check(r->blob, r->size, &r->measure);

    if (error != 0)
        reader_fault(r, NULL, "the tree's structure is damaged (%s); build it again",
                     fdt_strerror(error));
}

void check_node_depth(struct reader *r)
{
    if (r->measure.depth > LCM_DEPTH_MAX)
        reader_fault(r, NULL, "nodes are nested %u deep, more than the %d allowed; flatten them",
                     r->measure.depth, LCM_DEPTH_MAX);
}

void check_node_count(struct reader *r)
{
    if (r->measure.nodes > READER_NODES_MAX)
        reader_fault(r, NULL, "the tree has %u nodes, more than the %d allowed; remove some",
                     r->measure.nodes, READER_NODES_MAX);
}

void check_property_count(struct reader *r)
{
    if (r->measure.properties > READER_PROPERTIES_MAX)
        reader_fault(r, NULL, "a node has %u properties, more than the %d allowed; remove some",
                     r->measure.properties, READER_PROPERTIES_MAX);
}

void check_property_order(struct reader *r)
{
    /* libfdt does not find such a property: nobody would have checked it. */
    if (r->measure.property_after_child)
        reader_fault(r, NULL, "a property follows a child node; write properties first");
}

/*
 * The format that the module table gives, 1 where it gives none: it says what all else means, so it
 * is looked up before anything is read. The table is the current node then, the format the current
 * property. A source has no table.
 */
static uint32_t format_find(struct reader *r)
{
    int table = r->form == LCM_FORM_COMPILED
                    ? fdt_node_offset_by_compatible(r->blob, -1, "hyperlaunch,module-table")
                    : -1;
    uint32_t number = 1;

    r->property = value_find(r->blob, table, property_rows[PROPERTY_FORMAT].name);
    if (table < 0)
        return LCM_FORMAT;
    reader_go_to(r, table);
    (void)value_u32(&r->property, &number);
    return number;
}

void check_format_shape(struct reader *r)
{
    (void)format_find(r);
    if (r->property.data && r->property.length != sizeof(uint32_t))
        reader_fault(r, r->property.name, "must be one 32-bit number; build the image again");
}

void check_format_old(struct reader *r)
{
    uint32_t number = format_find(r);

    if (number > 0 && number < LCM_FORMAT)
        reader_fault(r, r->property.name,
                     "is %u: the image was built by an older hyperlaunch, and only %d is known "
                     "here; build it again with this one's hyperlaunch build",
                     number, LCM_FORMAT);
}

void check_format_unknown(struct reader *r)
{
    uint32_t number = format_find(r);

    if (number != LCM_FORMAT)
        reader_fault(r, r->property.name,
                     "is %u, and only %d is known here; use the launcher and the tools of the "
                     "version that made the image, or build it again",
                     number, LCM_FORMAT);
}
