/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of a PVH and a PV domain and then of a dom0, up to the point of no return.
 */
#ifndef TESTS_SUPPORT_LEAVING_H
#define TESTS_SUPPORT_LEAVING_H

#include "tests/support/launches.h"

enum { SET = 3, DOM0 = 2, CALLS_MAX = 3000, OWN_PAGES = 1024 };

extern struct run leaving_run;
/* Of each hypercall of a launch in which nothing fails: it fails nothing if it is refused. */
extern bool leaving_harmless[CALLS_MAX];

int leaving_set_make(void **state);
int leaving_set_unmake(void **state);
/* Makes the Xen; domain 0 may have some more memory than it has. */
void leaving_prepare(unsigned int minor, uint64_t spare_kib);
/* Runs the launch as it should be; returns the number of its last hypercall that may fail. */
uint64_t leaving_learn(unsigned int minor, uint64_t spare_kib, struct run_marks *marks);

#endif
