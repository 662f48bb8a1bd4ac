/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looks for bytes in RAM that nobody should have left there.
 */
#ifndef TESTS_GUEST_STALE_H
#define TESTS_GUEST_STALE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/guest/boot.h"

/*
 * Checks that RAM is zero but for what was placed (all of it, or the ends of each page) and that
 * the ends of each piece of RAM can be written.
 */
void stale_check(const struct boot *boot, bool full);

/* Checks one range at once, before the guest itself writes there. */
void stale_check_range(uint64_t start, uint64_t end);

/* Prints `stale=`; something stale is an error, unless the domain used the memory before. */
void stale_report(const struct boot *boot);

#endif
