/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving back what domain 0 has too much of, by all CPUs.
 */
#include "launcher/cpus/pool.h"

struct giving {
    const uint64_t *mfns;
    uint64_t count;
    uint64_t given; /* guarded: added to atomically */
};

/* A job: gives back so many frames as one hypercall zeroes. */
static int frames_give(void *context, const struct cpu *cpu, uint32_t i)
{
    struct giving *giving = context;
    uint64_t first = (uint64_t)i * XEN_CLEAR_MAX, left = giving->count - first;
    int64_t given =
        frames_release(cpu->xen, giving->mfns + first, left < XEN_CLEAR_MAX ? left : XEN_CLEAR_MAX);

    if (given < 0)
        return (int)given;
    (void)__atomic_add_fetch(&giving->given, (uint64_t)given, __ATOMIC_SEQ_CST);
    return 0;
}

static int64_t frames_share(void *context, const uint64_t *mfns, uint64_t count)
{
    struct giving giving = {.mfns = mfns, .count = count};
    int error = cpus_share(context, frames_give, &giving,
                           (uint32_t)((count + XEN_CLEAR_MAX - 1) / XEN_CLEAR_MAX));

    return error ? error : (int64_t)giving.given;
}

void cpus_memory_give(struct cpus *cpus, struct boot *boot)
{
    boot_memory_give(boot, frames_share, cpus);
}
