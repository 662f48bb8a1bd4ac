/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Values of a dom0less tree: their shapes, their text in a comment, and the cells of addresses.
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/dom0less.h"

enum {
    CELL = sizeof(uint32_t),
    CELLS_SHOWN = 32,
    /* Where no node up to the root says: DT_ROOT_NODE_*_CELLS_DEFAULT of Xen. */
    ADDRESS_CELLS = 2,
    SIZE_CELLS = 1,
};

struct property property_at(const struct board *b, int offset)
{
    struct property property = {.name = NULL};
    int length;

    property.data = fdt_getprop_by_offset(b->blob, offset, &property.name, &length);
    property.length = property.data ? (size_t)length : 0;
    return property;
}

uint64_t cells_read(const char *data, uint32_t count)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < count; i++)
        value = value << 32 | fdt32_ld((const fdt32_t *)(data + (size_t)i * CELL));
    return value;
}

static void cells_append(FILE *out, const struct property *property)
{
    size_t count = property->length / CELL;

    fputc('<', out);
    for (size_t i = 0; i < count && i < CELLS_SHOWN; i++)
        fprintf(out, "%s0x%llx", i ? " " : "",
                (unsigned long long)cells_read(property->data + i * CELL, 1));
    fputs(count > CELLS_SHOWN ? " ...>" : ">", out);
    if (count > CELLS_SHOWN)
        fprintf(out, " (%zu cells)", count);
}

static void strings_append(FILE *out, const struct property *property)
{
    const char *comma = "";

    for (const char *s = value_next_string(property, NULL); s; s = value_next_string(property, s)) {
        fprintf(out, "%s\"%s\"", comma, s);
        comma = ", ";
    }
}

const char *property_text(struct board *b, const struct property *property)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&buffer, &size);
    const char *text = NULL;

    if (!out) {
        b->set->failed = true;
        return "?";
    }
    if (property->length == 0)
        fputs("nothing", out);
    else if (value_is_text(property))
        strings_append(out, property);
    else if (property->length == 1 && *property->data == '\0')
        fputs("\"\"", out);
    else if (property->length % CELL == 0)
        cells_append(out, property);
    else
        fprintf(out, "[%zu bytes]", property->length);
    if (fclose(out) == 0)
        text = import_text(b->set, "%s", buffer);
    free(buffer);
    return text ? text : "?";
}

bool property_has_shape(const struct property *property, enum value_shape shape)
{
    switch (shape) {
    case SHAPE_U32:
        return property->length == CELL;
    case SHAPE_STRING:
        return value_string(property);
    case SHAPE_CELLS:
        return property->length > 0 && property->length % CELL == 0;
    default:
        return true;
    }
}

const char *shape_text(enum value_shape shape)
{
    return shape == SHAPE_U32      ? "one cell"
           : shape == SHAPE_STRING ? "one string"
                                   : "cells, at least one";
}

/* A number of cells as the node or the nearest one above it gives it, as Xen looks for it. */
static uint32_t cell_count(const struct board *b, int node, const char *name, uint32_t missing)
{
    for (; node >= 0; node = fdt_parent_offset(b->blob, node)) {
        struct property property = value_find(b->blob, node, name);
        uint32_t count;

        if (property.data && value_u32(&property, &count))
            return count;
    }
    return missing;
}

struct cells cells_of(const struct board *b, int parent)
{
    return (struct cells){
        .address = cell_count(b, parent, "#address-cells", ADDRESS_CELLS),
        .size = cell_count(b, parent, "#size-cells", SIZE_CELLS),
    };
}
