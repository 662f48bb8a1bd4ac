/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The part of domctl that PVH domains alone have: the state of their vCPUs.
 */
#ifndef SIM_HVM_H
#define SIM_HVM_H

#include <stdint.h>

struct sim;
struct sim_domain;

/* Loads the records of a sethvmcontext. 0, or -XEN_E* with a fault. */
int64_t hvm_context_load(struct sim *sim, struct sim_domain *domain, uint64_t address,
                         uint32_t size);

#endif
