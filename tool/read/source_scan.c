/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tokens of a device tree source.
 */
#include "tool/read/source_scan.h"

#include <string.h>

struct reading {
    const char *at;
    unsigned int line, indent;
    bool fresh;  /* nothing but blanks so far in this line */
    bool inside; /* of <>, [] or (): names have fewer characters there */
};

bool token_is(const struct token *token, char mark)
{
    return token->kind == TOKEN_MARK && *token->at == mark;
}

static bool char_is_of_name(char c, bool inside)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')
        return true;
    return c != '\0' && strchr(inside ? "." : ",.+*#?@-\\", c);
}

static void character_pass(struct reading *r)
{
    if (*r->at == '\n') {
        r->line++;
        r->fresh = true;
        r->indent = (unsigned int)strspn(r->at + 1, " \t");
    }
    r->at++;
}

/* Passes blanks and comments; false at a comment without an end. */
static bool blanks_pass(struct reading *r)
{
    for (;;) {
        const char *end;

        while (*r->at && strchr(" \t\r\n\f\v", *r->at))
            character_pass(r);
        if (r->at[0] == '/' && r->at[1] == '/') {
            r->at += strcspn(r->at, "\n");
            continue;
        }
        if (r->at[0] != '/' || r->at[1] != '*')
            return true;
        end = strstr(r->at + 2, "*/");
        if (!end)
            return false;
        while (r->at < end + 2)
            character_pass(r);
    }
}

/* The length of "/name/"; 0 where it is something else. */
static size_t directive_length(const char *at)
{
    size_t length;

    if (*at != '/')
        return 0;
    length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && at[length + 1] == '/' ? length + 2 : 0;
}

/* The length of a text in quotes with both of them; 0 where the second one is missing. */
static size_t quoted_length(const char *at)
{
    const char *end = at + 1;

    while (*end && *end != *at)
        end += end[0] == '\\' && end[1] ? 2 : 1;
    return *end ? (size_t)(end + 1 - at) : 0;
}

static size_t word_length(const char *at, bool inside)
{
    size_t length = 0;

    if (at[0] == '&' && at[1] == '{') /* a reference by path */
        return strcspn(at, "};\n") + (at[strcspn(at, "};\n")] == '}');
    if (*at == ',')
        return 0;
    while (char_is_of_name(at[length], inside))
        length++;
    return length;
}

static void token_classify(struct token *token, bool closed, bool inside)
{
    size_t length;

    token->kind = TOKEN_UNCLOSED;
    token->length = strlen(token->at);
    if (!closed)
        return;
    if (*token->at == '"' || *token->at == '\'') {
        length = quoted_length(token->at);
        if (length > 0) {
            token->kind = *token->at == '"' ? TOKEN_STRING : TOKEN_LITERAL;
            token->length = length;
        }
        return;
    }
    token->kind = TOKEN_DIRECTIVE;
    token->length = directive_length(token->at);
    if (token->length == 0) {
        token->kind = TOKEN_WORD;
        token->length = word_length(token->at, inside);
    }
    if (token->length == 0) {
        token->kind = *token->at ? TOKEN_MARK : TOKEN_END;
        token->length = *token->at ? 1 : 0;
    }
}

static struct token token_read(struct reading *r)
{
    bool closed = blanks_pass(r);
    struct token token = {.at = r->at, .line = r->line, .first = r->fresh, .indent = r->indent};

    token_classify(&token, closed, r->inside);
    while (r->at < token.at + token.length)
        character_pass(r);
    r->fresh = false;
    token.last_line = r->line;
    return token;
}

/* A '}' that begins its line is as far in as the line of its '{', where people lay sources out. */
static void layout_check(struct scan *scan, const struct opened *open, const struct token *token)
{
    if (scan->doubtful.mark || !token->first || token->indent >= open->indent)
        return;
    scan->doubtful = *open;
    scan->closed_line = token->line;
}

/* Keeps count of what is open. In parentheses '<' and '>' are operators. */
static void brackets_count(struct scan *scan, const struct token *token)
{
    static const char opening[] = "{<[(", closing[] = "}>])";
    char top = scan->depth ? scan->open[scan->depth - 1].mark : '\0';
    const char *mark;

    if (token->kind != TOKEN_MARK)
        return;
    mark = strchr(opening, *token->at);
    if (mark && scan->depth < SCAN_DEPTH_MAX && !(top == '(' && *mark == '<'))
        scan->open[scan->depth++] = (struct opened){
            .mark = *mark, .line = token->line, .indent = token->indent, .name = scan->previous};
    mark = strchr(closing, *token->at);
    if (!mark || !top || opening[mark - closing] != top)
        return;
    scan->depth--;
    if (top == '{')
        layout_check(scan, &scan->open[scan->depth], token);
}

static const char *place_find(const char *text, unsigned int line, unsigned int column)
{
    while (line > 1 && *text) {
        text += strcspn(text, "\n");
        text += *text == '\n';
        line--;
    }
    while (column > 1 && *text && *text != '\n') {
        text++;
        column--;
    }
    return text;
}

void source_scan(struct scan *scan, const char *text, unsigned int line, unsigned int column)
{
    const char *place = place_find(text, line, column);
    struct reading r = {
        .at = text, .line = 1, .indent = (unsigned int)strspn(text, " \t"), .fresh = true};

    memset(scan, 0, sizeof(*scan));
    scan->earlier.at = scan->before.at = scan->previous.at = text;
    for (;;) {
        char top = scan->depth ? scan->open[scan->depth - 1].mark : '\0';

        r.inside = top == '<' || top == '[' || top == '(';
        scan->found = token_read(&r);
        if (scan->found.kind == TOKEN_END || scan->found.at + scan->found.length > place)
            break;
        brackets_count(scan, &scan->found);
        scan->earlier = scan->before;
        scan->before = scan->previous;
        scan->previous = scan->found;
    }
    scan->next = token_read(&r);
}
