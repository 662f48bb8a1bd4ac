/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher: all that it keeps, and its life from the first to the last hypercall.
 */
#ifndef LAUNCHER_LAUNCHER_H
#define LAUNCHER_LAUNCHER_H

#include "launcher/cpus/pool.h"
#include "launcher/cpus/weight.h"
#include "launcher/handover/handover.h"
#include "launcher/launch/launch.h"
#include "launcher/serve/resident.h"

/* What comes next, in this order. */
enum launcher_phase {
    PHASE_READ,       /* the launch image; memory that nobody needs goes back to Xen */
    PHASE_LISTEN,     /* to what happens to domains, where they are served */
    PHASE_CONFIGURE,  /* Xen itself: microcode, policy, cpupools */
    PHASE_BOOT,       /* the boot domain has its say, if there is one */
    PHASE_LAUNCH,     /* every domain but domain 0: built, and started as soon as it may */
    PHASE_HAND_OVER,  /* whether the plan asks for a dom0 */
    PHASE_BUILD_DOM0, /* in domain 0 itself */
    PHASE_LEAVE,      /* for that dom0 */
    PHASE_RECORD,     /* where none takes over: the summary, and the image goes */
    PHASE_SETTLE,     /* what wakes the service */
    PHASE_SERVE,      /* for as long as the host is up */
    PHASE_LEFT,       /* the next dom0 has taken over: only in a hosted build */
    PHASE_OVER,       /* nothing can be served */
};

/* About 3 MiB: keep it static. A hosted build may have several. All zero before it is greeted. */
struct launcher {
    enum launcher_phase phase;
    struct launch launch;
    struct handover handover;
    struct resident resident;
    struct cpus_weight weight;
    struct cpus cpus;
    uint64_t cpus_most; /* of them that build domains, as the option says; 0: it was not given */
};

/*
 * Meets Xen, says which launcher and which Xen this is, and begins the launch. False when this Xen
 * is not known.
 */
bool launcher_greet(struct launcher *launcher, struct xen *xen, struct boot *boot);

/* Bytes that domain 0 has to have for a xenstore, beside the launcher and its image. */
uint64_t launcher_store_size(const struct lcm_plan *plan);

/* Whether the launch goes on: what comes next is not the service alone. */
static inline bool launcher_is_launching(const struct launcher *launcher)
{
    return launcher->phase < PHASE_SETTLE;
}

/*
 * One turn of the launcher's loop: a step of the launch, then a glance at what the domains say;
 * once the launch is over, whatever happens next is waited for and served. False when nothing comes
 * next.
 */
bool launcher_step(struct launcher *launcher);

#endif
