/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Waking domains that were told of their store page, until they look.
 *
 * Linux of a PVH domain binds the store's event early in its boot, and later starts the thread that
 * waits for it, without a look at whether the event came already (xenbus_init() and
 * xenbus_probe_thread() in its drivers/xen/xenbus/xenbus_probe.c). An event between the two is
 * lost, and the domain would stay without a store and devices for good. So it is sent again until
 * the domain has written its first request.
 */
#ifndef DOM0_WAKE_H
#define DOM0_WAKE_H

#include <stdint.h>

#include "dom0/introduce.h"

/* A domain that has not looked after so long is of a kernel that never does, as Linux before
 * 5.17. */
enum { WAKE_SECONDS = 300 };

/*
 * Sends the event to each domain of the record that has not used its store page, once xenstored
 * has bound its port, and shows each its devices (dom0/frontends.h); returns how many have not used
 * it, and how many devices are not used yet.
 */
uint32_t wake_round(struct dom0 *dom0, const struct record *record);

#endif
