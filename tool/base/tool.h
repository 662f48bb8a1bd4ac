/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What every part of the tool ends and complains with: exit codes, complaints, progress.
 */
#ifndef TOOL_BASE_TOOL_H
#define TOOL_BASE_TOOL_H

/* Exit codes, fixed by docs/lcm-binding.md. */
enum {
    TOOL_FINE = 0,
    TOOL_FAULT = 1, /* the input is at fault */
    TOOL_USAGE = 2,
    TOOL_FAILED = 3, /* the work could not be done: I/O, a missing program */
};

/* Prints "hyperlaunch: " and the text, one printable line, on stderr. */
void tool_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Shows "TEXT: NN %" on stderr where that is a terminal; `done == total` wipes it. */
void tool_progress(const char *text, unsigned long done, unsigned long total);

#endif
