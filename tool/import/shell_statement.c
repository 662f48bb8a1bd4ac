/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The statements of a shell script: assignments are kept, and each other line is noted.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/import/shell_reader.h"

#define FOR_COMMAND "it applies only to the command after it"
#define IN_BLOCK    "it is in a condition, a loop or a function"

static void line_note(struct shell_reader *r, const char *why)
{
    if (r->line_noted != r->line)
        import_note(r->file->set, NULL, "line %u needs a shell: %s", r->line, why);
    r->line_noted = r->line;
}

static bool word_is(const char *word, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Whether the word that was read ends a group of commands in parentheses. */
static bool group_is_closed(const struct shell_reader *r)
{
    return r->used > 0 && r->value[r->used - 1] == ')' && !strchr(r->value, '(');
}

/* Passes "((...))". */
static void arithmetic_skip(struct shell_reader *r)
{
    line_note(r, "write out what it computes");
    for (; r->end - r->at >= 2 && memcmp(r->at, "))", 2) != 0; r->at++)
        r->line += *r->at == '\n';
    r->at += r->end - r->at >= 2 ? 2 : r->end - r->at;
}

/* The words of a command; what looks like an assignment is kept as what it is. */
static void command_skip(struct shell_reader *r)
{
    for (shell_blanks_skip(r); !shell_at_end(r); shell_blanks_skip(r)) {
        const char *start = r->at;

        if (shell_assignment_read(r, "it is part of a command"))
            continue;
        if (r->end - r->at > 2 && memcmp(r->at, "<<", 2) == 0 && r->at[2] != '<') {
            r->at += 2 + (r->at[2] == '-');
            shell_blanks_skip(r);
            shell_word_read(r);
            r->here = import_text(r->file->set, "%s", r->value);
        } else {
            shell_word_read(r);
            r->depth += strcmp(r->value, "{") == 0;
            r->depth -= r->depth > 0 && group_is_closed(r);
        }
        r->at += r->at == start;
    }
}

/* What was assigned since is lost for the rest of the script. */
static void variables_spoil(struct shell_reader *r, size_t first, const char *problem)
{
    for (size_t i = first; i < r->file->count; i++)
        r->file->variables[i].problem = problem;
}

/* A statement that begins with a word which is no assignment; false where it goes on as another. */
static bool command_read(struct shell_reader *r, const char *word, size_t first)
{
    static const char *const opens[] = {"if",     "for",      "while", "until", "case",
                                        "select", "function", "{",     "(",     NULL};
    static const char *const closes[] = {"fi", "done", "esac", "}", ")", NULL};
    static const char *const goes_on[] = {"then", "else", "do", "!", "time", "elif", NULL};
    bool leads = first == r->file->count; /* else it is no keyword */

    if (leads && word_is(word, goes_on))
        return false;
    if (leads && word_is(word, closes)) {
        r->depth -= r->depth > 0;
        command_skip(r);
        return true;
    }
    variables_spoil(r, first, FOR_COMMAND);
    if (strcmp(word, "source") == 0 || strcmp(word, ".") == 0)
        line_note(r, "it reads another file; copy the lines of that one here");
    else
        line_note(r, "write out what it assigns, one NAME=VALUE a line");
    if (leads && strcmp(word, "function") != 0) /* the brace opens it */
        r->depth += word_is(word, opens);
    command_skip(r);
    return true;
}

/* NAME = VALUE, which is a command for a shell: kept, so that it is not overlooked. */
static bool spaced_read(struct shell_reader *r, const char *word, size_t first)
{
    struct shell_variable v = {.line = r->line, .name = word, .shown = word, .index = ""};
    const char *open = strchr(word, '[');

    shell_blanks_skip(r);
    if (r->at == r->end || *r->at != '=')
        return false;
    r->at++;
    shell_blanks_skip(r);
    r->used = 0;
    r->value[0] = '\0';
    if (!shell_at_end(r))
        shell_word_read(r);
    v.value = import_text(r->file->set, "%s", r->value);
    if (open) {
        v.name = import_text(r->file->set, "%.*s", (int)(open - word), word);
        v.index = import_text(r->file->set, "%.*s", (int)strcspn(open + 1, "]"), open + 1);
    }
    variables_spoil(r, first, FOR_COMMAND);
    v.problem = "blanks beside the = make it a command";
    if (v.value && v.name && v.index)
        shell_variable_add(r, &v, false);
    command_skip(r);
    return true;
}

/* What bash refuses, and is meant all the same: export of one element. */
static void element_note(struct shell_reader *r, bool exported)
{
    const struct shell_file *file = r->file;

    if (exported && file->count > 0 && *file->variables[file->count - 1].index)
        import_note(file->set, NULL,
                    "line %u: bash refuses to export one element, as %s; it is read all the same",
                    r->line, file->variables[file->count - 1].shown);
}

/* One statement, up to what ends it. */
static void statement_read(struct shell_reader *r)
{
    static const char *const declares[] = {"export",  "readonly", "declare",
                                           "typeset", "local",    NULL};
    const char *problem = r->depth > 0     ? IN_BLOCK
                          : r->conditional ? "it depends on the command before it"
                                           : NULL;
    size_t first = r->file->count;
    bool declared = false, exported = false;

    for (shell_blanks_skip(r); !shell_at_end(r); shell_blanks_skip(r)) {
        const char *start = r->at, *word;

        if (shell_assignment_read(r, problem)) {
            element_note(r, exported);
            continue;
        }
        if (r->end - r->at >= 2 && memcmp(r->at, "((", 2) == 0) {
            arithmetic_skip(r);
            continue;
        }
        if (*r->at == '(' || *r->at == ')') {
            r->depth += *r->at == '(';
            r->depth -= *r->at == ')' && r->depth > 0;
            problem = r->depth > 0 ? IN_BLOCK : problem;
            r->at++;
            continue;
        }
        shell_word_read(r);
        r->at += r->at == start;
        word = import_text(r->file->set, "%s", r->value);
        if (!word)
            return;
        if (word_is(word, declares) && first == r->file->count) {
            declared = true;
            exported = strcmp(word, "export") == 0 || strcmp(word, "readonly") == 0;
        } else if (!declared && (spaced_read(r, word, first) || command_read(r, word, first))) {
            return;
        }
    }
    for (size_t i = first; i < r->file->count; i++)
        if (r->file->variables[i].problem &&
            strcmp(r->file->variables[i].problem, SHELL_OPERATOR) == 0)
            variables_spoil(r, first, SHELL_OPERATOR);
    if (r->at < r->end && (*r->at == '|' || *r->at == '&') &&
        (r->at + 1 == r->end || r->at[1] != *r->at))
        variables_spoil(r, first, "it applies only to a part of a pipeline");
}

/* Passes what ends a statement; an empty one leaves what && or || before it means. */
static void end_pass(struct shell_reader *r, bool empty)
{
    r->conditional = r->conditional && empty;
    if (r->at < r->end && *r->at == '#')
        while (r->at < r->end && *r->at != '\n')
            r->at++;
    if (r->at == r->end)
        return;
    if (*r->at == '\n') {
        r->line++;
    } else if (*r->at != ';') {
        r->conditional = true;
        r->at += r->at + 1 < r->end && r->at[1] == *r->at;
    }
    r->at++;
}

/* Passes the lines of a here-document. */
static void here_pass(struct shell_reader *r)
{
    size_t length = strlen(r->here);

    while (r->at < r->end) {
        const char *start = r->at, *end = memchr(start, '\n', (size_t)(r->end - start));

        end = end ? end : r->end;
        r->at = end < r->end ? end + 1 : end;
        r->line++;
        while (start < end && *start == '\t')
            start++;
        if ((size_t)(end - start) == length && memcmp(start, r->here, length) == 0)
            break;
    }
    r->here = NULL;
}

/* Reads all statements; false where one is not closed. */
bool shell_statements_read(struct shell_reader *r)
{
    while (!r->file->set->failed && r->open_line == 0 && r->at < r->end) {
        const char *start;
        bool line_ends;

        shell_blanks_skip(r);
        start = r->at;
        statement_read(r);
        line_ends = r->at < r->end && *r->at != ';' && *r->at != '&' && *r->at != '|';
        end_pass(r, r->at == start);
        if (line_ends && r->here)
            here_pass(r);
    }
    return r->open_line == 0;
}
