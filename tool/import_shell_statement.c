/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The statements of a shell script: assignments are kept, and each other line is noted.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/import_shell_reader.h"

#define IN_BLOCK "it stands in a condition, a loop or a function"

static void line_note(struct shell_reader *r, const char *why)
{
    if (r->line_noted != r->line)
        import_note(r->file->set, NULL, "line %u needs a shell: %s", r->line, why);
    r->line_noted = r->line;
}

static bool word_is(const char *word, const char *const words[])
{
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(word, words[i]) == 0)
            return true;
    }
    return false;
}

/* Whether the word that was read ends a group of commands in parentheses. */
static bool closes_group(const struct shell_reader *r)
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

        if (shell_assignment_read(r, "it stands in a command"))
            continue;
        if (r->end - r->at > 2 && memcmp(r->at, "<<", 2) == 0 && r->at[2] != '<') {
            r->at += 2 + (r->at[2] == '-');
            shell_blanks_skip(r);
            shell_word_read(r);
            r->here = import_text(r->file->set, "%s", r->value);
        } else {
            shell_word_read(r);
            r->depth += strcmp(r->value, "{") == 0;
            r->depth -= r->depth > 0 && closes_group(r);
        }
        r->at += r->at == start;
    }
}

/* A statement that begins with a word which is no assignment; false where it goes on as another. */
static bool command_read(struct shell_reader *r, const char *word, size_t first)
{
    static const char *const opens[] = {"if",     "for",      "while", "until", "case",
                                        "select", "function", "{",     "(",     NULL};
    static const char *const closes[] = {"fi", "done", "esac", "}", ")", NULL};
    static const char *const goes_on[] = {"then", "else", "do", "!", "time", "elif", NULL};
    struct shell_file *file = r->file;

    if (word_is(word, goes_on))
        return false;
    if (word_is(word, closes)) {
        r->depth -= r->depth > 0;
        command_skip(r);
        return true;
    }
    for (size_t i = first; i < file->count; i++)
        file->variables[i].problem = "it holds for the command behind it alone";
    if (strcmp(word, "source") == 0 || strcmp(word, ".") == 0)
        line_note(r, "it reads another file; copy the lines of that one here");
    else
        line_note(r, "write out what it assigns, one NAME=VALUE a line");
    if (strcmp(word, "function") != 0) /* the brace opens it */
        r->depth += word_is(word, opens);
    command_skip(r);
    return true;
}

/* NAME = VALUE, which is a command for a shell: kept, so that it is not overlooked. */
static bool spaced_read(struct shell_reader *r, const char *word)
{
    struct shell_variable v = {.line = r->line, .name = word, .shown = word, .index = ""};
    const char *open = strchr(word, '[');

    shell_blanks_skip(r);
    if (r->at == r->end || *r->at != '=')
        return false;
    r->at++;
    shell_blanks_skip(r);
    shell_word_read(r);
    v.value = import_text(r->file->set, "%s", r->value);
    if (open) {
        v.name = import_text(r->file->set, "%.*s", (int)(open - word), word);
        v.index = import_text(r->file->set, "%.*s", (int)strcspn(open + 1, "]"), open + 1);
    }
    v.problem = "blanks stand beside the =, which makes it a command";
    if (v.value && v.name && v.index)
        shell_variable_add(r, &v, false);
    command_skip(r);
    return true;
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
    bool declared = false;

    for (shell_blanks_skip(r); !shell_at_end(r); shell_blanks_skip(r)) {
        const char *start = r->at, *word;

        if (shell_assignment_read(r, problem))
            continue;
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
        if (word_is(word, declares) && first == r->file->count)
            declared = true;
        else if (!declared && (spaced_read(r, word) || command_read(r, word, first)))
            return;
    }
}

/* Passes what ends a statement. */
static void end_pass(struct shell_reader *r)
{
    r->conditional = false;
    if (r->at < r->end && *r->at == '#') {
        while (r->at < r->end && *r->at != '\n')
            r->at++;
    }
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
        bool line_ends;

        statement_read(r);
        line_ends = r->at < r->end && *r->at != ';' && *r->at != '&' && *r->at != '|';
        end_pass(r);
        if (line_ends && r->here)
            here_pass(r);
    }
    return r->open_line == 0;
}
