/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Configuration space of the host's PCI functions, by the ports 0xcf8 and 0xcfc (PCI Local Bus
 * Specification 3.0, 3.2.2.3.2). Xen emulates them for domain 0, and keeps what is its own: MSI-X
 * (xen/arch/x86/msi.c, pci_msi_conf_write_intercept).
 */
#ifndef LAUNCHER_PCI_CONFIG_H
#define LAUNCHER_PCI_CONFIG_H

#include "core/pci/device.h"

uint32_t config_read(uint32_t sbdf, unsigned int offset, unsigned int size);
void config_write(uint32_t sbdf, unsigned int offset, unsigned int size, uint32_t value);

/* The same for a view. */
struct pci_access config_access(struct pci_device *device);

#endif
