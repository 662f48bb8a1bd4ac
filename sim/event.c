/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels of the two-level kind (xen/common/event_channel.c).
 */
#include <string.h>

#include "sim/event.h"
#include "sim/domain.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/event_channel.h>

enum { VIRQS = 24, WORD_BITS = 64 };

/* The lowest free port; 0 when there is none. */
static uint32_t port_free_find(const struct sim_domain *domain)
{
    for (uint32_t port = 1; port < SIM_PORTS_MAX; port++)
        if (domain->ports[port].state == PORT_FREE &&
            (domain->domid == 0 || port <= domain->create.max_evtchn_port))
            return port;
    return 0;
}

static struct sim_port *port_at(struct sim_domain *domain, uint32_t port)
{
    return port > 0 && port < SIM_PORTS_MAX && domain->ports[port].state != PORT_FREE
               ? &domain->ports[port]
               : NULL;
}

void port_signal(struct sim *sim, struct sim_domain *domain, uint32_t port)
{
    struct shared_info *shared = sim->shared;
    xen_ulong_t bit = (xen_ulong_t)1 << port % WORD_BITS, word = (xen_ulong_t)1 << port / WORD_BITS;

    domain->ports[port].signals++;
    if (domain->domid != 0 || shared->evtchn_pending[port / WORD_BITS] & bit)
        return;
    shared->evtchn_pending[port / WORD_BITS] |= bit;
    if (shared->evtchn_mask[port / WORD_BITS] & bit ||
        shared->vcpu_info[0].evtchn_pending_sel & word)
        return;
    shared->vcpu_info[0].evtchn_pending_sel |= word;
    shared->vcpu_info[0].evtchn_upcall_pending = 1;
}

void virq_raise(struct sim *sim, uint32_t virq)
{
    struct sim_domain *self = sim->domains[0];

    for (uint32_t port = 1; port < SIM_PORTS_MAX; port++)
        if (self->ports[port].state == PORT_VIRQ && self->ports[port].virq == virq)
            port_signal(sim, self, port);
}

void port_close(struct sim *sim, struct sim_domain *domain, uint32_t port)
{
    struct sim_port *end = &domain->ports[port];

    if (end->state == PORT_BOUND) {
        struct sim_domain *remote = domain_find(sim, end->remote_domid);

        remote->ports[end->remote_port].state = PORT_UNBOUND;
        remote->ports[end->remote_port].remote_domid = domain->domid;
    }
    *end = (struct sim_port){0};
    if (domain->domid == 0)
        sim->shared->evtchn_pending[port / WORD_BITS] &= ~((xen_ulong_t)1 << port % WORD_BITS);
}

static int64_t serve_alloc(struct sim *sim, uint64_t address)
{
    struct evtchn_alloc_unbound request;
    struct sim_domain *domain;
    uint32_t port;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, request.dom, "offer an event channel in it");
    domain = domain_find(sim, request.dom);
    if (!domain || domain->dying || domain->domid == 0 ||
        (request.remote_dom != 0 && request.remote_dom == request.dom)) {
        return sim_fault(sim, domain ? XEN_EINVAL : XEN_ESRCH,
                         "an event channel in domain %u for domain %u", request.dom,
                         request.remote_dom);
    }
    port = port_free_find(domain);
    if (port == 0)
        return -XEN_ENOSPC;
    domain->ports[port] =
        (struct sim_port){.state = PORT_UNBOUND, .remote_domid = request.remote_dom};
    request.port = port;
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

