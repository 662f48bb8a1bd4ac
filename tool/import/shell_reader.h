/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The parts of the reader of shell scripts: its statements, the words in them, and what is kept.
 */
#ifndef TOOL_IMPORT_SHELL_READER_H
#define TOOL_IMPORT_SHELL_READER_H

#include "tool/import/shell.h"

#define SHELL_OPERATOR "it has an operator of the shell"

struct shell_reader {
    struct shell_file *file;
    const char *at, *end;
    unsigned int line;
    char *value; /* as large as the file */
    size_t used;
    const char *problem; /* of the word that is read */

    unsigned int depth;      /* of conditions, loops and functions */
    bool conditional;        /* behind && or || */
    unsigned int line_noted; /* the last that has a comment */
    unsigned int open_line;  /* where what is not closed begins; 0: all is closed */
    const char *here;        /* what ends a here-document that begins behind this line, or NULL */
};

/* -- shell_word.c ---------------------------------------------------------------------------- */

void shell_blanks_skip(struct shell_reader *r);
/* Whether a statement ends here: at a line's end, a comment, or an operator. */
bool shell_at_end(const struct shell_reader *r);
/* Reads one word into r->value, and its problem. */
void shell_word_read(struct shell_reader *r);
/*
 * Reads NAME=, NAME[INDEX]= or += with its value, and keeps it, with `problem` where that is not
 * NULL; false, at the same place, for any other word.
 */
bool shell_assignment_read(struct shell_reader *r, const char *problem);

/* -- shell_statement.c ----------------------------------------------------------------------- */

/* Reads all statements; false where one is not closed. */
bool shell_statements_read(struct shell_reader *r);

/* -- shell_variables.c ----------------------------------------------------------------------- */

/* Keeps a variable. */
void shell_variable_add(struct shell_reader *r, const struct shell_variable *variable, bool append);

#endif
