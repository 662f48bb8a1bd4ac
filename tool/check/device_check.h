/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of the disks and network cards of a set.
 */
#ifndef TOOL_CHECK_DEVICE_CHECK_H
#define TOOL_CHECK_DEVICE_CHECK_H

#include "tool/read/input.h"

/*
 * Of a set that was read without errors: the text of each device (core/lcm/device.h), whose it is,
 * and devices that collide.
 */
void devices_check(struct input *input);

#endif
