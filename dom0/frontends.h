/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices that a running domain may have missed.
 *
 * Linux lists its devices and then sets the watch that tells it of others
 * (frontend_probe_and_watch() in its drivers/xen/xenbus/xenbus_probe_frontend.c). One that comes in
 * between stays as it is for good: a toolstack that gives devices to a domain before it runs never
 * sees this, but launched domains start long before dom0. So the state of such a device is written
 * again, as it is: that fires the watch, and Linux looks.
 */
#ifndef DOM0_FRONTENDS_H
#define DOM0_FRONTENDS_H

#include <stdint.h>

#include <xenstore.h>

/*
 * Shows a domain those of its disks, network cards and PCI devices that it has not begun with;
 * returns how many these are. It does no harm where the domain knows them, or has no driver.
 */
uint32_t frontends_show(struct xs_handle *store, uint32_t domid);

#endif
