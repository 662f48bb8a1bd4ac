/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Hints at a syntax error within a statement: a character, a value, a label, a name, and its end.
 */
#include <string.h>

#include "tool/read/source_hint_rules.h"

/* What word processors write for a quote, in UTF-8. */
static bool token_is_curly_quote(const struct token *token)
{
    static const char *const quotes[] = {"\u2018", "\u2019", "\u201a", "\u201c",
                                         "\u201d", "\u201e", "\u00ab", "\u00bb"};

    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
        if (strncmp(token->at, quotes[i], strlen(quotes[i])) == 0)
            return true;
    return false;
}

/* What cannot be seen, or looks like another character: its bytes are told, not shown. */
bool rule_foreign(struct hint *h)
{
    const unsigned char *at = (const unsigned char *)h->scan.found.at;

    if (h->scan.found.kind == TOKEN_END || token_is_curly_quote(&h->scan.found))
        return false;
    if (at[0] == 0xc2 && at[1] == 0xa0)
        return hint_write(
            h, "this is a no-break space, as in text copied from a web page; write a plain space");
    if (at[0] >= 0x20 && at[0] < 0x7f)
        return false;
    return hint_write(
        h, "the byte 0x%02x is allowed only in strings and comments; remove the character", at[0]);
}

bool rule_value(struct hint *h)
{
    const struct token *found = &h->scan.found;

    if (!token_is(&h->scan.previous, '=') && !token_is(&h->scan.previous, ','))
        return false;
    if (token_is(found, ';') || token_is(found, '}') || found->kind == TOKEN_END)
        return hint_write(h, "a value is missing after '%c'; write one, or leave the '%c' out",
                          *h->scan.previous.at, *h->scan.previous.at);
    if (token_is(found, '{'))
        return hint_write(h, "a node has no '='; write NAME { ... };");
    if (token_is(found, '('))
        return hint_write(h, "a number stands in angle brackets; write <( ... )>");
    if (token_is(found, '='))
        return hint_write(h, "there is an '=' too many; remove it");
    if (token_is(&h->scan.previous, ',') && found->kind == TOKEN_WORD &&
        token_is(&h->scan.next, '='))
        return hint_write(
            h, "the ',' of line %u needs a value after it; write ';' after the last value",
            h->scan.previous.line);
    if (found->kind == TOKEN_LITERAL)
        return hint_write(h, "a string stands in double quotes; write \"%.*s\"",
                          hint_shown(found) - 2, found->at + 1);
    if (token_is_curly_quote(found))
        return hint_write(h, "this quote is not one of a source; write plain '\"' around a string");
    if (found->kind == TOKEN_WORD && strspn(found->at, "0123456789") >= found->length)
        return hint_write(h, "a number stands in angle brackets; write <%.*s>", hint_shown(found),
                          found->at);
    if (found->kind == TOKEN_WORD)
        return hint_write(
            h, "a string stands in double quotes, a number in angle brackets; write \"%.*s\"",
            hint_shown(found), found->at);
    return false;
}

static bool token_is_value(const struct token *token)
{
    return token->kind == TOKEN_STRING || token->kind == TOKEN_LITERAL || token_is(token, '<') ||
           token_is(token, '[');
}

static bool token_ends_value(const struct token *token)
{
    return token->kind == TOKEN_STRING || token->kind == TOKEN_LITERAL || token_is(token, '>') ||
           token_is(token, ']');
}

/* Behind a label; dtc takes one behind a value, so that a missing ';' is seen only here. */
bool rule_label(struct hint *h)
{
    const struct token *found = &h->scan.found, *label = &h->scan.before;

    if (!token_is(&h->scan.previous, ':'))
        return false;
    if (token_ends_value(&h->scan.earlier) && h->scan.earlier.last_line < label->line)
        return hint_write(h, "';' is missing at the end of line %u, after %.*s; write it",
                          h->scan.earlier.last_line, hint_shown(&h->scan.earlier),
                          h->scan.earlier.at);
    if (token_is_value(found))
        return hint_write(h, "\"%.*s:\" is a label; write a property with '=', as %.*s = ...",
                          hint_shown(label), label->at, hint_shown(label), label->at);
    return hint_write(h, "a name is missing after the label; write LABEL: NAME");
}

/* Behind a name, a ':' that dtc does not take for the end of a label. */
static bool colon_explain(struct hint *h)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    const struct token *name = &h->scan.previous;

    if (token_is(&h->scan.next, '='))
        return hint_write(h, "':=' does not assign a value; write '='");
    if (token_is_value(&h->scan.next))
        return hint_write(h, "':' does not assign a value; write %.*s = ...", hint_shown(name),
                          name->at);
    if (strspn(name->at, letters) >= name->length && !(*name->at >= '0' && *name->at <= '9'))
        return hint_write(h, "a label has no blank before its ':'; write %.*s:", hint_shown(name),
                          name->at);
    return hint_write(h, "a label has only letters, digits and '_'; rename \"%.*s\"",
                      hint_shown(name), name->at);
}

/* Behind a name. */
bool rule_name(struct hint *h)
{
    const struct token *found = &h->scan.found, *name = &h->scan.previous;

    if (name->kind != TOKEN_WORD)
        return false;
    if (token_is(found, '(') ||
        (token_is_value(found) && found->kind == TOKEN_MARK && h->scan.next.line > found->line))
        return hint_write(
            h, "the content of a node stands between '{' and '}', not '%c'; write %.*s {",
            *found->at, hint_shown(name), name->at);
    if (token_is_value(found))
        return hint_write(h, "'=' is missing after \"%.*s\"; write %.*s = ...", hint_shown(name),
                          name->at, hint_shown(name), name->at);
    if (token_is(found, ':'))
        return colon_explain(h);
    if (token_is(found, '=') && token_is(&h->scan.next, '='))
        return hint_write(h, "'==' does not assign a value; write '='");
    if (found->kind == TOKEN_WORD && found->line == name->line)
        return hint_write(h,
                          "\"%.*s\" and \"%.*s\" stand beside each other; a name has no blanks, "
                          "and '=' stands before a value",
                          hint_shown(name), name->at, hint_shown(found), found->at);
    return false;
}

/* A statement that ends without its ';'. */
bool rule_semicolon(struct hint *h)
{
    const struct token *found = &h->scan.found, *previous = &h->scan.previous;
    bool named =
        previous->kind == TOKEN_WORD && *previous->at != '&' && !token_is(&h->scan.before, '&');

    if (token_is(found, ';'))
        return hint_write(h, "there is a ';' too many; remove it");
    if (!token_ends_value(previous) && previous->kind != TOKEN_WORD)
        return false;
    if (previous->kind == TOKEN_STRING && found->at == previous->at + previous->length &&
        !token_is_value(found))
        return hint_write(
            h, "a '\"' is missing or too many in line %u; each string stands between two",
            previous->line);
    if (found->line == previous->last_line && token_is_value(found))
        return hint_write(h, "',' is missing between two values; write it");
    if (named && found->line > previous->line && found->indent > previous->indent)
        return hint_write(h, "'{' is missing after \"%.*s\" in line %u; write %.*s {",
                          hint_shown(previous), previous->at, previous->line, hint_shown(previous),
                          previous->at);
    return hint_write(h, "';' is missing %s line %u, after %.*s; write it",
                      found->line > previous->last_line ? "at the end of" : "in",
                      previous->last_line, hint_shown(previous), previous->at);
}
