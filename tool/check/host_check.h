/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a set against the host that it is to run on.
 */
#ifndef TOOL_CHECK_HOST_CHECK_H
#define TOOL_CHECK_HOST_CHECK_H

#include "tool/check/host.h"
#include "tool/read/input.h"

/*
 * Of a set that was read without errors: memory with what Xen keeps for each domain and for itself,
 * and what is left for a dom0 that takes the rest; vCPUs, affinities, cpupools, PVH. Nothing is
 * checked of what is not known of the host.
 */
void host_check(struct input *input, const struct host *host);

/* Whether a boot entry with dom0_mem of so many MiB can load an image of so many bytes. */
void entry_check(struct input *input, unsigned long entry_mib, uint64_t image_size);

#endif
