/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows in the fake store when xl attaches or detaches a device.
 */
#ifndef TESTS_SUPPORT_XL_DEVICES_H
#define TESTS_SUPPORT_XL_DEVICES_H

/*
 * Does what xl was called for with this line of words, if that was about a device: it has the nodes
 * by which it is found, and the half of its backend is in this state; or has none of them.
 */
void xl_devices_take(const char *line, unsigned int backend, const char *state);

void xl_devices_node_write(const char *path, const char *value);

#endif
