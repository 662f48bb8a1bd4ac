/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * CPU policies: what CPUID tells a domain.
 *
 * Sources: xen/include/public/{domctl,sysctl}.h, XEN_DOMCTL_set_cpu_policy and
 * XEN_SYSCTL_get_cpu_policy. Each function returns 0 or -XEN_E*.
 */
#ifndef XEN_CPU_POLICY_H
#define XEN_CPU_POLICY_H

#include <stdint.h>

#include "xen/xen.h"

struct xen_cpuid {
    uint32_t leaf;
    uint32_t subleaf; /* all ones where the leaf has none */
    uint32_t a, b, c, d;
};

enum xen_cpu_policy { XEN_CPU_POLICY_HOST = 1, XEN_CPU_POLICY_PV = 4, XEN_CPU_POLICY_HVM = 5 };

/* Reads the host's policy or a default; at most *count leaves, which becomes their number.
 * -XEN_ENOBUFS where there are more. */
int xen_cpu_policy_get(struct xen *xen, enum xen_cpu_policy which, struct xen_cpuid *leaves,
                       uint32_t *count);
/* Changes leaves of a domain's policy; those that are not named stay. Before it first runs, else
 * -XEN_EEXIST. */
int xen_domain_set_cpu_policy(struct xen *xen, uint32_t domid, const struct xen_cpuid *leaves,
                              uint32_t count);

#endif
