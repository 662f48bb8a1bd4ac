/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a whole set against the host that it is to run on.
 */
#ifndef TOOL_HOST_H
#define TOOL_HOST_H

#include "tool/input.h"

/* What is known of the host; 0: nothing, and nothing is checked of it. */
struct host {
    unsigned long memory_mib; /* all of its RAM */
    unsigned long cpus;       /* as Xen counts them: threads */
};

/*
 * Reports whether the domains of a set that was read without errors fit: their memory with what Xen
 * keeps for each, Xen's own share and the launcher (error memory-host); no more vCPUs in a domain
 * than there are CPUs (warning cpus-host).
 */
void host_check(struct input *input, const struct host *host);

#endif
