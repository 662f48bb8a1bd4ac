/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The unstable control operations on domains (domctl), encoded by offset for the running version.
 *
 * The structures are written field by field rather than through libxen-dev's headers, because those
 * know only one version. Source of each offset: xen/include/public/domctl.h.
 */
#include "xen/call.h"
#include "xen/domain.h"
#include "xen/control.h"
#include "xen/errno.h"

#include <xen/hvm/hvm_op.h>

enum {
    DOMCTL_CREATE = 1,
    DOMCTL_DESTROY = 2,
    DOMCTL_UNPAUSE = 4,
    DOMCTL_GET_INFO = 5,
    DOMCTL_SHADOW_OP = 10,
    DOMCTL_MAX_MEM = 11,
    DOMCTL_SET_VCPU_CONTEXT = 12,
    DOMCTL_MAX_VCPUS = 15,
    DOMCTL_HYPERCALL_INIT = 22,
    DOMCTL_SET_HVM_CONTEXT = 34,
    DOMCTL_SET_PAGING_MEMPOOL = 86,
    SHADOW_OP_SET_ALLOCATION = 31,
};

enum { CREATE_HVM = 1, CREATE_HAP = 2, CREATE_IOMMU = 0x20, EMULATE_LAPIC = 1 };

/* Event channels that xl gives a domain. */
#define EVENT_CHANNELS 1023u

/* An operation with one argument, which is 0 where it has none. */
static int domctl_number(struct xen *xen, uint32_t command, uint32_t domid, uint64_t number)
{
    struct control control;

    domctl_start(xen, &control, command, domid);
    put64(&control, DOMCTL_UNION, number);
    return domctl_issue(xen, &control);
}

bool xen_limits_grant_version(const struct xen *xen)
{
    return xen->abi->create_grant_opts != ABI_ABSENT;
}

int xen_domain_create(struct xen *xen, const struct xen_create *create)
{
    const struct xen_abi *abi = xen->abi;
    struct control control;

    domctl_start(xen, &control, DOMCTL_CREATE, create->domid);
    put32(&control, DOMCTL_UNION, create->label);
    memcpy(control.bytes + DOMCTL_UNION + 4, create->handle, sizeof(create->handle));
    put32(&control, DOMCTL_UNION + 20,
          (create->pv ? 0 : CREATE_HVM | CREATE_HAP) | (create->iommu ? CREATE_IOMMU : 0));
    put32(&control, DOMCTL_UNION + 28, create->vcpus);
    put32(&control, DOMCTL_UNION + 32,
          create->event_channels ? create->event_channels : EVENT_CHANNELS);
    put32(&control, DOMCTL_UNION + 36, create->grant_frames);
    put32(&control, DOMCTL_UNION + 40, create->maptrack_frames);
    if (xen_limits_grant_version(xen))
        put32(&control, DOMCTL_UNION + abi->create_grant_opts, create->grant_version);
    put32(&control, DOMCTL_UNION + abi->create_emulation_flags, create->pv ? 0 : EMULATE_LAPIC);
    return domctl_issue(xen, &control);
}

int xen_domain_destroy(struct xen *xen, uint32_t domid)
{
    return domctl_number(xen, DOMCTL_DESTROY, domid, 0);
}

int xen_domain_unpause(struct xen *xen, uint32_t domid)
{
    return domctl_number(xen, DOMCTL_UNPAUSE, domid, 0);
}

int xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus)
{
    return domctl_number(xen, DOMCTL_MAX_VCPUS, domid, vcpus);
}

int xen_domain_set_max_memory(struct xen *xen, uint32_t domid, uint64_t kib)
{
    return domctl_number(xen, DOMCTL_MAX_MEM, domid, kib);
}

int xen_domain_set_paging_pool(struct xen *xen, uint32_t domid, uint64_t kib)
{
    struct control control;

    if (xen->abi->has_mempool_op)
        return domctl_number(xen, DOMCTL_SET_PAGING_MEMPOOL, domid,
                             ((kib + 3) & ~UINT64_C(3)) * 1024);
    domctl_start(xen, &control, DOMCTL_SHADOW_OP, domid);
    put32(&control, DOMCTL_UNION, SHADOW_OP_SET_ALLOCATION);
    put32(&control, DOMCTL_UNION + 8, (uint32_t)((kib + 1023) / 1024));
    return domctl_issue(xen, &control);
}

int xen_domain_set_hvm_context(struct xen *xen, uint32_t domid, const void *records, size_t size)
{
    return domctl_array(xen, DOMCTL_SET_HVM_CONTEXT, domid, records, (uint32_t)size);
}

int xen_domain_set_vcpu(struct xen *xen, uint32_t domid, const struct vcpu_guest_context *context)
{
    /* The number before the pointer is that of the vCPU. */
    return domctl_array(xen, DOMCTL_SET_VCPU_CONTEXT, domid, context, 0);
}

int xen_domain_fill_hypercalls(struct xen *xen, uint32_t domid, uint64_t mfn)
{
    return domctl_number(xen, DOMCTL_HYPERCALL_INIT, domid, mfn);
}

int xen_domain_info(struct xen *xen, uint32_t domid, struct xen_domain_info *info)
{
    enum { FLAG_DYING = 1, FLAG_SHUTDOWN = 4, REASON_SHIFT = 16 };
    struct control control;
    uint32_t flags;
    int error;

    domctl_start(xen, &control, DOMCTL_GET_INFO, domid);
    error = domctl_issue(xen, &control);
    if (error)
        return error;
    /* Xen answers for the next domain where this one is not. */
    if ((get32(&control, DOMCTL_UNION) & 0xffff) != domid)
        return -XEN_ESRCH;
    flags = get32(&control, DOMCTL_UNION + 4);
    info->dying = flags & FLAG_DYING;
    info->shut_down = flags & FLAG_SHUTDOWN;
    info->shutdown_reason = (uint8_t)(flags >> REASON_SHIFT);
    info->pages = get64(&control, DOMCTL_UNION + 8);
    info->shared_info_mfn = get64(&control, DOMCTL_UNION + 48);
    info->cpu_time_ns = get64(&control, DOMCTL_UNION + 56);
    info->vcpus = get32(&control, DOMCTL_UNION + 68) + 1;
    memcpy(info->handle, control.bytes + DOMCTL_UNION + 76, sizeof(info->handle));
    return 0;
}

int xen_hvm_param_set(struct xen *xen, uint32_t domid, uint32_t index, uint64_t value)
{
    struct xen_hvm_param request = {.domid = (domid_t)domid, .index = index, .value = value};

    return (int)xen_call(xen, __HYPERVISOR_hvm_op, HVMOP_set_param, hypercall_pointer(&request), 0,
                         0);
}
