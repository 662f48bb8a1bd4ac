/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starts the fake Xen as one of its versions, for tests.
 */
#ifndef TESTS_SUPPORT_VERSION_RUNS_H
#define TESTS_SUPPORT_VERSION_RUNS_H

#include "tests/support/launches.h"

extern struct run version_run;

void version_run_end(void);

#endif
