/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Page tables and frames of a PV domain: mmu_update and mmuext_op.
 *
 * Source: xen/include/public/xen.h. Each function returns 0 or -XEN_E*.
 */
#ifndef XEN_MMU_H
#define XEN_MMU_H

#include <stdint.h>

#include "xen/xen.h"

/* One page table entry to write: machine address of the entry (low bits: command) and its value. */
struct xen_pte_update {
    uint64_t pointer;
    uint64_t value;
};

/* Page table bits; a PV guest's entries get the user bit from Xen. */
#define XEN_PTE_PRESENT  (UINT64_C(1) << 0)
#define XEN_PTE_WRITE    (UINT64_C(1) << 1)
#define XEN_PTE_USER     (UINT64_C(1) << 2)
#define XEN_PTE_ACCESSED (UINT64_C(1) << 5)
#define XEN_PTE_DIRTY    (UINT64_C(1) << 6)
#define XEN_PTE_NX       (UINT64_C(1) << 63)
/* Entries that point to tables; what protects is the last level. */
#define XEN_PTE_TABLE                                                                              \
    (XEN_PTE_PRESENT | XEN_PTE_WRITE | XEN_PTE_USER | XEN_PTE_ACCESSED | XEN_PTE_DIRTY)
#define XEN_PTE_RO (XEN_PTE_PRESENT | XEN_PTE_ACCESSED | XEN_PTE_NX)
#define XEN_PTE_RW (XEN_PTE_RO | XEN_PTE_WRITE | XEN_PTE_DIRTY)

/*
 * Writes own page table entries. `owner` is the domain whose frames they name (DOMID_SELF: own
 * machine frames; a PVH domain: its guest frames). A frame of Xen's that belongs to `owner` (a
 * grant table) is named by machine frame with XEN_PTE_NO_TRANSLATE in `pointer`.
 */
#define XEN_PTE_NO_TRANSLATE UINT64_C(3)
int xen_pte_update(struct xen *xen, const struct xen_pte_update *updates, uint32_t count,
                   uint32_t owner);
/*
 * Tells Xen which page frame each own machine frame is: pointer is the frame's machine address.
 */
#define XEN_PTE_MACHPHYS UINT64_C(1)
/* Makes a frame of `owner` a top-level page table, checked with all below it; takes that back. */
int xen_table_pin(struct xen *xen, uint64_t mfn, uint32_t owner);
int xen_table_unpin(struct xen *xen, uint64_t mfn, uint32_t owner);
/*
 * Unmaps the own page at an address, which may be seen until translations are forgotten
 * (update_va_mapping): for one of which nobody knows where its entry is.
 */
int xen_page_unmap(struct xen *xen, const void *address);
/* Forgets all cached translations of this vCPU. */
int xen_tlb_flush(struct xen *xen);
/* Fills own frames with zeros without mapping them. At most XEN_CLEAR_MAX at a time. */
enum { XEN_CLEAR_MAX = 256 };
int xen_frames_clear(struct xen *xen, const uint64_t *mfns, uint32_t count);

#endif
