/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Why dtc calls something a syntax error: what was found, what is due there, and what to write.
 *
 * The first rule that knows wins.
 */
#include "tool/read/source_hint.h"

#include <stdio.h>
#include <string.h>

#include "tool/read/source_hint_rules.h"

enum { SHOWN_MAX = 40 };

static bool token_begins(const struct token *token, const char *start)
{
    return strncmp(token->at, start, strlen(start)) == 0;
}

static char top_mark(const struct scan *scan)
{
    return scan->depth ? scan->open[scan->depth - 1].mark : '\0';
}

/* "#define": of the C preprocessor, which does not see sources. */
static bool token_is_preprocessor(const struct token *token)
{
    static const char *const words[] = {"#define", "#undef", "#include", "#if",    "#else",
                                        "#elif",   "#endif", "#pragma",  "#error", "#line"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (token->kind == TOKEN_WORD && token->first && token_begins(token, words[i]))
            return true;
    return false;
}

/* '#' at the start of a line, but for the properties whose names have it. */
static bool token_is_shell_comment(const struct token *token)
{
    static const char cells[] = "-cells";
    size_t length = strlen(cells);

    return token->kind == TOKEN_WORD && token->first && *token->at == '#' &&
           (token->length < length ||
            strncmp(token->at + token->length - length, cells, length) != 0);
}

static bool rule_preprocessor(struct hint *h)
{
    const struct token *token = token_is_preprocessor(&h->scan.found)      ? &h->scan.found
                                : token_is_preprocessor(&h->scan.previous) ? &h->scan.previous
                                                                           : NULL;

    if (token)
        return hint_write(
            h,
            "\"%.*s\" is for the C preprocessor, and the source is not preprocessed; run cpp -P -x "
            "assembler-with-cpp on it first, or include a file with /include/ \"FILE\"",
            hint_shown(token), token->at);
    if (token_is_shell_comment(&h->scan.found) || token_is_shell_comment(&h->scan.previous))
        return hint_write(h, "'#' begins no comment here; write // or /* ... */");
    return false;
}

/* "256M; mode = ": its end was to begin the text of the next property. */
static bool token_has_property(const struct token *token)
{
    size_t length = token->length;

    if (token->kind != TOKEN_STRING)
        return false;
    length--; /* without its end */
    while (length > 1 && token->at[length - 1] == ' ')
        length--;
    return token->at[length - 1] == '=' && memchr(token->at, ';', length);
}

static bool rule_unclosed(struct hint *h)
{
    const struct token *found = &h->scan.found, *previous = &h->scan.previous;

    if (found->kind == TOKEN_UNCLOSED && *found->at == '/')
        return hint_write(h, "the comment that begins here is not closed; close it with */");
    if (found->kind == TOKEN_UNCLOSED)
        return hint_write(h, "the string that begins here is not closed; close it with %c",
                          *found->at);
    if (previous->kind == TOKEN_STRING && previous->last_line > previous->line)
        return hint_write(h,
                          "the string that begins in line %u ends only in line %u; close it in its "
                          "own line with '\"'",
                          previous->line, previous->last_line);
    if (token_has_property(previous))
        return hint_write(h,
                          "the string that begins with %.*s includes the property after it; close "
                          "it with '\"' before the ';'",
                          (int)strcspn(previous->at, ";") < SHOWN_MAX
                              ? (int)strcspn(previous->at, ";")
                              : SHOWN_MAX,
                          previous->at);
    if (previous->kind == TOKEN_STRING && memmem(previous->at, previous->length, "\\\"", 2))
        return hint_write(h, "the '\\\"' in line %u does not end a string; write '\"' for its end",
                          previous->line);
    return false;
}

static bool rule_begin(struct hint *h)
{
    const struct token *found = &h->scan.found, *previous = &h->scan.previous;

    if (found->at[0] == '\xef' && found->at[1] == '\xbb')
        return hint_write(h,
                          "the source begins with a byte order mark; save it as UTF-8 without one");
    if (previous->kind == TOKEN_DIRECTIVE && token_begins(previous, "/dts-v1/"))
        return hint_write(h, "';' is missing after /dts-v1/ in line %u; write /dts-v1/;",
                          previous->line);
    if (h->main && previous->kind == TOKEN_END && found->kind == TOKEN_END)
        return hint_write(h, "the source is empty; write /dts-v1/; and a tree / { ... };");
    if (h->main && found->kind == TOKEN_END && token_is(previous, ';') && h->scan.depth == 0 &&
        h->scan.before.kind == TOKEN_DIRECTIVE)
        return hint_write(h, "the source has no tree; write / { ... };");
    if (h->main && previous->kind == TOKEN_END && token_is(&h->scan.next, '='))
        return hint_write(h, "this is not a device tree source, which begins with /dts-v1/; if it "
                             "is another tool's file, convert it with hyperlaunch import");
    if (h->main && previous->kind == TOKEN_END && !token_begins(found, "/dts-v1/"))
        return hint_write(
            h, "a source begins with /dts-v1/; but this one does not; write it as the first line");
    return false;
}

/* An open '<', '[' or '(' where its line, or the node around it, ends. */
static bool rule_bracket(struct hint *h)
{
    const struct token *found = &h->scan.found;
    char top = top_mark(&h->scan), closing = top == '<' ? '>' : top == '[' ? ']' : ')';

    if (top == '\0' || top == '{')
        return false;
    if (found->kind == TOKEN_END || token_is(found, ';') || token_is(found, '{') ||
        token_is(found, '}') || token_is(found, '=') || token_is(found, '>') ||
        token_is(found, ']') || token_is(found, '"'))
        return token_is(found, closing)
                   ? hint_write(h, "each byte in [] is two hexadecimal digits; write [01 02]")
                   : hint_write(
                         h, "the '%c' of line %u is not closed; write '%c' after its last number",
                         top, h->scan.open[h->scan.depth - 1].line, closing);
    if (found->kind == TOKEN_STRING)
        return hint_write(
            h, "a string cannot stand in %c%c, which hold numbers; write it without them", top,
            closing);
    if (token_is(found, ','))
        return hint_write(h, "numbers in %c%c are separated by blanks; leave the ',' out", top,
                          closing);
    if (found->kind == TOKEN_MARK)
        return hint_write(h,
                          "'%c' is not a number; write an expression in parentheses, as "
                          "<(1 + 2)>",
                          *found->at);
    if (top == '[')
        return hint_write(h, "each byte in [] is two hexadecimal digits; write [01 02]");
    return hint_write(
        h, "\"%.*s\" is not a number; write one as 42 or 0x2a, a string as \"256M\" without <>",
        hint_shown(found), found->at);
}

static bool rule_end(struct hint *h)
{
    const struct scan *scan = &h->scan;
    const struct opened *open =
        scan->doubtful.mark ? &scan->doubtful : &scan->open[scan->depth ? scan->depth - 1 : 0];

    if (token_is(&scan->previous, '}') && !token_is(&scan->found, ';'))
        return hint_write(h, "';' is missing after the '}' of line %u; write };",
                          scan->previous.line);
    if (scan->found.kind == TOKEN_END && scan->depth && scan->doubtful.mark)
        return hint_write(h,
                          "the source ends, and a node is not closed; by the indentation it is "
                          "\"%.*s\" of line %u: add }; before line %u",
                          hint_shown(&open->name), open->name.at, open->line, scan->closed_line);
    if (scan->found.kind == TOKEN_END && scan->depth && open->name.kind == TOKEN_WORD)
        return hint_write(h,
                          "the source ends, and the node \"%.*s\" of line %u is not closed; add "
                          "};",
                          hint_shown(&open->name), open->name.at, open->line);
    if (scan->found.kind == TOKEN_END && scan->depth)
        return hint_write(h, "the source ends, and the '{' of line %u is not closed; add };",
                          open->line);
    if (h->main && token_is(&scan->found, '}') && scan->depth == 0)
        return hint_write(h, "there is one '}' more than '{'; remove it");
    if (h->main && scan->depth == 0 && scan->found.kind == TOKEN_WORD)
        return hint_write(
            h, "\"%.*s\" is outside every node; write it into the tree, between / { and };",
            hint_shown(&scan->found), scan->found.at);
    return false;
}

static bool rule_else(struct hint *h)
{
    const struct token *found = &h->scan.found;

    if (token_is(found, '/'))
        return hint_write(h, "'/' is the name of the root node only; write NAME {");
    if (token_is(found, '{'))
        return hint_write(h, "a node needs a name; write NAME {");
    if (found->kind == TOKEN_END)
        return false;
    return hint_write(h, "\"%.*s\" has no meaning here; correct the source", hint_shown(found),
                      found->at);
}

bool source_hint(const char *text, bool main, unsigned int line, unsigned int column, char *hint,
                 size_t size)
{
    static bool (*const rules[])(struct hint *) = {
        rule_preprocessor, rule_unclosed, rule_begin, rule_foreign,   rule_bracket, rule_end,
        rule_value,        rule_label,    rule_name,  rule_semicolon, rule_else};
    struct hint h = {.main = main, .text = hint, .size = size};

    source_scan(&h.scan, text, line, column);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i](&h))
            return true;
    return false;
}
