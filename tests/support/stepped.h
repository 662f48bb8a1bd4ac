/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches that a test takes step by step: a PVH domain, a PV domain, and a dom0 if wanted.
 */
#ifndef TESTS_SUPPORT_STEPPED_H
#define TESTS_SUPPORT_STEPPED_H

#include "tests/support/launches.h"

enum { WEB, PV, DOM0, SET, RESIDENT_SET = DOM0, DOMID_WEB = 1, DOMID_PV = 2 };

extern struct set_image stepped_resident, stepped_hand_over;
extern struct run stepped_run;
extern uint64_t stepped_destroyed; /* the hypercall that destroyed a domain last; 0: none did */
extern uint64_t stepped_refused;   /* the one that was refused last, as the test asked */
extern uint64_t stepped_bound;     /* the one that bound the port of a console last */

int stepped_set_make(void **state);
int stepped_set_unmake(void **state);
/* A launch that goes on until that phase comes next. */
void stepped_until(const struct set_image *image, enum launcher_phase phase);
void stepped_end(void);
enum domain_state stepped_state(uint32_t i);
/* Goes on until the first domain is built, or failed. */
void stepped_web_build(void);

#endif
