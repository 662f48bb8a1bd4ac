/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels of the two-level kind: the ports of each domain.
 */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include <stdint.h>

struct sim;
struct sim_domain;

/* Of a domain; Xen has 4095, of which no launch needs more than two a domain and two. */
enum { SIM_PORTS_MAX = 640 };

struct sim_port {
    enum { PORT_FREE, PORT_UNBOUND, PORT_BOUND, PORT_VIRQ } state;
    uint32_t remote_domid;
    uint32_t remote_port;
    uint32_t virq;
    uint32_t signals;
};

/* Signals a port of the domain; domain 0's becomes pending. */
void port_signal(struct sim *sim, struct sim_domain *domain, uint32_t port);
/* Signals the port of domain 0 that is bound to the virtual interrupt, if one is. */
void virq_raise(struct sim *sim, uint32_t virq);
/* Frees a port; its other end, where there is one, becomes unbound. */
void port_close(struct sim *sim, struct sim_domain *domain, uint32_t port);

#endif
