/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The clock by which dom0's programs wait.
 */
#ifndef DOM0_NOW_H
#define DOM0_NOW_H

#include <stdint.h>
#include <time.h>

#define NOW_MILLISECOND UINT64_C(1000000)
#define NOW_SECOND      UINT64_C(1000000000)

/* Nanoseconds, also those that the host slept. */
static inline uint64_t dom0_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * NOW_SECOND + (uint64_t)now.tv_nsec;
}

/* How long poll() may take until then; -1: for ever. */
static inline int now_until(uint64_t due)
{
    uint64_t now = dom0_now(), left = due > now ? due - now : 0;

    return due == UINT64_MAX ? -1 : (int)(left / NOW_MILLISECOND) + 1;
}

#endif
