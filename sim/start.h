/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a PV kernel takes for granted at its start, in a domain and as domain 0.
 */
#ifndef SIM_START_H
#define SIM_START_H

#include <stdint.h>

struct sim;
struct sim_domain;
struct start_info;

/* Where a PV kernel starts: virtual addresses. */
struct sim_start {
    uint64_t entry;
    uint64_t stack; /* its end */
    uint64_t info;
};

/*
 * NULL, or what a PV kernel could not start with: its first vCPU's state, through its pinned
 * tables. Copies the start info.
 */
const char *start_wrong(const struct sim *sim, const struct sim_domain *domain,
                        const struct sim_start *start, struct start_info *info);

#endif
