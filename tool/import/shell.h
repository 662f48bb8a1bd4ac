/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The assignments of a shell script, read without a shell.
 *
 * What stands for itself is read as bash reads it: quotes, escapes, lines that go on, +=, several
 * assignments in a line. What only a shell can tell is kept with the reason.
 */
#ifndef TOOL_IMPORT_SHELL_H
#define TOOL_IMPORT_SHELL_H

#include "tool/import/import.h"

struct shell_variable {
    unsigned int line;
    const char *name;
    const char *index;   /* "" where there is none, else "0" or "0,1" */
    const char *shown;   /* NAME or NAME[INDEX], for a person */
    const char *value;   /* with a problem: as it stands in the file */
    const char *problem; /* why a shell is needed; NULL: the value holds */
    unsigned int again;  /* the line that sets it again; 0: none does */
    bool joined;         /* it is in the value of a later += */
};

struct shell_file {
    struct import_set *set; /* has the texts, and gets notes on lines that are no assignments */
    size_t count;
    struct shell_variable *variables; /* in the order of the file */
};

/* Reads a script; false, after a complaint that names the file, where it is no text. */
bool shell_read(struct shell_file *file, struct import_set *set, const char *name,
                const char *bytes, size_t size);
void shell_release(struct shell_file *file);

/*
 * The assignment that counts, or NULL. As for bash, NAME and NAME[0] are the same. An empty value
 * is as if there were none; a problem is not.
 */
const struct shell_variable *shell_find(const struct shell_file *file, const char *name,
                                        const char *index);

#endif
