/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A shell script's file, and the variables that it assigns.
 */
#include "tool/import/shell.h"

#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/import/shell_reader.h"

enum { MARK_SIZE = 3 };

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
