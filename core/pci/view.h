/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The configuration space as the domain sees it that has the function: what it reads, and which
 * writes reach the device.
 *
 * The registers are those of Linux' xen-pciback (drivers/xen/xen-pciback/conf_space*.c): everything
 * can be read. Writes reach the command register, cache line size, latency timer and BIST, the
 * power state, and the address of vital product data; those to BARs are kept here, for sizing
 * them. The interrupt line and pin, MSI and MSI-X are the owner's. Other writes have no effect,
 * unless the view is permissive.
 */
#ifndef CORE_PCI_VIEW_H
#define CORE_PCI_VIEW_H

#include "core/pci/function.h"

/* Access to the registers of the device: 1, 2 or 4 bytes, at a multiple of that. */
struct pci_access {
    uint32_t (*read)(void *context, unsigned int offset, unsigned int size);
    void (*write)(void *context, unsigned int offset, unsigned int size, uint32_t value);
    void *context;
};

struct pci_view {
    const struct pci_function *function;
    uint16_t command; /* as the domain wrote it */
    uint8_t sized;    /* BARs that read as their length, a bit each */
    uint8_t line;     /* the GSI that the domain has; 0: no INTx */
    bool permissive;
};

/* Whether a request can be one: 1, 2 or 4 bytes within the space, at a multiple of that. */
bool pci_view_takes(uint32_t offset, uint32_t size);

/* What the domain reads there. Only for what pci_view_takes(). */
uint32_t pci_view_read(const struct pci_view *view, const struct pci_access *access,
                       unsigned int offset, unsigned int size);
/* Does what the domain wrote. Only for what pci_view_takes(). */
void pci_view_write(struct pci_view *view, const struct pci_access *access, unsigned int offset,
                    unsigned int size, uint32_t value);

#endif
