/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's own console: printing on it, and what was typed there (console_io).
 *
 * Source: xen/include/public/xen.h, CONSOLEIO_*. The launcher prints through xen/console_output.h,
 * which keeps the pace of the line.
 */
#ifndef XEN_CONSOLE_H
#define XEN_CONSOLE_H

#include <stddef.h>

#include "xen/xen.h"

/* Xen drops what its line has no room for, and nobody could be told of a failure. */
void xen_console_write(struct xen *xen, const char *bytes, size_t count);
/* Returns the number of bytes that had been typed, 0 when there are none. */
size_t xen_console_read(struct xen *xen, char *bytes, size_t count);

#endif
