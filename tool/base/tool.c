/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints complaints and progress.
 */
#include "tool/base/tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "tool/base/printable.h"

enum { COMPLAINT_SIZE = 8192 };

void tool_complain(const char *format, ...)
{
    char text[COMPLAINT_SIZE];
    va_list arguments;

    fflush(stdout);
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    /* Names of files and what other programs say are in it. */
    fputs("hyperlaunch: ", stderr);
    printable_print(stderr, text);
    fputc('\n', stderr);
}

void tool_progress(const char *text, unsigned long done, unsigned long total)
{
    if (!isatty(STDERR_FILENO))
        return;
    if (done >= total)
        fputs("\r\033[K", stderr);
    else
        fprintf(stderr, "\r%s: %lu %%", text, done * 100 / total);
    fflush(stderr);
}
