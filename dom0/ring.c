/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Presents a store page to its domain, and keeps requests in it over an introduction.
 */
#include "dom0/ring.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "xen/call.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/hypercall.h"

#include <xen/event_channel.h>
#include <xen/hvm/params.h>
#include <xen/io/xs_wire.h>

/* Ports that Xen's event channels can have at most, with FIFO channels. */
enum { PORTS_MAX = 131072 };

_Static_assert((int)RING_REQUESTS_SIZE == (int)XENSTORE_RING_SIZE, "all requests can be kept");

/* Copies the requests that no daemon has taken; a ring that makes no sense has none. */
static void requests_keep(struct ring *ring)
{
    const struct xenstore_domain_interface *page = ring->page;
    uint32_t taken = __atomic_load_n(&page->req_cons, __ATOMIC_ACQUIRE);

    ring->produced = __atomic_load_n(&page->req_prod, __ATOMIC_ACQUIRE);
    ring->count = ring->produced - taken;
    if (ring->count > RING_REQUESTS_SIZE)
        ring->count = 0;
    for (uint32_t i = 0; i < ring->count; i++)
        ring->requests[i] = (uint8_t)page->req[MASK_XENSTORE_IDX(taken + i)];
}

/* Writes them again if the daemon reset the ring: it is the only one that can have changed it. */
static void requests_restore(struct ring *ring)
{
    struct xenstore_domain_interface *page = ring->page;

    if (ring->count == 0 || page->req_prod == ring->produced)
        return;
    for (uint32_t i = 0; i < ring->count; i++)
        page->req[MASK_XENSTORE_IDX(page->req_prod + i)] = (char)ring->requests[i];
    __atomic_store_n(&page->req_prod, page->req_prod + ring->count, __ATOMIC_RELEASE);
}

/* Any request of ours makes the C daemon look at the rings of all domains. */
static void daemon_nudge(struct dom0 *dom0, const struct record_domain *domain)
{
    (void)xs_is_domain_introduced(dom0->store, domain->domid);
}

/*
 * Neither daemon sends an event without a request, and the port that the domain's is bound to is
 * the daemon's: it is found by what it is bound to.
 */
void ring_wake(struct dom0 *dom0, const struct record_domain *domain)
{
    for (evtchn_port_t port = 1; port < PORTS_MAX; port++) {
        struct evtchn_status status = {.dom = DOMID_SELF, .port = port};
        int64_t error = xen_call(&dom0->xen, __HYPERVISOR_event_channel_op, EVTCHNOP_status,
                                 hypercall_pointer(&status), 0, 0);

        if (error == -XEN_EINVAL)
            return; /* behind the last port */
        if (!error && status.status == EVTCHNSTAT_interdomain &&
            status.u.interdomain.dom == domain->domid &&
            status.u.interdomain.port == domain->store_port) {
            (void)xen_event_send(&dom0->xen, port);
            return;
        }
    }
}

bool ring_is_unused(struct dom0 *dom0, const struct record_domain *domain)
{
    xen_pfn_t frame = domain->store_frame;
    struct xenstore_domain_interface *page =
        xenforeignmemory_map(dom0->memory, domain->domid, PROT_READ, 1, &frame, NULL);
    bool unused;

    if (!page)
        return false;
    unused = __atomic_load_n(&page->req_prod, __ATOMIC_RELAXED) == 0;
    (void)xenforeignmemory_unmap(dom0->memory, page, 1);
    return unused;
}

static int page_offer(struct dom0 *dom0, const struct record_domain *domain, struct ring *ring)
{
    xen_pfn_t frame = domain->store_frame;
    int error = xen_domain_pause(&dom0->xen, domain->domid);

    if (error)
        return error;
    ring->page =
        xenforeignmemory_map(dom0->memory, domain->domid, PROT_READ | PROT_WRITE, 1, &frame, NULL);
    if (!ring->page) {
        error = -errno;
        (void)xen_domain_unpause(&dom0->xen, domain->domid);
        return error;
    }
    requests_keep(ring);
    return 0;
}

int ring_offer(struct dom0 *dom0, const struct record_domain *domain, struct ring *ring)
{
    ring->page = NULL;
    ring->count = 0;
    if (domain->store == RECORD_STORE_WAITING)
        return page_offer(dom0, domain, ring);
    return domain->store == RECORD_STORE_PARAM
               ? xen_hvm_param_set(&dom0->xen, domain->domid, HVM_PARAM_STORE_PFN,
                                   domain->store_frame)
               : 0;
}

void ring_settle(struct dom0 *dom0, const struct record_domain *domain, struct ring *ring)
{
    if (domain->store == RECORD_STORE_PARAM)
        ring_wake(dom0, domain);
    if (!ring->page)
        return;
    requests_restore(ring);
    (void)xenforeignmemory_unmap(dom0->memory, ring->page, 1);
    (void)xen_domain_unpause(&dom0->xen, domain->domid);
    daemon_nudge(dom0, domain);
}
