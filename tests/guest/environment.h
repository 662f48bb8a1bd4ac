/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What differs between the ways in which a guest can be started; guest/pvh/ and guest/pv/ each have
 * all of it.
 */
#ifndef TESTS_GUEST_ENVIRONMENT_H
#define TESTS_GUEST_ENVIRONMENT_H

#include <stdint.h>

#include "tests/guest/boot.h"

/* "pvh" or "pv". */
extern const char environment_mode[];

/*
 * Finds Xen and the console, reads and checks what the builder handed over, and notes what it
 * placed in memory. What is wrong is kept for the report.
 */
void environment_open(struct boot *boot);

/*
 * Starts every further vCPU and returns how many ran, the first one included. Each that does not is
 * an error in the report.
 */
uint32_t environment_start_cpus(const struct boot *boot);

/* Prints the lines that only this environment has. */
void environment_report(const struct boot *boot);

/* Prints how the domain is told of its store. */
void environment_report_store(void);

/* The page of its store and the port to tell the other end by; NULL where it was told of none. */
volatile void *environment_store(uint32_t *port);

/* What only this environment can do, in the report and after it: see act.h. */
void environment_act(const char *action);
void environment_act_after(const char *action);

/* Prints all that the domain found (found.h). */
void environment_report_found(void);

#endif
