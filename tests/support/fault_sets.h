/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of four domains and a dom0, and its launches in which a test lets hypercalls fail.
 */
#ifndef TESTS_SUPPORT_FAULT_SETS_H
#define TESTS_SUPPORT_FAULT_SETS_H

#include "tests/support/two_sets.h"

enum { WEB, SECOND, PV, DB, DOM0, SET, RESIDENT_SET = DOM0 };

extern struct run fault_run;

int fault_set_make(void **state);
int fault_set_unmake(void **state);
/* Makes the Xen; with a slow line of 115200 baud as its console, if wanted. */
void fault_prepare(bool hand_over, unsigned int minor, bool slow);
/* Launches, and serves if it stays; "" or what is wrong then. */
const char *fault_launch_wrong(void);

#endif
