/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A run on one of the versions of the fake Xen, for tests.
 */
#ifndef TESTS_SUPPORT_VERSION_RUNS_H
#define TESTS_SUPPORT_VERSION_RUNS_H

#include "tests/support/launches.h"

/* The run; who uses it makes it. */
extern struct run version_run;

/* Ends the run, in which no call was a fault. */
void version_run_end(void);

#endif
