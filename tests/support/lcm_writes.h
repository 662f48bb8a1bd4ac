/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A plan with every property, for tests of writing an LCM.
 */
#ifndef TESTS_SUPPORT_LCM_WRITES_H
#define TESTS_SUPPORT_LCM_WRITES_H

#include "core/lcm/lcm.h"
#include "tests/support/lcm_tree.h"

/* The plan, what is read back, the findings in that, and two blobs. */
extern struct lcm_plan write_plan;
extern struct lcm_plan write_again;
extern struct faults write_faults;
extern char write_first[65536];
extern char write_second[65536];

/* Fills write_plan. */
void write_plan_fill(void);

#endif
