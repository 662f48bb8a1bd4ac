/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The weight of a domain: its share of CPUs that others want, too.
 *
 * Sources: xen/include/public/domctl.h (xen_domctl_scheduler_op), xen/common/sched/core.c
 * (sched_adjust), credit.c, credit2.c. The layout is the same in every version that abi.c knows.
 */
#include "xen/weight.h"
#include "xen/control.h"
#include "xen/errno.h"
#include "xen/schedule.h"

enum { DOMCTL_SCHEDULER_OP = 16, OP_PUT = 0, OP_GET = 1, SCHEDULER_CREDIT = 5, SCHEDULER_CREDIT2 };

int xen_domain_swap_weight(struct xen *xen, uint32_t domid, uint16_t *weight)
{
    struct control control;
    uint32_t scheduler, parameters;
    int error = xen_scheduler(xen, &scheduler);

    if (!error && scheduler != SCHEDULER_CREDIT && scheduler != SCHEDULER_CREDIT2)
        error = -XEN_EOPNOTSUPP;
    if (error)
        return error;
    domctl_start(xen, &control, DOMCTL_SCHEDULER_OP, domid);
    put32(&control, DOMCTL_UNION, scheduler);
    put32(&control, DOMCTL_UNION + 4, OP_GET);
    error = domctl_issue(xen, &control);
    if (error)
        return error;
    /* Behind the weight is the cap, which stays as it is. */
    parameters = get32(&control, DOMCTL_UNION + 8);
    put32(&control, DOMCTL_UNION + 4, OP_PUT);
    put32(&control, DOMCTL_UNION + 8, (parameters & ~UINT32_C(0xffff)) | *weight);
    error = domctl_issue(xen, &control);
    if (!error)
        *weight = (uint16_t)parameters;
    return error;
}
