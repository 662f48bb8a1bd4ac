/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's system time: nanoseconds since the host's boot.
 */
#ifndef XEN_CLOCK_H
#define XEN_CLOCK_H

#include <stdint.h>

#include "xen/xen.h"

void clock_init(const struct shared_info *shared);
uint64_t clock_now(void);

/* Splits nanoseconds for "%lu.%06lu" seconds. */
struct clock_parts {
    unsigned long seconds;
    unsigned long microseconds;
};
struct clock_parts clock_split(uint64_t nanoseconds);

#endif
