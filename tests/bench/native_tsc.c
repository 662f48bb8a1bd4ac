/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launcher (build/bench/launcher-tsc.elf) whose first domain reads the host's own time stamp
 * counter. Where the processor does not say that this is invariant, Xen emulates each such read for
 * every domain but domain 0.
 */
#include "xen/control.h"
#include "xen/domain.h"

/* xen/include/public/domctl.h, XEN_DOMCTL_settscinfo */
enum { SET_TSC_INFO = 60, TSC_NEVER_EMULATED = 2, FIRST_DOMAIN = 1 };

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the launcher's. */
int __real_xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus);
int __wrap_xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus);

int __wrap_xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus)
{
    struct control control;
    int error = __real_xen_domain_set_vcpus(xen, domid, vcpus);

    if (error || domid != FIRST_DOMAIN)
        return error;
    domctl_start(xen, &control, SET_TSC_INFO, domid);
    put32(&control, DOMCTL_UNION, TSC_NEVER_EMULATED);
    return domctl_issue(xen, &control);
}
