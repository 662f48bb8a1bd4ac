/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A device tree source as a sequence of tokens, up to the place where dtc gave up.
 *
 * It only explains what dtc has refused: where the two disagree about a token, the explanation is
 * poorer, and nothing else.
 */
#ifndef TOOL_READ_SOURCE_SCAN_H
#define TOOL_READ_SOURCE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,       /* of the text */
    TOKEN_WORD,      /* a name, a number: whatever has no blank in it */
    TOKEN_STRING,    /* "...", which may run over lines */
    TOKEN_LITERAL,   /* '...' */
    TOKEN_DIRECTIVE, /* "/dts-v1/", "/include/" */
    TOKEN_MARK,      /* one character */
    TOKEN_UNCLOSED,  /* a comment, string or literal without its end */
};

struct token {
    enum token_kind kind;
    const char *at;
    size_t length;
    unsigned int line;
    unsigned int last_line; /* that its last character stands in */
    bool first;             /* in its line */
    unsigned int indent;    /* blanks at the start of its line */
};

enum { SCAN_DEPTH_MAX = 64 };

/* A bracket that is open: '{', '<', '[' or '('. */
struct opened {
    char mark;
    unsigned int line, indent;
    struct token name; /* before a '{' */
};

/* What stands around a place: tokens before it, the first at it, the brackets open there. */
struct scan {
    struct token earlier, before; /* of kind TOKEN_END where there is none */
    struct token previous;
    struct token found;
    struct token next;
    unsigned int depth;
    struct opened open[SCAN_DEPTH_MAX];
    struct opened doubtful; /* the first '{' whose '}' is indented less; its mark is 0 for none */
    unsigned int closed_line;
};

/* Scans `text`, which ends with a NUL, up to `line` and `column`, both from 1. */
void source_scan(struct scan *scan, const char *text, unsigned int line, unsigned int column);

/* Whether a token is this mark. */
bool token_is(const struct token *token, char mark);

#endif
