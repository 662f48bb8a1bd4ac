/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's system time: nanoseconds since the host's boot.
 */
#ifndef XEN_CLOCK_H
#define XEN_CLOCK_H

#include <stdint.h>

#include "xen/xen.h"

/*
 * Registers the page that Xen shares with domain 0 (struct boot has it) as the clock of all that
 * asks for the time. It must stay mapped.
 */
void clock_init(const struct shared_info *shared);
/* Nanoseconds. */
uint64_t clock_now(void);

/* Splits nanoseconds for "%lu.%06lu" seconds. */
struct clock_parts {
    unsigned long seconds;
    unsigned long microseconds;
};
struct clock_parts clock_split(uint64_t nanoseconds);

#endif
