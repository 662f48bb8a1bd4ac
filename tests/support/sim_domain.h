/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain in the fake Xen, and the fault that a wrong call on it must give.
 */
#ifndef TESTS_SUPPORT_SIM_DOMAIN_H
#define TESTS_SUPPORT_SIM_DOMAIN_H

#include "tests/support/launches.h"

enum { DOMID = 4 };

/* The fake Xen, the door to it, and what it told the launcher at boot. */
extern struct run sim_run;
extern struct xen *const sim_xen;
extern struct boot *sim_domain_boot;

/* Setup and teardown of a test: a domain with four pages from gfn 0. */
int sim_domain_make(void **state);
int sim_domain_unmake(void **state);

/* The last call was a fault with this text. */
void sim_fault_expect(const char *text);

#endif
