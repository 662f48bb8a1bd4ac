/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which leaves of CPUID a domain sees otherwise than Xen's default has them; pure arithmetic.
 *
 * Facts: what libxc does for every domain (xc_cpuid_apply_policy); the vendors' manuals for fields.
 */
#ifndef LAUNCHER_BUILDER_PARTS_CPUID_H
#define LAUNCHER_BUILDER_PARTS_CPUID_H

#include "xen/cpu_policy.h"
#include "xen/xen.h"

/* Leaves 1, 0x80000001, 0x80000008, and of leaf 4 a few caches: levels and kinds. */
enum { CPUID_CHANGED_MAX = 16 };

/*
 * A PVH domain's local APICs are numbered in steps of two, so every count of logical processors in
 * a package is doubled: its vCPUs are cores of one package. Returns how many leaves of the policy
 * went, changed, to `changed`.
 */
uint32_t cpuid_pvh_change(const struct xen_cpuid *policy, uint32_t count,
                          struct xen_cpuid changed[CPUID_CHANGED_MAX]);

/*
 * A PV domain may see the host's own topology leaves, so the two flags that say how to read them
 * are the host's.
 */
uint32_t cpuid_pv_change(const struct xen_cpuid *policy, uint32_t count,
                         const struct xen_cpuid *host, uint32_t host_count,
                         struct xen_cpuid changed[CPUID_CHANGED_MAX]);

#endif
