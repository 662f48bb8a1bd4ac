/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The words of a shell script: quotes, escapes, and what needs a shell.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/arm.h"
#include "tool/import/shell_reader.h"

void shell_blanks_skip(struct shell_reader *r)
{
    while (r->at < r->end) {
        if (*r->at == ' ' || *r->at == '\t') {
            r->at++;
        } else if (*r->at == '\\' && r->at + 1 < r->end && r->at[1] == '\n') {
            r->at += 2;
            r->line++;
        } else {
            return;
        }
    }
}

bool shell_at_end(const struct shell_reader *r)
{
    return r->at >= r->end || strchr("\n#;&|", *r->at);
}

static void char_put(struct shell_reader *r, char c)
{
    r->value[r->used++] = c;
}

/* Whether a "$" here stands for something else. */
static bool dollar_expands(const struct shell_reader *r, bool quoted)
{
    char next = r->at + 1 < r->end ? r->at[1] : ' ';

    return isalnum((unsigned char)next) || strchr(quoted ? "_{([@*#?$!-" : "_{([@*#?$!-\"'", next);
}

/* Passes the closing character, or remembers that there is none. */
static void close_pass(struct shell_reader *r, unsigned int line)
{
    if (r->at < r->end)
        r->at++;
    else
        r->open_line = line;
}

static void single_read(struct shell_reader *r)
{
    unsigned int line = r->line;

    for (r->at++; r->at < r->end && *r->at != '\''; r->at++) {
        r->line += *r->at == '\n';
        char_put(r, *r->at);
    }
    close_pass(r, line);
}

/* Passes `...`, $(...), ${...} or $X, which another command or a variable is to fill in. */
static void expansion_read(struct shell_reader *r)
{
    unsigned int line = r->line, depth = 1;
    char open = '\0', close = '`';

    r->problem = "$ and ` stand for something else";
    if (*r->at == '$') {
        char_put(r, *r->at++);
        open = *r->at;
        if (open != '(' && open != '{' && open != '[')
            return;
        close = open == '(' ? ')' : open == '{' ? '}' : ']';
    }
    for (char_put(r, *r->at++); r->at < r->end; r->at++) {
        r->line += *r->at == '\n';
        char_put(r, *r->at);
        depth += *r->at == open;
        depth -= *r->at == close;
        if (depth == 0)
            break;
    }
    close_pass(r, line);
}

static void double_read(struct shell_reader *r)
{
    unsigned int line = r->line;

    for (r->at++; r->at < r->end && *r->at != '"'; r->at++) {
        if (*r->at == '`' || (*r->at == '$' && dollar_expands(r, true))) {
            expansion_read(r);
            r->at--;
            continue;
        }
        if (*r->at == '\\' && r->at + 1 < r->end && strchr("$`\"\\\n", r->at[1])) {
            r->at++;
            r->line += *r->at == '\n';
            if (*r->at != '\n')
                char_put(r, *r->at);
            continue;
        }
        r->line += *r->at == '\n';
        char_put(r, *r->at);
    }
    close_pass(r, line);
}

/* A list in parentheses, which may go over lines. */
static void list_read(struct shell_reader *r)
{
    unsigned int line = r->line;

    r->problem = "a list in parentheses: write NAME[0]=, NAME[1]= and so on";
    for (; r->at < r->end && *r->at != ')'; r->at++) {
        r->line += *r->at == '\n';
        char_put(r, *r->at);
    }
    close_pass(r, line);
}

static void plain_read(struct shell_reader *r)
{
    if (*r->at == '\\' && r->at + 1 < r->end) {
        r->at++;
        r->line += *r->at == '\n';
        if (*r->at != '\n')
            char_put(r, *r->at);
        r->at++;
        return;
    }
    if (*r->at == '`' || (*r->at == '$' && dollar_expands(r, false))) {
        expansion_read(r);
        return;
    }
    if (*r->at == '~' && (r->used == 0 || r->at[-1] == ':'))
        r->problem = "~ stands for a directory";
    if (*r->at == '<' || *r->at == '>' || *r->at == ')')
        r->problem = SHELL_OPERATOR;
    char_put(r, *r->at++);
}

void shell_word_read(struct shell_reader *r)
{
    r->used = 0;
    r->problem = NULL;
    if (r->at < r->end && *r->at == '(')
        list_read(r);
    while (r->at < r->end && !strchr(" \t\n;&|", *r->at))
        if (*r->at == '\'')
            single_read(r);
        else if (*r->at == '"')
            double_read(r);
        else
            plain_read(r);
    r->value[r->used] = '\0';
}

/* An index as bash understands it: a number, or two with a comma; NULL for any other. */
static const char *index_read(struct import_set *set, const char *text, size_t length)
{
    unsigned long long first, second;
    const char *own = import_text(set, "%.*s", (int)length, text), *comma;
    char *plain = own ? calloc(length + 1, 1) : NULL;
    size_t used = 0;

    if (!plain) {
        set->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < length; i++)
        if (!strchr("\"' \t", own[i]))
            plain[used++] = own[i];
    comma = strchr(plain, ',');
    if (!comma) {
        own = import_number(plain, &first) ? import_text(set, "%llu", first) : NULL;
    } else {
        plain[comma - plain] = '\0';
        own = import_number(plain, &first) && import_number(comma + 1, &second)
                  ? import_text(set, "%llu,%llu", first, second)
                  : NULL;
    }
    free(plain);
    return own;
}

/* Reads NAME, NAME[INDEX] and = or +=; false for anything else. */
static bool key_read(struct shell_reader *r, struct shell_variable *v, bool *append)
{
    struct import_set *set = r->file->set;
    const char *start = r->at, *open, *at = r->at;

    if (at == r->end || isdigit((unsigned char)*at))
        return false;
    while (at < r->end && (isalnum((unsigned char)*at) || *at == '_'))
        at++;
    v->name = import_text(set, "%.*s", (int)(at - start), start);
    v->index = "";
    if (at > start && at < r->end && *at == '[') {
        for (open = ++at; at < r->end && *at != ']' && *at != '\n'; at++)
            ;
        v->index = index_read(set, open, (size_t)(at - open));
        at += at < r->end && *at == ']';
    }
    *append = at + 1 < r->end && at[0] == '+' && at[1] == '=';
    at += *append;
    if (at == start || at == r->end || *at != '=' || !v->name)
        return false;
    v->shown = import_text(set, "%.*s", (int)(at - *append - start), start);
    r->at = at + 1;
    return true;
}

bool shell_assignment_read(struct shell_reader *r, const char *problem)
{
    struct shell_variable v = {.line = r->line};
    const char *start;
    bool append;

    if (!key_read(r, &v, &append))
        return false;
    start = r->at;
    shell_word_read(r);
    v.problem = problem ? problem : r->problem;
    if (!v.index) {
        v.index = "";
        v.problem = "its index is neither one number nor two numbers with a comma";
    }
    v.value = v.problem ? import_text(r->file->set, "%.*s", (int)(r->at - start), start)
                        : import_text(r->file->set, "%s", r->value);
    if (v.shown && v.value)
        shell_variable_add(r, &v, append);
    return true;
}
