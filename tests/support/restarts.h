/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Three domains that are served and whose ends have policies: a PVH domain and a PV domain that
 * start again, and a neighbour that does not.
 */
#ifndef TESTS_SUPPORT_RESTARTS_H
#define TESTS_SUPPORT_RESTARTS_H

#include "tests/support/launches.h"

/* Indexes; the domid is one more. */
enum { RESTARTS_WEB, RESTARTS_PV, RESTARTS_DB, RESTARTS_SET };

extern struct run restarts_run;
extern struct kernel restarts_kernel;
extern struct set_more restarts_more[RESTARTS_SET]; /* of the next launch; so below */
extern enum lcm_all_stopped restarts_all_stopped;
extern const struct lcm_share *restarts_shares; /* of the set; NULL: none */
extern uint32_t restarts_share_count;
extern uint64_t restarts_spare_kib; /* that domain 0 has beside; for a store */

int restarts_set_make(void **state);
int restarts_set_unmake(void **state);
/* Makes the image; the launch has not begun. */
void restarts_prepare(unsigned int minor);
/* A launch of them with the policies as said above, whose consoles have been quiet so far. */
int restarts_launch_make(void **state);
int restarts_launch_unmake(void **state);
/* Serves until nothing is left to do but to wait for an event. */
void restarts_serve(void);
/* The domain ends with SHUTDOWN_* of xen/include/public/sched.h, and that is served. */
void restarts_end(uint32_t i, uint8_t reason);
enum domain_state restarts_state(uint32_t i);

#endif
