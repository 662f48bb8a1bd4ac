/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is told of each hypercall: words for the trace, and faults of the caller.
 */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

#include <stdint.h>

struct sim;

/* Says what the call being served is about, for the trace; `domid` -1: no domain. */
void sim_say(struct sim *sim, int32_t domid, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells the trace of what the machine does by hypercalls of its own. */
void sim_tell(struct sim *sim, int32_t domid, const char *words);
/*
 * Records that the caller is wrong: Xen would refuse this whatever the host has. `error` is one of
 * XEN_E*, or 0 where the call says by a count how far it came. Returns -error.
 */
int64_t sim_fault(struct sim *sim, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
