/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV address spaces: pinned trees of page tables, and reading through them.
 */
#ifndef SIM_SPACES_H
#define SIM_SPACES_H

#include <stdbool.h>
#include <stdint.h>

struct sim;
struct sim_domain;

/* Whether the frame is the domain's; domain 0's too. */
bool frame_is_owned(const struct sim *sim, const struct sim_domain *domain, uint64_t mfn);
/* Whether it is a table of a pinned tree: then nobody may write it. */
bool frame_is_table(const struct sim *sim, uint64_t mfn);
/* Checks the tree and pins it; unpins it. 0, or -XEN_E* with a fault. */
int64_t space_pin(struct sim *sim, struct sim_domain *domain, uint64_t mfn);
int64_t space_unpin(struct sim *sim, struct sim_domain *domain, uint64_t mfn);
/* The frame that an address shows, with the bits of its last entry; 0: none. */
uint64_t space_find(const struct sim *sim, uint64_t top, uint64_t address, uint64_t *bits);

#endif
