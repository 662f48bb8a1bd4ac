/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of sets with a recovery domain: a domain that fails, a neighbour before it and one that
 * starts after that neighbour.
 */
#ifndef TESTS_SUPPORT_RESCUED_H
#define TESTS_SUPPORT_RESCUED_H

#include "tests/support/launches.h"

/* Indexes; the domid is one more. */
enum { RESCUED_WEB, RESCUED_DB, RESCUED_RESCUE, RESCUED_LAST, RESCUED_SET };

extern struct run rescued_run;
/* Of the next launch: RESCUED_LAST starts after RESCUED_WEB, RESCUED_RESCUE has its function. */
extern struct set_more rescued_more[RESCUED_SET];
extern uint64_t rescued_memory_kib[RESCUED_SET];

/* What no domain can have. */
#define RESCUED_TOO_MUCH (UINT64_C(1) << 30)

int rescued_set_make(void **state);
int rescued_set_unmake(void **state);
/* For each test: the policies as said above, none fails. */
int rescued_defaults(void **state);
/* Makes the image and the Xen; the launch has not begun. */
void rescued_prepare(uint32_t minor);
/* The launcher's loop until nothing is left to do but to wait for an event, or for a line. */
void rescued_launch(void);
void rescued_serve(void);
/* The domain ends with SHUTDOWN_* of xen/include/public/sched.h, and that is served. */
void rescued_end(uint32_t i, uint8_t reason);
enum domain_state rescued_state(uint32_t i);
/* Expects nothing wrong, and frees the run. */
int rescued_unmake(void **state);

#endif
