/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The way to Xen's console, at the pace of its line.
 *
 * Xen keeps what waits for its serial port, and drops what does not fit there. So what is written
 * here is let go only as fast as the line sends: the launcher's own text waits in a queue, and the
 * domains' in their rings, until output_is_ready().
 */
#ifndef XEN_CONSOLE_OUTPUT_H
#define XEN_CONSOLE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xen;

/* Where output goes from now on, as it comes. */
void output_init(struct xen *xen);
/* From now on at most that many bytes a second; 0: as it comes. Needs the clock. */
void output_pace(uint64_t rate);

/* Writes whole lines or a piece of one, after all that was written before. Waits for room where
 * the queue is full. */
void output_write(const char *bytes, size_t count);
/* Lets go what the line takes by now. */
void output_push(void);
/* Whether nothing waits and the line takes another line. */
bool output_is_ready(void);
/* When something is to be done: output_push() where something waits, else output_is_ready(). */
bool output_waits(void);
uint64_t output_when(void);

/* Lets go all that waits, asleep meanwhile: what is left to the line then is less than Xen keeps.
 */
void output_finish(void);
/* From now on nothing waits: the launcher reports its own fault. */
void output_bypass(void);

#endif
