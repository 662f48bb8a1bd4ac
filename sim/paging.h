/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The pool that the nested page tables of a PVH domain come from.
 */
#ifndef SIM_PAGING_H
#define SIM_PAGING_H

#include <stdbool.h>
#include <stdint.h>

struct sim_domain;

/*
 * Takes the tables for an extent of 2^order pages; false where the pool is used up. Other domains
 * need none.
 */
bool paging_map(struct sim_domain *domain, uint64_t gfn, unsigned int order);

#endif
