/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * CPU policies: what CPUID tells a domain.
 *
 * Sources: xen/include/public/{domctl,sysctl}.h; these layouts are the same in every version that
 * abi.c knows.
 */
#include "xen/cpu_policy.h"
#include "xen/control.h"

enum { DOMCTL_SET_CPU_POLICY = 83, SYSCTL_GET_CPU_POLICY = 29 };

int xen_cpu_policy_get(struct xen *xen, enum xen_cpu_policy which, struct xen_cpuid *leaves,
                       uint32_t *count)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_GET_CPU_POLICY);
    put32(&control, SYSCTL_UNION, which);
    put32(&control, SYSCTL_UNION + 4, *count);
    put64(&control, SYSCTL_UNION + 16, hypercall_pointer(leaves));
    error = sysctl_issue(xen, &control);
    if (!error) {
        uint32_t written = get32(&control, SYSCTL_UNION + 4);

        *count = written < *count ? written : *count;
    }
    return error;
}

int xen_domain_set_cpu_policy(struct xen *xen, uint32_t domid, const struct xen_cpuid *leaves,
                              uint32_t count)
{
    return domctl_array(xen, DOMCTL_SET_CPU_POLICY, domid, leaves, count);
}
