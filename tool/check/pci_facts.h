/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the configuration space of a PCI function tells about its place and its reset, and which
 * functions cannot be kept apart.
 *
 * Where Linux has the IOMMU, it says itself which functions share a group. Under Xen it does not
 * have it, so the groups are made here by the rules of PCI Express: what a function sends to
 * another passes the IOMMU only where each port and each multi-function device on its way has
 * Access Control Services (ACS, PCI Express Base Specification 6.12) enabled, which Xen does where
 * it can (pci_enable_acs() in xen/drivers/passthrough/pci.c). Conventional PCI has nothing like it,
 * and a bridge to it sends the DMA of all that is behind it under one number.
 */
#ifndef TOOL_CHECK_PCI_FACTS_H
#define TOOL_CHECK_PCI_FACTS_H

#include "tool/check/host_pci.h"

struct pci_facts {
    bool is_whole;        /* capabilities could be read, as root may */
    bool is_virtual;      /* a virtual function of SR-IOV, which the standard keeps apart */
    bool is_bridge;       /* there is a bus behind it: */
    uint8_t secondary;    /* its number */
    bool is_express;      /* it has the capability PCI Express; of which kind: */
    uint8_t express_kind; /* Device/Port Type of that */
    bool has_acs;         /* ACS is there, and on */
    uint32_t resets;      /* enum host_reset; 0: not known */
};

/* Of `size` bytes of configuration space, as sysfs gives them: 64, 256 or 4096. False: fewer. */
bool pci_facts_read(struct pci_facts *facts, const uint8_t *config, size_t size);

/* Numbers the groups of all devices; the facts of each device have its index. */
void pci_groups_make(struct host_pci *pci, const struct pci_facts *facts);

#endif
