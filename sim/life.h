/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lives of domains: made with what Xen itself needs for them, killed, and reaped once nothing maps
 * them.
 */
#ifndef SIM_LIFE_H
#define SIM_LIFE_H

#include <stdint.h>

#include "sim/domain.h"

struct sim;
struct sim_create;

/* NULL, with `*result` (-XEN_E*), when Xen would refuse the domid or had no room. */
struct sim_domain *domain_new(struct sim *sim, uint32_t domid, const struct sim_create *create,
                              int64_t *result);
/* Destroys it; it stays as a dying one while something of it is mapped. */
void domain_kill(struct sim *sim, struct sim_domain *domain);
/* Lets destroyed domains go that nothing maps any more. */
void domains_reap(struct sim *sim);

#endif
