/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A shell script's file, and the variables that it assigns.
 */
#include "tool/import/shell.h"

#include <stdlib.h>
#include <string.h>

#include "tool/import/shell_reader.h"
#include "tool/base/tool.h"

enum { MARK_SIZE = 3 };

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

/* A copy with every line end a newline, and without a byte order mark. */
static char *lines_copy(const char *bytes, size_t size, size_t *length)
{
    char *copy = malloc(size + 1);
    size_t used = 0, at = size >= MARK_SIZE && memcmp(bytes, "\xef\xbb\xbf", MARK_SIZE) == 0
                              ? (size_t)MARK_SIZE
                              : 0;

    for (; copy && at < size; at++) {
        if (bytes[at] == '\r' && at + 1 < size && bytes[at + 1] == '\n')
            continue;
        copy[used++] = bytes[at] == '\r' ? '\n' : bytes[at];
    }
    *length = used;
    return copy;
}

bool shell_read(struct shell_file *file, struct import_set *set, const char *name,
                const char *bytes, size_t size)
{
    size_t length;
    char *copy = lines_copy(bytes, size, &length);
    struct shell_reader r = {
        .file = file,
        .at = copy,
        .end = copy + (copy ? length : 0),
        .line = 1,
        .value = malloc(size + 1),
    };
    bool good = false;

    *file = (struct shell_file){.set = set};
    set->failed = set->failed || !copy || !r.value;
    if (set->failed)
        good = true; /* the command says so */
    else if (memchr(copy, '\0', length))
        tool_complain("import: %s: has NUL bytes; name a text file, in UTF-8 or ASCII", name);
    else if (!shell_statements_read(&r))
        tool_complain("import: %s: line %u: a quote or a parenthesis is not closed; close it", name,
                      r.open_line);
    else
        good = true;
    free(copy);
    free(r.value);
    if (!good)
        shell_release(file);
    return good;
}
