/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The weight of a domain: its share of CPUs that others want, too.
 *
 * Source: xen/include/public/domctl.h (xen_domctl_scheduler_op).
 */
#ifndef XEN_WEIGHT_H
#define XEN_WEIGHT_H

#include <stdint.h>

#include "xen/xen.h"

/*
 * Gives a domain of the first cpupool this weight, and gets the one that it had: of two domains
 * that want a CPU, one with twice the weight has it twice as long. 0 or -XEN_E*; -XEN_EOPNOTSUPP
 * where Xen booted with a scheduler that has no weights (all but credit and credit2).
 */
int xen_domain_swap_weight(struct xen *xen, uint32_t domid, uint16_t *weight);

#endif
