/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How far an emulated machine came since it last said something: by the processor time that its
 * emulator was given, for a busy computer lets it wait.
 */
#ifndef TOOL_RUN_PROGRESS_H
#define TOOL_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct run_usage {
    uint64_t wall_ms;   /* by run_clock_ms */
    uint64_t cpu_ms;    /* processor time that the process had */
    uint64_t queued_ms; /* time that it was ready and had to wait for a processor */
};

struct run_progress {
    struct run_usage start; /* when the machine was started */
    struct run_usage heard; /* when it last printed something */
    uint32_t domains;
    uint64_t limit_ms; /* of wall time, as the user asked for; 0: none */
};

/* Milliseconds of a clock that never jumps. */
uint64_t run_clock_ms(void);

/* Reads what a process used until now; false where the system does not tell, and then by the clock.
 */
bool run_usage_read(pid_t pid, struct run_usage *usage);

/* Why waiting on makes no sense any more, or NULL. */
const char *run_progress_stuck(const struct run_progress *progress, const struct run_usage *now);

/* Whether more programs want to run than there are processors; `*load` is how many. */
bool run_machine_is_busy(double *load, long *processors);

#endif
