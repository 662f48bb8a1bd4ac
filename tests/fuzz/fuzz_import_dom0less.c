/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a board's device tree blob: refused, or a source in the bounds of the binding that
 * names each node and property which it does not carry over.
 */
#include <libfdt.h>
#include <string.h>

#include "tests/support/imports_arm.h"
#include "tool/base/tool.h"
#include "tool/import/dom0less.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_documented(const char *name)
{
    const struct dom0less_name *known = dom0less_names;

    while (known->name && strcmp(known->name, name) != 0)
        known++;
    return known->name;
}

/* Whether a node has one of the compatibles that the import knows. */
static bool has_role(const struct board *b, int node)
{
    const struct dom0less_node *known = dom0less_nodes;

    while (known->compatible && !node_is(b, node, known->compatible))
        known++;
    return known->compatible;
}

/* Each name below /chosen that is not documented stands in the source. */
static void names_demand(const struct board *b, const char *text)
{
    int depth = 0, offset;

    for (int node = b->chosen; node >= 0 && depth >= 0;
         node = fdt_next_node(b->blob, node, &depth)) {
        if (depth == 0 && node != b->chosen)
            break;
        fdt_for_each_property_offset(offset, b->blob, node)
        {
            struct property property = property_at(b, offset);

            if (property.data && !is_documented(property.name))
                import_arm_word_demand(text, property.name);
        }
        if (node != b->chosen && !has_role(b, node))
            import_arm_word_demand(text, fdt_get_name(b->blob, node, NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct import_set set;
    char *bytes = import_bytes(data, size);

    if (import_dom0less(&set, "fuzz", bytes, size) == TOOL_FINE && !set.full) {
        struct board b = {.blob = bytes, .chosen = fdt_path_offset(bytes, "/chosen")};
        char *text;

        import_demand(&set);
        text = import_arm_source(&set);
        names_demand(&b, text);
        free(text);
    }
    import_release(&set);
    free(bytes);
    return 0;
}
