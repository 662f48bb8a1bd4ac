/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The work of a simulated launch, counted by domain and step, and the time that it takes where a
 * unit of it costs so much.
 *
 * Hypercalls, pages and extents are what the simulated Xen was asked for. Bytes that the launcher
 * hashes, decodes and copies by itself follow from what it knows at each step. Not counted: what
 * domains do that run meanwhile, the headers of kernels, microcode and XSM policies, and memory
 * that domain 0 has to give back first.
 */
#ifndef TOOL_RUN_SIMULATE_WORK_H
#define TOOL_RUN_SIMULATE_WORK_H

#include "launcher/launcher.h"
#include "sim/sim.h"
#include "tool/run/units.h"

struct work_counts {
    uint64_t of[WORKS];
};

/* Nanoseconds: of the work that CPUs can share, and of the other. */
struct work_time {
    double shared;
    double serial;
};

/* Large: keep it static. */
struct simulate_work {
    const struct units *units;
    struct work_counts steps[LCM_DOMAINS_MAX][BUILD_STEPS];
    struct work_counts own;                    /* of no domain */
    struct work_time until;                    /* of all that was done so far */
    bool hashed[LCM_MODULES_MAX];              /* payloads that were */
    bool is_started[LCM_DOMAINS_MAX];          /* it was, by the launcher ... */
    struct work_time started[LCM_DOMAINS_MAX]; /* ... after that */
};

/* What is looked at before a turn of the launcher, to be compared with after it. */
struct work_turn {
    struct sim_work work;
    uint64_t calls;
    const struct build *build; /* what goes on; NULL: nothing is built */
    uint32_t domain;           /* its index */
    enum build_step step;
    uint64_t loaded;
    bool copies_kernel;
    bool copies_ramdisk;
};

struct work_turn work_turn_begin(const struct sim *sim, const struct launcher *launcher);
void work_turn_end(struct simulate_work *work, const struct work_turn *turn, const struct sim *sim,
                   const struct launcher *launcher);

struct work_time work_time(const struct units *units, const struct work_counts *counts);
static inline double work_time_sum(struct work_time time)
{
    return time.shared + time.serial;
}

#endif
