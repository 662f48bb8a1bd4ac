/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The variables that a shell script assigns.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/import/shell_reader.h"

void shell_release(struct shell_file *file)
{
    free(file->variables);
    *file = (struct shell_file){0};
}

static bool index_is(const char *a, const char *b)
{
    return strcmp(*a ? a : "0", *b ? b : "0") == 0;
}

/* The last that has the name and the index. */
static struct shell_variable *variable_last(const struct shell_file *file, const char *name,
                                            const char *index)
{
    for (size_t i = file->count; i > 0; i--) {
        struct shell_variable *v = &file->variables[i - 1];

        if (strcmp(v->name, name) == 0 && index_is(v->index, index))
            return v;
    }
    return NULL;
}

const struct shell_variable *shell_find(const struct shell_file *file, const char *name,
                                        const char *index)
{
    const struct shell_variable *v = variable_last(file, name, index);

    return v && (*v->value || v->problem) ? v : NULL;
}

void shell_variable_add(struct shell_reader *r, const struct shell_variable *variable, bool append)
{
    struct shell_file *file = r->file;
    struct shell_variable *before = variable_last(file, variable->name, variable->index);
    struct shell_variable *variables, v = *variable;

    if (before && append && !v.problem) {
        before->joined = true;
        v.problem = before->problem;
        v.value = import_text(file->set, "%s%s", before->value, v.value);
    } else if (before) {
        before->again = v.line;
    }
    variables = realloc(file->variables, (file->count + 1) * sizeof(*variables));
    if (!variables || !v.value) {
        file->variables = variables ? variables : file->variables;
        file->set->failed = true;
        return;
    }
    file->variables = variables;
    variables[file->count++] = v;
}
