/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Page table operations of a PV domain (xen/include/public/xen.h, mmu_update and mmuext_op).
 */
#include "xen/mmu.h"
#include "xen/call.h"

_Static_assert(sizeof(struct xen_pte_update) == sizeof(struct mmu_update), "the same layout");

int xen_pte_update(struct xen *xen, const struct xen_pte_update *updates, uint32_t count,
                   uint32_t owner)
{
    if (count == 0)
        return 0;
    return (int)xen_call(xen, __HYPERVISOR_mmu_update, hypercall_pointer(updates), count, 0, owner);
}

static int table_op(struct xen *xen, unsigned int command, uint64_t mfn, uint32_t owner)
{
    struct mmuext_op operation = {.cmd = command, .arg1.mfn = mfn};

    return (int)xen_call(xen, __HYPERVISOR_mmuext_op, hypercall_pointer(&operation), 1, 0, owner);
}

int xen_table_pin(struct xen *xen, uint64_t mfn, uint32_t owner)
{
    return table_op(xen, MMUEXT_PIN_L4_TABLE, mfn, owner);
}

int xen_table_unpin(struct xen *xen, uint64_t mfn, uint32_t owner)
{
    return table_op(xen, MMUEXT_UNPIN_TABLE, mfn, owner);
}

int xen_page_unmap(struct xen *xen, const void *address)
{
    return (int)xen_call(xen, __HYPERVISOR_update_va_mapping, hypercall_pointer(address), 0,
                         UVMF_NONE, 0);
}

int xen_tlb_flush(struct xen *xen)
{
    return table_op(xen, MMUEXT_TLB_FLUSH_LOCAL, 0, DOMID_SELF);
}

int xen_frames_clear(struct xen *xen, const uint64_t *mfns, uint32_t count)
{
    struct mmuext_op operations[XEN_CLEAR_MAX];

    for (uint32_t i = 0; i < count; i++)
        operations[i] = (struct mmuext_op){.cmd = MMUEXT_CLEAR_PAGE, .arg1.mfn = mfns[i]};
    return (int)xen_call(xen, __HYPERVISOR_mmuext_op, hypercall_pointer(operations), count, 0,
                         DOMID_SELF);
}
