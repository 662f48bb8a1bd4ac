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

struct shared_info;

/* Makes an event channel port inside `domid` that domain `remote` may bind to. */
int xen_event_offer(struct xen *xen, uint32_t domid, uint32_t remote, uint32_t *port);
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

/* Sleeps until `deadline` (system time in nanoseconds; 0: for ever), or for less. */
int xen_sleep(struct xen *xen, uint64_t deadline);

/*
 * -- sleeping until any event comes ---------------------------------------------------------------
 *
 * A poll (SCHEDOP_poll) names 128 ports at most; a blocked vCPU is woken for all that are not
 * masked. The price is that Xen enters the domain at an address of its own when it wakes.
 */

/*
 * Has Xen enter the domain at `entry`, which returns at once with events masked, when an event
 * comes while it is blocked.
 */
int xen_event_enter(struct xen *xen, uint64_t entry);

/*
 * Sleeps until an event comes to a port that has none pending, or until `deadline`; VIRQ_TIMER must
 * be bound for that (0: for ever). An event that came since the latest xen_event_forget() ends the
 * sleep at once.
 */
int xen_block(struct xen *xen, uint64_t deadline);

/* Forgets that events came; to be called before pending ports are looked for. */
void xen_event_forget(struct shared_info *shared);

/*
 * Ends domain 0 for a reason (SHUTDOWN_*, xen/include/public/sched.h), and so the host: Xen halts
 * its processors after a power-off, and reboots otherwise. Returns only in a hosted build, or where
 * Xen refuses.
 */
int xen_host_end(struct xen *xen, uint32_t reason);

#endif
