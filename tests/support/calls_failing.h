/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch in which each of its hypercalls fails in turn, or two of them do.
 */
#ifndef TESTS_SUPPORT_CALLS_FAILING_H
#define TESTS_SUPPORT_CALLS_FAILING_H

#include "tests/support/launches.h"

enum { SET = 3 };

/* vCPUs of domain 0; 0: one. Those beside the first help to build. */
extern uint32_t calls_vcpus;

/*
 * Launches a set of three once for each hypercall of a launch, which fails: nothing is left behind,
 * the record says what became of each domain, and the others start. `name` is the error's.
 */
void calls_fail_each(const struct set_image *set, unsigned int minor, int error, const char *name);
/* Two calls fail, the second soon after the first: among those that undo what was built. */
void calls_fail_two(const struct set_image *set);

#endif
