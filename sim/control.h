/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domctl as its parts see it, and the parts.
 *
 * Each part returns what Xen returns, 0 or -XEN_E*; `address` is where the caller keeps the domctl,
 * for parts that answer in it.
 */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/layouts.h"

struct sim;
struct sim_domain;

/* The head of a domctl; the operation's union follows. */
struct sim_control {
    uint32_t command;
    uint32_t version;
    uint16_t domid;
    uint16_t pad[3];
    uint8_t operation[SIM_DOMCTL_UNION];
};

/*
 * Whether everything of the operation from `used` on is zero: padding that must be, and bytes of
 * other versions.
 */
bool control_rest_is_zero(const struct sim_control *control, size_t used);

/* create.c */
int64_t serve_create(struct sim *sim, struct sim_control *control, uint64_t address);

/* sizes.c: what a domain may have; to be said before it gets memory. */
int64_t serve_mempool(struct sim *sim, struct sim_domain *domain,
                      const struct sim_control *control);
int64_t serve_shadow(struct sim *sim, struct sim_domain *domain, const struct sim_control *control);
int64_t serve_vcpus(struct sim *sim, struct sim_domain *domain, const struct sim_control *control);
int64_t serve_max_mem(struct sim *sim, struct sim_domain *domain,
                      const struct sim_control *control);

#endif
