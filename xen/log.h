/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's log: whole lines on Xen's console, each starting with "hyperlaunch: ".
 */
#ifndef XEN_LOG_H
#define XEN_LOG_H

struct console_output;
struct xen;

/* Lines go through `output` to the console of `xen` from now on: output_init(). */
void log_init(struct console_output *output, struct xen *xen);

/* Writes one line, after one of which a piece was shown; too long a one is cut at LOG_LINE_SIZE. */
enum { LOG_LINE_SIZE = 1024 };
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
