/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of as many small domains as there may be.
 */
#ifndef TESTS_SUPPORT_MANY_DOMAINS_H
#define TESTS_SUPPORT_MANY_DOMAINS_H

#include "tests/support/launches.h"

extern struct kernel many_dom0_kernel;
extern struct set_domain many_domains[LCM_DOMAINS_MAX];
extern struct set_more many_more[LCM_DOMAINS_MAX];
extern uint64_t many_spare_kib; /* that domain 0 has beside; for a store */
extern struct run many_run;

int many_set_make(void **state);
int many_set_unmake(void **state);
/* Each test starts from these domains and changes what it wants. */
int many_reset(void **state);
/* Launches that many, whatever becomes of them. */
void many_launch_any(uint32_t count);
/* Launches that many: all start. */
void many_launch(uint32_t count);
void many_launch_end(void);

/* Serves until the launcher slept. */
void many_serve_all(void);

#endif
