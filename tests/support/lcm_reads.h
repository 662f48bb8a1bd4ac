/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads domains of an LCM for tests, and keeps plan and faults.
 */
#ifndef TESTS_SUPPORT_LCM_READS_H
#define TESTS_SUPPORT_LCM_READS_H

#include "core/lcm/lcm.h"
#include "tests/support/lcm_tree.h"

/* The plan that was read, and what was found in it. */
extern struct lcm_plan read_plan;
extern struct faults read_faults;

/* Reads domains without a fault into read_plan. */
void read_good(const char *domains);

#endif
