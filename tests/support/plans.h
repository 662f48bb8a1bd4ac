/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compares plans.
 */
#ifndef TESTS_SUPPORT_PLANS_H
#define TESTS_SUPPORT_PLANS_H

#include "core/lcm/lcm.h"

/* What differs first, where nodes and files are of no account; NULL when nothing does. */
const char *plans_differ(const struct lcm_plan *a, const struct lcm_plan *b);

#endif
