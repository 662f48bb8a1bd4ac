/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing the text of a hint.
 */
#include <stdarg.h>
#include <stdio.h>

#include "tool/read/source_hint_rules.h"

enum { SHOWN_MAX = 40 };

bool hint_write(struct hint *h, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(h->text, h->size, format, arguments);
    va_end(arguments);
    return true;
}

int hint_shown(const struct token *token)
{
    return token->length < SHOWN_MAX ? (int)token->length : SHOWN_MAX;
}
