/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domain 0's weight during a launch.
 *
 * With Xen's own weight, the last of sixteen domains on one CPU is built when fifteen others have
 * had as much of that CPU as the launcher: they boot sooner, and it starts seventeen times as late.
 */
#include "launcher/cpus/weight.h"
#include "xen/errno.h"
#include "xen/log.h"
#include "xen/weight.h"

/* The most that the interface has; Xen gives a domain 256. */
#define WEIGHT_BUILDING UINT16_MAX

void cpus_weight_raise(struct cpus_weight *weight, struct xen *xen)
{
    uint16_t swapped = WEIGHT_BUILDING;
    int error = xen_domain_swap_weight(xen, 0, &swapped);

    if (!error)
        weight->before = swapped;
    else
        log_line("domain 0's weight stays as it is: Xen says %s; domains that run may slow the "
                 "building of others; boot Xen with sched=credit2 to prevent that",
                 xen_strerror(error));
}

void cpus_weight_restore(struct cpus_weight *weight, struct xen *xen)
{
    int error = weight->before ? -XEN_EAGAIN : 0;

    for (int tries = 0; error && tries < XEN_UNDO_TRIES; tries++) {
        uint16_t swapped = weight->before;

        error = xen_domain_swap_weight(xen, 0, &swapped);
    }
    if (error)
        log_line("domain 0 keeps the weight %u: Xen says %s; give it another with xl sched-credit2",
                 WEIGHT_BUILDING, xen_strerror(error));
    weight->before = 0;
}
