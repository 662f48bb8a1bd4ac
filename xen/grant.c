/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Grants, mapped by the machine address of the page table entry.
 */
#include "xen/grant.h"
#include "xen/call.h"
#include "xen/errno.h"

#include <xen/grant_table.h>

int xen_grant_map(struct xen *xen, const struct window *window, uint32_t page, uint32_t domid,
                  uint32_t ref, uint32_t *handle)
{
    struct gnttab_map_grant_ref request = {
        .host_addr = window->entries + page * sizeof(uint64_t),
        .flags = GNTMAP_host_map | GNTMAP_contains_pte,
        .ref = ref,
        .dom = (domid_t)domid,
    };
    int error = (int)xen_call(xen, __HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref,
                              hypercall_pointer(&request), 1, 0);

    *handle = request.handle;
    return error ? error : request.status == GNTST_okay ? 0 : -XEN_EINVAL;
}

int xen_grant_unmap(struct xen *xen, const struct window *window, uint32_t page, uint32_t handle)
{
    struct gnttab_unmap_grant_ref request = {
        .host_addr = window->entries + page * sizeof(uint64_t),
        .handle = handle,
    };
    int error = (int)xen_call(xen, __HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref,
                              hypercall_pointer(&request), 1, 0);

    return error ? error : request.status == GNTST_okay ? 0 : -XEN_EINVAL;
}
