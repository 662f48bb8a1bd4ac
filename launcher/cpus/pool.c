/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sharing the jobs of one work among CPUs.
 *
 * A job is taken by counting up the ticket, which names the work, too: a helper that wakes late
 * finds no job of a work that is over. The work is replaced only when no job of it is left undone.
 */
#include "launcher/cpus/pool.h"
#include "xen/log.h"
#include "xen/mmu.h"

/* The ticket: 24 bits which work, 20 bits jobs taken, 20 bits jobs there are. */
enum { COUNT_BITS = 20, WORK_SHIFT = 2 * COUNT_BITS };
#define COUNT_MASK ((UINT64_C(1) << COUNT_BITS) - 1)
_Static_assert(CPUS_JOBS_MAX == COUNT_MASK, "the header says how many fit");
#define TAKEN_ONE (UINT64_C(1) << COUNT_BITS)

#define NONE_FAILED UINT64_MAX

static uint32_t ticket_work(uint64_t ticket)
{
    return (uint32_t)(ticket >> WORK_SHIFT);
}

static uint32_t ticket_taken(uint64_t ticket)
{
    return (uint32_t)(ticket >> COUNT_BITS & COUNT_MASK);
}

/* Takes a job: the ticket before names it. */
static bool job_take(struct cpus *cpus, uint64_t *ticket)
{
    *ticket = __atomic_load_n(&cpus->ticket, __ATOMIC_SEQ_CST);
    while (ticket_taken(*ticket) < (*ticket & COUNT_MASK))
        if (__atomic_compare_exchange_n(&cpus->ticket, ticket, *ticket + TAKEN_ONE, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

/* Jobs are taken in order: so what is noted last is what one CPU alone would have come upon. */
static void failure_note(struct cpus *cpus, uint32_t i, int error)
{
    uint64_t failure = (uint64_t)i << 32 | (uint32_t)error;
    uint64_t noted = __atomic_load_n(&cpus->failed, __ATOMIC_SEQ_CST);

    while (failure < noted && !__atomic_compare_exchange_n(&cpus->failed, &noted, failure, false,
                                                           __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
}

/*
 * A helper may remember pages that the first CPU has replaced since. What CPUs take for each other
 * is not counted: a domain's hypercalls are the same for any number of them.
 */
static int pages_forget(struct cpus *cpus, const struct cpu *cpu, uint32_t work)
{
    struct xen uncounted = *cpu->xen;
    int error = 0;

    if (cpu->number > 0 && cpus->flushed[cpu->number] != work)
        error = xen_tlb_flush(&uncounted);
    if (!error)
        cpus->flushed[cpu->number] = work;
    return error;
}

bool cpus_help(void *context, uint32_t number)
{
    struct cpus *cpus = context;
    struct cpu cpu = {.xen = number ? &cpus->own[number] : cpus->xen, .number = number};
    uint64_t ticket;
    uint32_t i;

    if (!job_take(cpus, &ticket))
        return false;
    i = ticket_taken(ticket);
    /* Those before one that failed are done: the first of all that fail is told. */
    if (i < __atomic_load_n(&cpus->failed, __ATOMIC_SEQ_CST) >> 32) {
        int error = pages_forget(cpus, &cpu, ticket_work(ticket));

        if (!error)
            error = cpus->job(cpus->context, &cpu, i);
        if (error)
            failure_note(cpus, i, error);
    }
    (void)__atomic_sub_fetch(&cpus->left, 1, __ATOMIC_SEQ_CST);
    return true;
}

int cpus_share(struct cpus *cpus, cpus_job *job, void *context, uint32_t count)
{
    uint64_t work = ticket_work(cpus->ticket) + UINT64_C(1);
    struct xen uncounted = *cpus->xen;

    cpus->job = job;
    cpus->context = context;
    cpus->failed = NONE_FAILED;
    cpus->left = count;
    __atomic_store_n(&cpus->ticket, work << WORK_SHIFT | count, __ATOMIC_SEQ_CST);
    for (uint32_t i = 1; i <= cpus->helpers && i < count; i++)
        boot_cpu_wake(&uncounted, i);
    while (cpus_help(cpus, 0)) {
    }
    while (__atomic_load_n(&cpus->left, __ATOMIC_SEQ_CST) > 0)
        boot_cpu_relax(&uncounted);
    for (uint32_t i = 1; i <= cpus->helpers; i++) {
        cpus->xen->calls += cpus->own[i].calls;
        cpus->own[i].calls = 0;
    }
    return cpus->failed == NONE_FAILED ? 0 : (int)(uint32_t)cpus->failed;
}

void cpus_start(struct cpus *cpus, struct boot *boot, uint32_t first, uint32_t count)
{
    if (first >= BOOT_CPUS_MAX)
        return;
    count = count < BOOT_CPUS_MAX - first ? count : BOOT_CPUS_MAX - first;
    for (uint32_t i = 1; i <= count; i++) {
        cpus->own[i] = *cpus->xen;
        cpus->own[i].calls = 0;
    }
    cpus->helpers = boot_cpus_start(cpus->xen, boot, first, count, cpus_help, cpus);
    if (cpus->helpers)
        log_line("%u CPUs build domains", (unsigned int)cpus->helpers + 1);
    if (cpus->helpers < count)
        log_line("%u CPUs cannot help: Xen or domain 0's memory is short; the launch takes longer",
                 (unsigned int)(count - cpus->helpers));
}

int cpus_stop(struct cpus *cpus, struct boot *boot)
{
    int error = cpus->helpers ? boot_cpus_stop(cpus->xen, boot) : 0;

    /* Who stays goes on helping, and what it maps is unmapped. */
    if (!error)
        cpus->helpers = 0;
    return error;
}
