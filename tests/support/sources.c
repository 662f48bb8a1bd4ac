/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compiles the sources that an import writes.
 */
#include "tests/support/sources.h"

#include <ctype.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/tree_write.h"

enum { NAME_SIZE = 64, VALUE_SIZE = 1 << 16, LABEL_BASE = 1 };

struct parser {
    const char *at;
    struct tree_writer w;
    char value[VALUE_SIZE];
};

static void demand(bool good)
{
    if (!good)
        abort();
}

static void blanks_skip(struct parser *p)
{
    for (;;) {
        if (isspace((unsigned char)*p->at)) {
            p->at++;
        } else if (p->at[0] == '/' && p->at[1] == '*') {
            p->at = strstr(p->at + 2, "*/");
            demand(p->at);
            p->at += 2;
        } else {
            return;
        }
    }
}

static bool take(struct parser *p, const char *token)
{
    blanks_skip(p);
    if (strncmp(p->at, token, strlen(token)) != 0)
        return false;
    p->at += strlen(token);
    return true;
}

static void name_read(struct parser *p, char name[NAME_SIZE])
{
    size_t used = 0;

    blanks_skip(p);
    while (isalnum((unsigned char)*p->at) || (*p->at && strchr(",._+-#@", *p->at))) {
        demand(used + 1 < NAME_SIZE);
        name[used++] = *p->at++;
    }
    demand(used > 0);
    name[used] = '\0';
}

/* One string with its NUL, added to the value; an escape is a character or two digits. */
static void string_read(struct parser *p, size_t *used)
{
    for (demand(take(p, "\"")); *p->at != '"'; p->at++) {
        char c = *p->at;

        demand(c >= ' ' && c <= '~' && *used + 1 < VALUE_SIZE);
        if (c == '\\') {
            c = *++p->at;
            if (c == 'x') {
                char digits[3] = {p->at[1], p->at[1] ? p->at[2] : '\0', '\0'};

                demand(isxdigit((unsigned char)digits[0]) && isxdigit((unsigned char)digits[1]));
                c = (char)strtoul(digits, NULL, 16);
                p->at += 2;
            } else {
                demand(c == '"' || c == '\\');
            }
        }
        p->value[(*used)++] = c;
    }
    p->at++;
    p->value[(*used)++] = '\0';
}

/* The number of the label that an import gives: pool0, pool1, ... */
static uint32_t label_number(const char *label)
{
    demand(strncmp(label, "pool", 4) == 0 && isdigit((unsigned char)label[4]));
    return LABEL_BASE + (uint32_t)strtoul(label + 4, NULL, 10);
}

static void value_read(struct parser *p, const char *name)
{
    char label[NAME_SIZE], *end;
    size_t used = 0;

    if (take(p, "<&")) {
        name_read(p, label);
        tree_u32(&p->w, name, label_number(label));
        demand(take(p, ">"));
    } else if (take(p, "<")) {
        demand(isdigit((unsigned char)*p->at));
        tree_u32(&p->w, name, (uint32_t)strtoul(p->at, &end, 10));
        p->at = end;
        demand(take(p, ">"));
    } else {
        do
            string_read(p, &used);
        while (take(p, ","));
        tree_bytes(&p->w, name, p->value, used);
    }
    demand(take(p, ";"));
}

static void body_read(struct parser *p) /* NOLINT(misc-no-recursion): as deep as a set */
{
    bool children = false;

    while (!take(p, "}")) {
        char name[NAME_SIZE], label[NAME_SIZE] = "";

        name_read(p, name);
        if (take(p, ":")) {
            strcpy(label, name);
            name_read(p, name);
        }
        if (!take(p, "{")) {
            demand(!children && !*label);
            if (take(p, "="))
                value_read(p, name);
            else
                demand(false);
            continue;
        }
        children = true;
        tree_begin(&p->w, name);
        if (*label)
            tree_u32(&p->w, "phandle", label_number(label));
        body_read(p);
        tree_end(&p->w);
    }
    demand(take(p, ";"));
}

size_t source_text_compile(const char *text, void *blob, size_t capacity)
{
    static struct parser parser;
    size_t size;

    parser.at = text;
    tree_start(&parser.w, blob, capacity, capacity);
    demand(take(&parser, "/dts-v1/;") && take(&parser, "/ {"));
    body_read(&parser);
    blanks_skip(&parser);
    demand(*parser.at == '\0');
    size = tree_finish(&parser.w);
    demand(size != 0);
    return size;
}
