/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices: whose they are, what of them a domain may map, and their interrupts.
 *
 * Sources: xen/include/public/{domctl,physdev,sysctl}.h; what Xen makes of them is in
 * xen/drivers/passthrough/pci.c, xen/arch/x86/{irq,msi,physdev}.c. A device is named by its sbdf
 * (core/lcm/pci_address.h), an interrupt of a domain by its pirq. Each function returns 0 or
 * -XEN_E*.
 */
#ifndef XEN_PCI_H
#define XEN_PCI_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/xen.h"

/* Whether Xen has an IOMMU to give devices with. */
int xen_host_has_iommu(struct xen *xen, bool *has_iommu);
/* Lets domain 0 use I/O ports (PHYSDEVOP_set_iopl); Xen emulates 0xcf8 and 0xcfc for it. */
int xen_ports_open(struct xen *xen);

/*
 * Gives a device that is domain 0's, or nobody's, to a domain that was created with an IOMMU, or to
 * nobody: DOMID_IO, where its DMA reaches no memory, and where it goes from now on when it is taken
 * away. -XEN_ENODEV where Xen knows no such device, -XEN_EBUSY where it is another domain's.
 */
int xen_pci_assign(struct xen *xen, uint32_t domid, uint32_t sbdf);
/* Takes it away: not from a domain that is being destroyed (-XEN_EINVAL). */
int xen_pci_deassign(struct xen *xen, uint32_t domid, uint32_t sbdf);

/* Lets a domain map frames of devices, and use I/O ports. */
int xen_iomem_permit(struct xen *xen, uint32_t domid, uint64_t mfn, uint64_t count);
int xen_ioports_permit(struct xen *xen, uint32_t domid, uint32_t first, uint32_t count);

/*
 * Gives a domain the GSI of a PCI device, level and active low, as its pirq of the same number, and
 * access to it. It may be another domain's, too: interrupts of PCI are shared.
 */
int xen_gsi_map(struct xen *xen, uint32_t domid, uint32_t gsi);
/*
 * Gives a domain an interrupt of a device that is its own: MSI where `table` is 0, else entry
 * `entry` of its MSI-X table, whose BAR has the address `table`. *pirq is the domain's number of
 * it.
 */
int xen_msi_map(struct xen *xen, uint32_t domid, uint32_t sbdf, uint64_t table, uint32_t entry,
                uint32_t *pirq);
int xen_pirq_unmap(struct xen *xen, uint32_t domid, uint32_t pirq);
/*
 * Keeps domains from writing to a device's MSI-X table from now on: before a domain maps it, else
 * Xen crashes the domain that uses MSI-X. Only of a device that has MSI-X, decodes its memory, and
 * once.
 */
int xen_msix_prepare(struct xen *xen, uint32_t sbdf);

#endif
