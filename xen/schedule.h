/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where vCPUs run: cpupools, and the affinity of single vCPUs.
 *
 * Sources: xen/include/public/{domctl,sysctl}.h, xen/common/sched/cpupool.c. Each function returns
 * 0 or -XEN_E*.
 */
#ifndef XEN_SCHEDULE_H
#define XEN_SCHEDULE_H

#include <stdint.h>

#include "core/base/bits.h"
#include "xen/xen.h"

/* Binds a vCPU to physical CPUs; -XEN_EINVAL where its cpupool has none of them. */
int xen_vcpu_set_affinity(struct xen *xen, uint32_t domid, uint32_t vcpu, const struct bits *hard);
/* The number of the scheduler that Xen was booted with. */
int xen_scheduler(struct xen *xen, uint32_t *scheduler);
/* Makes an empty pool; Xen chooses its number. */
int xen_cpupool_create(struct xen *xen, uint32_t scheduler, uint32_t *pool);
/* It must be empty, else -XEN_EBUSY. */
int xen_cpupool_destroy(struct xen *xen, uint32_t pool);
/* -XEN_EBUSY where the pool needs it, -XEN_EAGAIN where it is in use for a tenth of a second. Where
 * it cannot be put into the other pool, it stays in its own. */
int xen_cpupool_move_cpu(struct xen *xen, uint32_t cpu, uint32_t from, uint32_t to);
int xen_cpupool_move_domain(struct xen *xen, uint32_t domid, uint32_t pool);

#endif
