/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's system time, from the page shared with Xen and the time stamp counter.
 *
 * Protocol and arithmetic: struct vcpu_time_info in xen/include/public/xen.h.
 */
#include "xen/clock.h"

/* In the page that clock_init() was given; Xen writes there. */
static const volatile struct vcpu_time_info *clock_source;

void clock_init(const struct shared_info *shared)
{
    clock_source = &shared->vcpu_info[0].time;
}

static uint64_t tsc_read(void)
{
    uint32_t low, high;

    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high)::"memory");
    return (uint64_t)high << 32 | low;
}

uint64_t clock_now(void)
{
    uint32_t version;
    uint64_t now;

    do {
        uint64_t delta;
        int shift;

        version = clock_source->version;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        delta = tsc_read() - clock_source->tsc_timestamp;
        shift = clock_source->tsc_shift;
        delta = shift < 0 ? delta >> -shift : delta << shift;
        now = clock_source->system_time +
              (uint64_t)(((unsigned __int128)delta * clock_source->tsc_to_system_mul) >> 32);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    } while ((version & 1) || version != clock_source->version);
    return now;
}

struct clock_parts clock_split(uint64_t nanoseconds)
{
    return (struct clock_parts){
        .seconds = (unsigned long)(nanoseconds / 1000000000),
        .microseconds = (unsigned long)(nanoseconds / 1000 % 1000000),
    };
}
