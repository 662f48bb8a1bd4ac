/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Notes about the keys of an xl configuration.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/import/xl.h"

void xl_note(struct xl *xl, const char *key, const char *format, ...)
{
    struct xl_key *given = xl_key_of(xl, key);
    va_list arguments;
    char *why;

    va_start(arguments, format);
    if (vasprintf(&why, format, arguments) < 0)
        why = NULL;
    va_end(arguments);
    if (given)
        given->told = true;
    if (why)
        import_note(xl->set, xl->domain, "%s = %s: %s", key, xl_value_text(xl, key), why);
    else
        xl->set->failed = true;
    free(why);
}
