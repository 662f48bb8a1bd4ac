/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's share of the CPUs while domains run that it started, and others wait to be built.
 * While a dom0 is built it has no more than they.
 */
#ifndef LAUNCHER_CPUS_WEIGHT_H
#define LAUNCHER_CPUS_WEIGHT_H

#include <stdint.h>

#include "xen/xen.h"

/* Domain 0's weight before it was raised; 0: it was not. */
struct cpus_weight {
    uint16_t before;
};

/* Raises domain 0's weight as far as it goes. Where Xen refuses, that is logged, and all goes on.
 */
void cpus_weight_raise(struct cpus_weight *weight, struct xen *xen);
/* Gives domain 0 the weight that it had, if it was raised. */
void cpus_weight_restore(struct cpus_weight *weight, struct xen *xen);

#endif
