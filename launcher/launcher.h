/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher: all that it keeps, and its life from the first to the last hypercall.
 */
#ifndef LAUNCHER_LAUNCHER_H
#define LAUNCHER_LAUNCHER_H

#include "launcher/handover/handover.h"
#include "launcher/launch/launch.h"
#include "launcher/serve/resident.h"

/* About 2 MiB: keep it static. A hosted build may have several. */
struct launcher {
    struct launch launch;
    struct handover handover;
    struct resident resident;
};

/* Meets Xen, says which launcher and which Xen this is. False when this Xen is not known. */
bool launcher_greet(struct launcher *launcher, struct xen *xen, struct boot *boot);

/* All phases of a launch. True where the next domain 0 has taken over: only in a hosted build. */
bool launcher_launch(struct launcher *launcher, struct xen *xen, struct boot *boot);

#endif
