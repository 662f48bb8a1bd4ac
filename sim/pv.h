/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The parts of domctl that PV domains alone have.
 */
#ifndef SIM_PV_H
#define SIM_PV_H

#include <stdint.h>

struct sim;
struct sim_domain;

/* What stands for Xen's hypercall entries. */
enum { SIM_HYPERCALL_BYTE = 0xf1 };

/*
 * Sets the first vCPU's state, from a vcpu_guest_context of the caller's; fills a page with
 * hypercall entries. 0, or -XEN_E* with a fault.
 */
int64_t pv_context_set(struct sim *sim, struct sim_domain *domain, uint64_t address);
int64_t pv_hypercalls_fill(struct sim *sim, struct sim_domain *domain, uint64_t mfn);

#endif
