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

/* Of the queue: the log of a launch of some 300 domains. */
enum { OUTPUT_QUEUE_SIZE = 128 * 1024 };

/*
 * All that the output keeps between two calls. Large: its owner has it static, or on the heap. Its
 * members are console_output.c's own.
 */
struct console_output {
    struct xen *xen;
    uint64_t rate; /* bytes a second; 0: not paced */
    uint64_t sent; /* when the line has sent all that was let go, in Xen's system time */
    bool bypassed;
    void (*line_end)(void *context); /* ends a line that was written in pieces; NULL: none does */
    void *context;
    size_t first; /* of the queue's bytes, those from here to ... */
    size_t end;   /* ... here wait */
    char queue[OUTPUT_QUEUE_SIZE];
};

/*
 * From now on everything below goes through `owned`, which is emptied, to the console of `xen`, as
 * it comes. A fault may be reported from anywhere: so the output is registered here once, and not
 * passed to whoever has something to say.
 */
void output_init(struct console_output *owned, struct xen *xen);
/* From now on at most that many bytes a second; 0: as it comes. Needs the clock. */
void output_pace(uint64_t rate);

/* `line_end` is what output_line_end() calls, which ends the line of which a piece was written. */
void output_pieces(void (*line_end)(void *context), void *context);
void output_line_end(void);
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
