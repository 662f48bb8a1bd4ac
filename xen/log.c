/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making log lines.
 */
#include "xen/log.h"
#include "core/base/text.h"
#include "xen/console_output.h"

void log_init(struct console_output *output, struct xen *xen)
{
    output_init(output, xen);
}

void log_line(const char *format, ...)
{
    char line[LOG_LINE_SIZE];
    struct text text;
    va_list arguments;

    /* Room for the line feed. */
    text_init(&text, line, sizeof(line) - 1);
    text_append(&text, "hyperlaunch: ");
    va_start(arguments, format);
    text_append_va(&text, format, arguments);
    va_end(arguments);
    line[text.used] = '\n';
    output_line_end();
    output_write(line, text.used + 1);
}
