/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Further vCPUs of domain 0: bringing them up, and having them sleep until another wakes them.
 *
 * Sources: xen/include/public/{vcpu,sched,event_channel}.h. Each function returns 0 or -XEN_E*,
 * unless said otherwise.
 */
#ifndef XEN_VCPUS_H
#define XEN_VCPUS_H

#include "xen/xen.h"

/*
 * Gives a vCPU its first state, from memory of the caller's. Once in the life of a domain:
 * -XEN_EEXIST after that. vCPUs from 32 on have no place in the shared page: -XEN_EINVAL.
 */
int xen_vcpu_initialise(struct xen *xen, uint32_t vcpu, const struct vcpu_guest_context *context);
int xen_vcpu_up(struct xen *xen, uint32_t vcpu);
/* 1: it is up; 0: down; else an error. */
int xen_vcpu_is_up(struct xen *xen, uint32_t vcpu);
/* Binds an own port by which any vCPU signals `vcpu`. */
int xen_vcpu_bind(struct xen *xen, uint32_t vcpu, uint32_t *port);
/* Sleeps until the port is pending, or for less. */
int xen_vcpu_sleep(struct xen *xen, uint32_t port);
/* Lets others have the CPU for a moment. */
void xen_vcpu_yield(struct xen *xen);

#endif
