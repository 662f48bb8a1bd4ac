/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The store page that a launched domain shares with xenstored, around its introduction.
 *
 * A PVH domain of Linux was told of the event channel only; its page is named to it
 * (HVM_PARAM_STORE_PFN) at the introduction, and it is woken then: Linux from 5.17 on waits for
 * that in the background. Older ones do not look again and stay without a store. An event can come
 * too early (dom0/wake.h).
 *
 * A PV domain, and a PVH domain of another kernel, knows the page and may wait there with its first
 * request written. oxenstored answers that; the C xenstored forgets what stands in a page when it
 * is introduced. So the domain is paused over the introduction, and a request that was lost is
 * written again.
 */
#ifndef DOM0_RING_H
#define DOM0_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "dom0/introduce.h"

enum { RING_REQUESTS_SIZE = 1024 };

/* What is kept of a page that is known already; nothing of another. */
struct ring {
    void *page;     /* NULL: not mapped */
    uint32_t count; /* of bytes that no daemon had taken */
    uint32_t produced;
    uint8_t requests[RING_REQUESTS_SIZE];
};

/* Before the introduction. Returns 0 or Xen's negative errno value; then there is nothing to
 * settle. */
int ring_offer(struct dom0 *dom0, const struct record_domain *domain, struct ring *ring);

/* After the introduction, whether it was refused or not. */
void ring_settle(struct dom0 *dom0, const struct record_domain *domain, struct ring *ring);

/* Sends the event that tells a domain of its page. */
void ring_wake(struct dom0 *dom0, const struct record_domain *domain);

/* Whether a domain has never written a request; false, too, of one that is gone. */
bool ring_is_unused(struct dom0 *dom0, const struct record_domain *domain);

#endif
