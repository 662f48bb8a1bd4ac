/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Says what is wrong where dtc says "syntax error" alone.
 */
#ifndef TOOL_READ_SOURCE_HINT_H
#define TOOL_READ_SOURCE_HINT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Of `text`, which ends with a NUL: what is wrong at `line` and `column`, where dtc gave up, as
 * "what is wrong; what to do". `main`: it is the source itself, and not a file that this includes.
 * False where nothing better is known.
 */
bool source_hint(const char *text, bool main, unsigned int line, unsigned int column, char *hint,
                 size_t size);

#endif
