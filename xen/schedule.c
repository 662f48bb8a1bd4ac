/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where vCPUs run: cpupools, and the affinity of single vCPUs.
 *
 * Sources: xen/include/public/{domctl,sysctl}.h, xen/common/sched/cpupool.c. These layouts are the
 * same in every version that abi.c knows.
 */
#include "xen/schedule.h"
#include "xen/clock.h"
#include "xen/control.h"
#include "xen/errno.h"
#include "xen/event.h"

enum {
    DOMCTL_SET_VCPU_AFFINITY = 9,
    AFFINITY_HARD = 1,
    SYSCTL_SCHED_ID = 4,
    SYSCTL_CPUPOOL = 18,
};

enum pool_operation {
    POOL_CREATE = 1,
    POOL_DESTROY = 2,
    POOL_ADD = 4,
    POOL_REMOVE = 5,
    POOL_MOVE = 6
};

#define POOL_ANY UINT32_MAX

/* How often a CPU is asked for that is in use, and how long it is waited for in between. */
enum { MOVE_TRIES = 100 };
#define MOVE_NS UINT64_C(1000000)

int xen_vcpu_set_affinity(struct xen *xen, uint32_t domid, uint32_t vcpu, const struct bits *hard)
{
    /* Xen writes back what is in force: not into the plan. */
    struct bits map = *hard;
    struct control control;

    domctl_start(xen, &control, DOMCTL_SET_VCPU_AFFINITY, domid);
    put32(&control, DOMCTL_UNION, vcpu);
    put32(&control, DOMCTL_UNION + 4, AFFINITY_HARD);
    put64(&control, DOMCTL_UNION + 8, hypercall_pointer(map.words));
    put32(&control, DOMCTL_UNION + 16, BITS_MAX);
    return domctl_issue(xen, &control);
}

int xen_scheduler(struct xen *xen, uint32_t *scheduler)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_SCHED_ID);
    error = sysctl_issue(xen, &control);
    *scheduler = get32(&control, SYSCTL_UNION);
    return error;
}

static int pool_issue(struct xen *xen, struct control *control, enum pool_operation operation,
                      uint32_t pool)
{
    put32(control, SYSCTL_UNION, operation);
    put32(control, SYSCTL_UNION + 4, pool);
    return sysctl_issue(xen, control);
}

int xen_cpupool_create(struct xen *xen, uint32_t scheduler, uint32_t *pool)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_CPUPOOL);
    put32(&control, SYSCTL_UNION + 8, scheduler);
    error = pool_issue(xen, &control, POOL_CREATE, POOL_ANY);
    *pool = get32(&control, SYSCTL_UNION + 4);
    return error;
}

int xen_cpupool_destroy(struct xen *xen, uint32_t pool)
{
    struct control control;

    sysctl_start(xen, &control, SYSCTL_CPUPOOL);
    return pool_issue(xen, &control, POOL_DESTROY, pool);
}

int xen_cpupool_move_cpu(struct xen *xen, uint32_t cpu, uint32_t from, uint32_t to)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_CPUPOOL);
    put32(&control, SYSCTL_UNION + 16, cpu);
    error = pool_issue(xen, &control, POOL_REMOVE, from);
    /* A vCPU that runs there has yet to leave: one of domain 0's own, at this time. */
    for (int tries = 0; error == -XEN_EAGAIN && tries < MOVE_TRIES; tries++) {
        (void)xen_sleep(xen, clock_now() + MOVE_NS);
        error = pool_issue(xen, &control, POOL_REMOVE, from);
    }
    if (error)
        return error;
    error = pool_issue(xen, &control, POOL_ADD, to);
    /* Back where it was, or it would be in no pool and run nothing. */
    for (int tries = 0, undone = error; undone && tries < XEN_UNDO_TRIES; tries++)
        undone = pool_issue(xen, &control, POOL_ADD, from);
    return error;
}

int xen_cpupool_move_domain(struct xen *xen, uint32_t domid, uint32_t pool)
{
    struct control control;

    sysctl_start(xen, &control, SYSCTL_CPUPOOL);
    put32(&control, SYSCTL_UNION + 12, domid);
    return pool_issue(xen, &control, POOL_MOVE, pool);
}
