/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the rules of source_hint share: each looks at what stands around the place, writes "what;
 * remedy" and returns true where it knows.
 */
#ifndef TOOL_READ_SOURCE_HINT_RULES_H
#define TOOL_READ_SOURCE_HINT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "tool/read/source_scan.h"

struct hint {
    struct scan scan;
    bool main; /* the source itself, no file that it includes */
    char *text;
    size_t size;
};

/* Writes the hint; always true, so that a rule can return it. */
bool hint_write(struct hint *h, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As much of a token as a message has room for: for "%.*s". */
int hint_shown(const struct token *token);

/* Rules about what stands outside of comments, texts and brackets, in the order to try them in. */
bool rule_foreign(struct hint *h);
bool rule_value(struct hint *h);
bool rule_label(struct hint *h);
bool rule_name(struct hint *h);
bool rule_semicolon(struct hint *h);

#endif
