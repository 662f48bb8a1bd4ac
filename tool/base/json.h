/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes JSON (RFC 8259) to a stream as it is told: brackets, commas, indents and escapes are made
 * here alone.
 *
 * Why no library: what is written holds foreign strings and 64-bit numbers, which Debian's two
 * take or write amiss. Jansson (2.14) has signed numbers only, so that 2^64 - 1 becomes -1, and
 * refuses a string that is no UTF-8; json-c (0.16) writes such bytes as they are, and so no JSON.
 * Neither escapes U+007F to U+009F, which terminals obey. The strings would have to be made safe
 * here all the same, a tree in memory would delay the findings of `check`, and hyperlaunch-init
 * would need the library in each dom0.
 */
#ifndef TOOL_BASE_JSON_H
#define TOOL_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH_MAX = 8 };

/* How the items of an object or an array are laid out. */
enum json_form { JSON_ON_ONE_LINE, JSON_ON_LINES };

/* A text in the making: {.out = STREAM} starts one. */
struct json {
    FILE *out;
    unsigned int depth; /* of objects and arrays that are open */
    struct json_level {
        enum json_form form;
        bool filled;
        char end; /* its bracket */
    } levels[JSON_DEPTH_MAX];
};

/*
 * Each writes one item. `name` is the member's in an object, without characters that need an
 * escape, and NULL in an array and for the outermost. json_end() ends what was opened last; after
 * the outermost it also ends the line. Nesting deeper than JSON_DEPTH_MAX is a fault of the caller,
 * and aborts.
 */
void json_object(struct json *json, const char *name, enum json_form form);
void json_array(struct json *json, const char *name, enum json_form form);
void json_end(struct json *json);

/* NULL is null; a byte that is no UTF-8 becomes U+FFFD, and a control character, C1's too, \uXXXX.
 */
void json_text(struct json *json, const char *name, const char *text);
void json_number(struct json *json, const char *name, uint64_t value);
void json_bool(struct json *json, const char *name, bool value);

#endif
