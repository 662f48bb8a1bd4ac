/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which domains wait for another to be ready.
 */
#ifndef TESTS_SUPPORT_AWAITED_H
#define TESTS_SUPPORT_AWAITED_H

#include "tests/support/launches.h"

enum { AWAITED_STEPS_MAX = 3000 }; /* of any of these launches */

extern struct run awaited_run;

/* Makes the image of a set of so many tiny domains, numbered from 1; and frees it. */
void awaited_set_make(const char *const *names, const struct set_more *more, uint32_t count);
int awaited_set_unmake(void **state);

/* Begins a run of it on Xen 4.`minor`. */
void awaited_run_make(uint32_t minor);
/* Launches it up to where a domain runs, and the others that wait do not yet. */
void awaited_launch_make(uint32_t until);
/* Goes on up to the service, and expects nothing wrong. */
int awaited_launch_unmake(void **state);

/*
 * Each hypercall of a launch on Xen 4.20 fails in turn, and the first domain acts once it runs.
 * Without a failure `started` domains are started. Leaves a run to be freed.
 */
void awaited_fail_each(void (*act)(void), uint32_t started);

enum domain_state awaited_state(uint32_t i);
/* Takes steps until a domain is in a state. */
void awaited_until(uint32_t i, enum domain_state state);

#endif
