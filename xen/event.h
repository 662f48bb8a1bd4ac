/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels, waiting for them, and the end of it.
 *
 * Sources: xen/include/public/{event_channel,sched}.h. Each function returns 0 or -XEN_E*;
 * -XEN_ENOSPC where there are no more ports.
 */
#ifndef XEN_EVENT_H
#define XEN_EVENT_H

#include <stdint.h>

#include "xen/xen.h"

/* Makes an event channel port inside `domid` that domain 0 may bind to. */
int xen_event_offer(struct xen *xen, uint32_t domid, uint32_t *port);
/* Binds an own port to a port offered inside `domid`. */
int xen_event_bind(struct xen *xen, uint32_t domid, uint32_t remote_port, uint32_t *port);
/* Binds an own port to a virtual interrupt (VIRQ_*, xen/include/public/xen.h). */
int xen_event_bind_virq(struct xen *xen, uint32_t virq, uint32_t *port);
/* Signals the other end of an own port. */
int xen_event_send(struct xen *xen, uint32_t port);
/* Frees an own port. */
int xen_event_close(struct xen *xen, uint32_t port);
/* Closes all own ports; what other domains offered to domain 0 stays on offer. */
int xen_event_reset(struct xen *xen);

/*
 * Sleeps until one of the ports has an event pending, or until `deadline` (system time in
 * nanoseconds; 0: for ever). XEN_POLL_MAX ports at most, Xen's own limit.
 */
enum { XEN_POLL_MAX = 128 };
int xen_poll(struct xen *xen, const uint32_t *ports, uint32_t count, uint64_t deadline);
/*
 * Ends domain 0 for a reason (SHUTDOWN_*, xen/include/public/sched.h), and so the host: Xen halts
 * its processors after a power-off, and reboots otherwise. Returns only in a hosted build, or where
 * Xen refuses.
 */
int xen_host_end(struct xen *xen, uint32_t reason);

#endif
