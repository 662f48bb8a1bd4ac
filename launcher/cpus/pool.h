/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One piece of work shared by all CPUs that domain 0 may use.
 *
 * The first CPU runs the launch, alone. Where a step of it is many equal jobs (blocks to verify,
 * chunks to decode, extents to populate), it shares them and goes on once all are done. So the
 * order of the launch, its log and its results are the same for any number of CPUs.
 *
 * Which data is whose, while jobs run:
 *  - immutable: the plan, the image, the payload that is read, all that the work's context names
 *    and that no job writes;
 *  - one CPU's: its stack, its struct xen, its stretch of the load window (CPU_PAGES pages from
 *    cpu->number * CPU_PAGES on), and the results of the jobs that it does, one element a job;
 *  - guarded, by atomic operations alone: the members of struct cpus below, and sums of a context;
 *  - the first CPU's: everything else, the log and all static data included. It is not used by a
 *    job.
 */
#ifndef LAUNCHER_CPUS_POOL_H
#define LAUNCHER_CPUS_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/boot.h"

/* Pages of the load window that are one CPU's. */
enum { CPU_PAGES = (int)WINDOW_LOAD_PAGES / (int)BOOT_CPUS_MAX };

/* The CPU that does a job. */
struct cpu {
    struct xen *xen;
    uint32_t number; /* 0: the first */
};

/* Does job `i` of a work. 0, or an error, which need not be Xen's. */
typedef int cpus_job(void *context, const struct cpu *cpu, uint32_t i);

/* The CPUs, and the work that they share. All zero but for `xen`: the first CPU is the only one. */
struct cpus {
    struct xen *xen;  /* the first CPU's */
    uint32_t helpers; /* CPUs beside it */
    cpus_job *job;
    void *context;
    uint64_t ticket; /* which work it is, how many jobs of it were taken, how many there are */
    uint64_t failed; /* the first of its jobs that failed, and the error */
    uint32_t left;   /* jobs that are not done */
    /* Of each CPU: the helpers' Xen, and the work before which it flushed its TLB last. */
    struct xen own[BOOT_CPUS_MAX];
    uint32_t flushed[BOOT_CPUS_MAX];
};

/* The most jobs of a work. */
enum { CPUS_JOBS_MAX = (1 << 20) - 1 };

/*
 * Starts up to `count` helpers, vCPUs of domain 0 from `first` on. Says how many CPUs build then,
 * or why it are fewer.
 */
void cpus_start(struct cpus *cpus, struct boot *boot, uint32_t first, uint32_t count);

/*
 * Has jobs 0 to `count` - 1, CPUS_JOBS_MAX of them at most, done by all CPUs, in no order. Returns
 * when all are: 0, or the error of the first one that failed. Those behind a job that failed may be
 * left out. A job may map its own pages; what others mapped before, all CPUs see.
 */
int cpus_share(struct cpus *cpus, cpus_job *job, void *context, uint32_t count);

/* Does one job, as a CPU. False where there is none. For the machine (xen/boot.h) and cpus_share().
 */
bool cpus_help(void *cpus, uint32_t number);

/* boot_memory_give() by all CPUs, since to zero it takes most of the time. give.c */
void cpus_memory_give(struct cpus *cpus, struct boot *boot);

/*
 * Ends the helpers before domain 0 gets another kernel: they leave the launcher's page tables for
 * good. 0 or an error: then domain 0 cannot get another kernel.
 */
int cpus_stop(struct cpus *cpus, struct boot *boot);

#endif
