/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Acting as a guest at its store ring, by the rules of docs/misc/xenstore-ring.txt.
 */
#include "sim/domain.h"
#include "sim/event.h"
#include "sim/machine.h"
#include "sim/sim.h"
#include "sim/state.h"

#include <xen/io/xs_wire.h>

/* The ring as the domain itself sees it; NULL where it was told of none. */
static struct xenstore_domain_interface *ring_find(const struct sim *sim, uint32_t domid)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    uint64_t mfn = domain && domain->params[HVM_PARAM_STORE_EVTCHN]
                       ? domain_mfn(domain, domain->params[HVM_PARAM_STORE_PFN])
                       : 0;

    return mfn ? (struct xenstore_domain_interface *)(void *)frame_bytes(sim, mfn) : NULL;
}

void sim_guest_store_signal(struct sim *sim, uint32_t domid)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    const struct sim_port *end =
        domain ? &domain->ports[domain->params[HVM_PARAM_STORE_EVTCHN]] : NULL;

    if (end && end->state == PORT_BOUND)
        port_signal(sim, sim->domains[0], end->remote_port);
}

uint32_t sim_guest_store_signals(const struct sim *sim, uint32_t domid)
{
    const struct sim_domain *domain = domain_find(sim, domid);

    return domain ? domain->ports[domain->params[HVM_PARAM_STORE_EVTCHN]].signals : 0;
}

bool sim_guest_store_page(const struct sim *sim, uint32_t domid, size_t offset, uint32_t *word)
{
    const struct xenstore_domain_interface *ring = ring_find(sim, domid);

    if (!ring || offset > sizeof(*ring) - sizeof(*word))
        return false;
    *word = *(const uint32_t *)(const void *)((const uint8_t *)ring + offset);
    return true;
}

bool sim_guest_store_spoil(struct sim *sim, uint32_t domid, size_t offset, uint32_t word)
{
    struct xenstore_domain_interface *ring = ring_find(sim, domid);

    if (!ring || offset > sizeof(*ring) - sizeof(word))
        return false;
    *(uint32_t *)(void *)((uint8_t *)ring + offset) = word;
    sim_guest_store_signal(sim, domid);
    return true;
}

size_t sim_guest_store_send(struct sim *sim, uint32_t domid, const void *bytes, size_t count)
{
    struct xenstore_domain_interface *ring = ring_find(sim, domid);
    size_t done = 0;

    while (ring && done < count && ring->req_prod - ring->req_cons < sizeof(ring->req)) {
        ring->req[MASK_XENSTORE_IDX(ring->req_prod)] = ((const char *)bytes)[done++];
        ring->req_prod++;
    }
    sim_guest_store_signal(sim, domid);
    return done;
}

size_t sim_guest_store_take(struct sim *sim, uint32_t domid, void *bytes, size_t size)
{
    struct xenstore_domain_interface *ring = ring_find(sim, domid);
    size_t done = 0;

    while (ring && done < size && ring->rsp_cons != ring->rsp_prod) {
        ((char *)bytes)[done++] = ring->rsp[MASK_XENSTORE_IDX(ring->rsp_cons)];
        ring->rsp_cons++;
    }
    if (done > 0)
        sim_guest_store_signal(sim, domid);
    return done;
}
