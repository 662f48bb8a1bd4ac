/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What ends the import of an xl configuration.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/base/tool.h"
#include "tool/import/xl.h"

void xl_refuse(struct xl *xl, const char *format, ...)
{
    va_list arguments;
    char *why;

    va_start(arguments, format);
    if (vasprintf(&why, format, arguments) < 0)
        why = NULL;
    va_end(arguments);
    if (why && !xl->refused)
        tool_complain("import: %s: %s", xl->file, why);
    xl->refused = true;
    free(why);
}
