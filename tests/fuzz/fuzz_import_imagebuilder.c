/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as an ImageBuilder configuration: refused, or a source in the bounds of the binding
 * that names each variable which it does not carry over.
 */
#include <string.h>

#include "tests/support/imports_arm.h"
#include "tool/base/tool.h"
#include "tool/import/imagebuilder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether the value of a variable can be in the source instead of its name. */
static bool is_carried(const struct shell_variable *v)
{
    const struct builder_name *known = builder_names;

    while (known->name && strcmp(known->name, v->name) != 0)
        known++;
    return v->joined || (known->name && !v->problem && !v->again);
}

static void variables_demand(const char *bytes, size_t size, const char *text)
{
    static struct import_set ignored;
    struct shell_file file;

    if (shell_read(&file, &ignored, "fuzz", bytes, size)) {
        for (size_t i = 0; i < file.count; i++)
            if (!is_carried(&file.variables[i]))
                import_arm_word_demand(text, file.variables[i].shown);
        shell_release(&file);
    }
    import_release(&ignored);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct import_set set;
    char *bytes = import_bytes(data, size);

    if (import_imagebuilder(&set, "fuzz", bytes, size) == TOOL_FINE && !set.full) {
        char *text;

        import_demand(&set);
        text = import_arm_source(&set);
        variables_demand(bytes, size, text);
        free(text);
    }
    import_release(&set);
    free(bytes);
    return 0;
}
