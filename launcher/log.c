/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing log lines in one hypercall each.
 */
#include "launcher/log.h"
#include "base/text.h"

static struct xen *log_xen;

void log_init(struct xen *xen)
{
    log_xen = xen;
}

void log_raw(const char *bytes, size_t count)
{
    xen_console_write(log_xen, bytes, count);
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
    log_raw(line, text.used + 1);
}
