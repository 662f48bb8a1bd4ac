/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory operations (xen/include/public/memory.h), and the part of a sysctl that counts the host's.
 */
#include "xen/memory_op.h"
#include "xen/call.h"
#include "xen/control.h"

#include <xen/memory.h>

enum { SYSCTL_PHYSINFO = 3 };

int xen_host_memory(struct xen *xen, uint64_t *total_kib, uint64_t *free_kib)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_PHYSINFO);
    error = sysctl_issue(xen, &control);
    if (error)
        return error;
    *total_kib = get64(&control, SYSCTL_UNION + xen->abi->physinfo_total_pages) * 4;
    *free_kib = get64(&control, SYSCTL_UNION + xen->abi->physinfo_free_pages) * 4;
    return 0;
}

static int64_t memory_op(struct xen *xen, unsigned int command, const void *argument)
{
    return xen_call(xen, __HYPERVISOR_memory_op, command, hypercall_pointer(argument), 0, 0);
}

static int64_t reservation(struct xen *xen, unsigned int command, uint32_t domid,
                           const uint64_t *frames, uint64_t count, unsigned int order)
{
    struct xen_memory_reservation request = {
        .nr_extents = count,
        .extent_order = order,
        .domid = (domid_t)domid,
    };

    _Static_assert(sizeof(xen_pfn_t) == sizeof(*frames), "frame numbers are 64 bits wide");
    set_xen_guest_handle(request.extent_start, (xen_pfn_t *)(uintptr_t)frames);
    return memory_op(xen, command, &request);
}

int64_t xen_memory_populate(struct xen *xen, uint32_t domid, uint64_t *frames, uint64_t count,
                            unsigned int order)
{
    return reservation(xen, XENMEM_populate_physmap, domid, frames, count, order);
}

int64_t xen_memory_release(struct xen *xen, const uint64_t *mfns, uint64_t count)
{
    return reservation(xen, XENMEM_decrease_reservation, DOMID_SELF, mfns, count, 0);
}

int xen_memory_set_map(struct xen *xen, uint32_t domid, const struct e820_entry *map,
                       uint32_t count)
{
    struct xen_foreign_memory_map request = {
        .domid = (domid_t)domid,
        .map = {.nr_entries = count},
    };

    set_xen_guest_handle(request.map.buffer, (void *)(uintptr_t)map);
    return (int)memory_op(xen, XENMEM_set_memory_map, &request);
}

int xen_memory_host_map(struct xen *xen, struct e820_entry *map, uint32_t *count)
{
    struct xen_memory_map request = {.nr_entries = *count};
    int error;

    set_xen_guest_handle(request.buffer, (void *)map);
    error = (int)memory_op(xen, XENMEM_machine_memory_map, &request);
    *count = request.nr_entries;
    return error;
}

int xen_grant_table_frame(struct xen *xen, uint32_t domid, uint32_t frame, uint64_t *mfn)
{
    xen_pfn_t list = 0;
    struct xen_mem_acquire_resource request = {
        .domid = (domid_t)domid,
        .type = XENMEM_resource_grant_table,
        .id = XENMEM_resource_grant_table_id_shared,
        .nr_frames = 1,
        .frame = frame,
    };
    int64_t error;

    set_xen_guest_handle(request.frame_list, &list);
    error = memory_op(xen, XENMEM_acquire_resource, &request);
    *mfn = list;
    return (int)error;
}
