/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * MSI and MSI-X of a device, for the domain that has it: Xen makes the interrupts, and writes their
 * messages; switching them on in the configuration space is left to domain 0.
 */
#ifndef LAUNCHER_PCI_INTERRUPTS_H
#define LAUNCHER_PCI_INTERRUPTS_H

#include "core/pci/device.h"
#include "xen/xen.h"

/*
 * Has the domain get MSI-X of these entries of the table, or, with NULL, one MSI; the numbers of
 * the interrupts, its pirqs, go to device->pirqs. 0 or -XEN_E*: -XEN_EBUSY where it has some
 * already, -XEN_ENXIO where the device has none, or does not decode the memory of its table,
 * -XEN_EINVAL for entries that are not there, -XEN_ENOSPC for too many.
 */
int interrupts_enable(struct xen *xen, uint32_t domid, struct pci_device *device,
                      const uint16_t *entries, uint32_t count);
/* Ends either; without any it does nothing. */
void interrupts_drop(struct xen *xen, uint32_t domid, struct pci_device *device);

#endif
