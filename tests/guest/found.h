/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The list of all that the test guest found, as it stands there, for comparing one builder with
 * another: lines `tiny: found=WHAT NUMBER...`.
 */
#ifndef TESTS_GUEST_FOUND_H
#define TESTS_GUEST_FOUND_H

#include <stdint.h>

/* One line: what it is, and up to 7 numbers, in hexadecimal. */
void found_numbers(const char *what, const uint64_t *numbers, unsigned int count);
static inline void found_number(const char *what, uint64_t number)
{
    const uint64_t numbers[1] = {number};

    found_numbers(what, numbers, 1);
}

/* All leaves of CPUID but those that tell of time and of this very domain. */
void found_cpuid(void);

#endif
