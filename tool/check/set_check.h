/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a whole set: against the host that it is to run on, and for what is hardly meant.
 */
#ifndef TOOL_CHECK_SET_CHECK_H
#define TOOL_CHECK_SET_CHECK_H

#include "tool/check/host.h"
#include "tool/read/input.h"

/*
 * Of a set that was read without errors, against a host (host_check.h; NULL: none is known), and
 * against itself: names that differ in case alone, vCPUs bound to the same single CPU, pools with
 * more vCPUs than CPUs, privileges that nobody has a use for, and guests that
 * nobody would hear (guest_check.h).
 */
void set_check(struct input *input, const struct host *host);

#endif
