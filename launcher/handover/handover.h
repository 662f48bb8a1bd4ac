/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hand-over: builds the dom0 that the LCM asks for in fresh memory of domain 0, and leaves for
 * it.
 *
 * Domain 0 keeps its identity, and with it its privilege and all that Xen gave it; what changes are
 * its page frames, its page tables and the state of its one vCPU. The new address space consists of
 * fresh frames; the launcher's own few are numbered last, but for the page that is left from, which
 * both spaces show at one address. Everything that can fail happens before the point of no return:
 * until then the launcher can stay as the resident service.
 */
#ifndef LAUNCHER_HANDOVER_HANDOVER_H
#define LAUNCHER_HANDOVER_HANDOVER_H

#include <stddef.h>

#include "launcher/builder/parts/build.h"
#include "launcher/launch/launch.h"
#include "launcher/serve/resident.h"

/* One hand-over. */
struct handover {
    struct launch *launch;
    struct outcome *outcome; /* of the next domain 0 */
    struct build build;
    uint64_t jump_pfn;                /* of the page that is left from, in the new space */
    uint64_t spare_first;             /* the spare page frames that were taken over ... */
    uint64_t spare_end;               /* ... up to here; 0: none */
    uint64_t floor_pages;             /* that it has to run in at least */
    bool pinned;                      /* its page tables are */
    uint64_t calls;                   /* hypercalls that its steps took */
    char bootargs[LCM_BOOTARGS_SIZE]; /* its command line, which may be the boot domain's */
};

/*
 * How many page frames of what Xen gave domain 0 at boot the dom0 of the plan may keep; 0 without
 * one. reckon.c
 */
uint64_t handover_spare_pages(const struct launch *launch);

/* Begins to build the dom0 that the plan asks for. False where it asks for none. */
bool handover_begin(struct handover *handover, struct launch *launch);
/*
 * Does one step of that. True while there is more to do. Where it cannot be built all is undone,
 * recorded and logged.
 */
bool handover_step(struct handover *handover);
/* Whether it was built, once no step is left. */
bool handover_is_ready(const struct handover *handover);
/*
 * Leaves for the dom0 that was built. `resident` shows the last output of the other domains.
 * Returns only in a hosted build.
 */
void handover_leave(struct handover *handover, struct resident *resident);

#endif
