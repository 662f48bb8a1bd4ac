/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's serial port.
 */
#ifndef SIM_LINE_H
#define SIM_LINE_H

#include <stddef.h>

struct sim;

/* Writes to the host's console, as far as its line takes it. */
void line_write(struct sim *sim, const char *bytes, size_t count);

#endif