static int64_t serve_bind(struct sim *sim, uint64_t address)
{
    struct evtchn_bind_interdomain request;
    struct sim_domain *self = sim->domains[0], *remote;
    struct sim_port *end;
    uint32_t port;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, request.remote_dom, "bind its event channel %u", request.remote_port);
    remote = domain_find(sim, request.remote_dom);
    end = remote ? port_at(remote, request.remote_port) : NULL;
    /* Once it runs, what it says of its ports is its own word. */
    if (remote && remote->started && (!end || end->state != PORT_UNBOUND || end->remote_domid != 0))
        return -XEN_EINVAL;
    if (!end || end->state != PORT_UNBOUND || end->remote_domid != 0) {
        return sim_fault(sim, remote ? XEN_EINVAL : XEN_ESRCH,
                         "port %u of domain %u is not offered to domain 0", request.remote_port,
                         request.remote_dom);
    }
    port = port_free_find(self);
    if (port == 0)
        return -XEN_ENOSPC;
    self->ports[port] = (struct sim_port){
        .state = PORT_BOUND,
        .remote_domid = remote->domid,
        .remote_port = request.remote_port,
    };
    end->state = PORT_BOUND;
    end->remote_port = port;
    /* What was sent before it was bound may have been lost: Xen signals the new end once. */
    port_signal(sim, self, port);
    request.local_port = port;
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

static int64_t serve_virq(struct sim *sim, uint64_t address)
{
    struct evtchn_bind_virq request;
    struct sim_domain *self = sim->domains[0];
    uint32_t port;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, -1, "bind virtual interrupt %u", request.virq);
    if (request.virq >= VIRQS || request.vcpu != 0) {
        return sim_fault(sim, XEN_EINVAL, "virtual interrupt %u for vCPU %u", request.virq,
                         request.vcpu);
    }
    for (port = 1; port < SIM_PORTS_MAX; port++) {
        if (self->ports[port].state == PORT_VIRQ && self->ports[port].virq == request.virq) {
            return sim_fault(sim, XEN_EEXIST, "virtual interrupt %u is bound already",
                             request.virq);
        }
    }
    port = port_free_find(self);
    if (port == 0)
        return -XEN_ENOSPC;
    self->ports[port] = (struct sim_port){.state = PORT_VIRQ, .virq = request.virq};
    request.port = port;
    memcpy((void *)(uintptr_t)address, &request, sizeof(request));
    return 0;
}

static int64_t serve_send(struct sim *sim, uint64_t address)
{
    struct evtchn_send request;
    struct sim_port *end;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    end = port_at(sim->domains[0], request.port);
    sim_say(sim, end ? (int32_t)end->remote_domid : -1, "signal it through port %u", request.port);
    if (!end || end->state == PORT_VIRQ) {
        return sim_fault(sim, XEN_EINVAL, "sending on port %u, which is not bound to a domain",
                         request.port);
    }
    if (end->state == PORT_BOUND)
        port_signal(sim, domain_find(sim, end->remote_domid), end->remote_port);
    return 0;
}

static int64_t serve_close(struct sim *sim, uint64_t address)
{
    struct evtchn_close request;
    struct sim_port *end;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    end = port_at(sim->domains[0], request.port);
    sim_say(sim, end && end->state == PORT_BOUND ? (int32_t)end->remote_domid : -1, "close port %u",
            request.port);
    if (!end)
        return sim_fault(sim, XEN_EINVAL, "closing port %u, which is free", request.port);
    port_close(sim, sim->domains[0], request.port);
    return 0;
}

static int64_t serve_reset(struct sim *sim, uint64_t address)
{
    struct evtchn_reset request;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, 0, "close all its ports");
    if (request.dom != DOMID_SELF)
        return sim_fault(sim, XEN_EINVAL, "reset of domain %u's event channels", request.dom);
    for (uint32_t port = 1; port < SIM_PORTS_MAX; port++)
        if (sim->domains[0]->ports[port].state != PORT_FREE)
            port_close(sim, sim->domains[0], port);
    return 0;
}

int64_t serve_event(struct sim *sim, uint64_t command, uint64_t address)
{
    switch (command) {
    case EVTCHNOP_alloc_unbound:
        return serve_alloc(sim, address);
    case EVTCHNOP_bind_interdomain:
        return serve_bind(sim, address);
    case EVTCHNOP_bind_virq:
        return serve_virq(sim, address);
    case EVTCHNOP_send:
        return serve_send(sim, address);
    case EVTCHNOP_reset:
        return serve_reset(sim, address);
    case EVTCHNOP_close:
        return serve_close(sim, address);
    default:
        return sim_fault(sim, XEN_ENOSYS,
                         "event channel command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
}
