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

/*
 * Whether a property's value ends where the next token begins. libfdt 1.6 takes a length of 32 bits
 * for a signed number, so that one near 2^32 leads backwards and is not noticed.
 */
static bool property_is_sound(const void *blob, int offset, int next)
{
    const int head = sizeof(struct fdt_property);
    int length;

    if (!fdt_get_property_by_offset(blob, offset, &length) || length < 0)
        return false;
    return next - offset >= head &&
           (next - offset - head) / FDT_TAGSIZE == (length + FDT_TAGSIZE - 1) / FDT_TAGSIZE;
}

/*
 * Properties stand before the children, or it is said that they do not: one counter serves. False
 * where a property is not sound.
 */
static bool tree_measure(const void *blob, struct tree_size *measured)
{
    unsigned int depth = 0, properties = 0;
    bool after_child = false;
    int next = 0;
    uint32_t tag;

    *measured = (struct tree_size){0};
    do {
        int offset = next;

        tag = fdt_next_tag(blob, offset, &next);
        if (tag == FDT_BEGIN_NODE) {
            measured->nodes++;
            depth++;
            properties = 0;
            after_child = false;
        } else if (tag == FDT_END_NODE) {
            depth--;
            after_child = true;
        } else if (tag == FDT_PROP) {
            if (!property_is_sound(blob, offset, next))
                return false;
            properties++;
            measured->property_after_child = measured->property_after_child || after_child;
        }
        if (depth > measured->depth)
            measured->depth = depth;
        if (properties > measured->properties)
            measured->properties = properties;
    } while (tag != FDT_END);
    return true;
}

int tree_check(const void *blob, size_t size, struct tree_size *measured)
{
    struct tree_size ignored;
    int error = fdt_check_full(blob, size);
    int next;

    /* libfdt takes what stands at offset 0 for the root, and does not check that it is a node. */
    if (error == 0 && fdt_next_tag(blob, 0, &next) != FDT_BEGIN_NODE)
        error = -FDT_ERR_BADSTRUCTURE;
    if (error == 0 && !tree_measure(blob, measured ? measured : &ignored))
        error = -FDT_ERR_BADSTRUCTURE;
    return error;
}
