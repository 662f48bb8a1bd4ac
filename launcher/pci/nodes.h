/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes in the store by which a domain finds its PCI devices: those that libxl and xen-pciback
 * write (tools/libs/light/libxl_pci.c, Linux' drivers/xen/xen-pciback/xenbus.c), the launcher being
 * the backend. The devices are on one bus that only the domain sees, 0000:00, in the order of the
 * plan.
 */
#ifndef LAUNCHER_PCI_NODES_H
#define LAUNCHER_PCI_NODES_H

#include "core/pci/device.h"
#include "core/store/store.h"

/* Makes all of a domain's. False where the store has no room. */
bool nodes_put(struct store *store, uint32_t domid, const struct pci_device *devices,
               uint32_t count);
/* Removes the backend's half; the other goes with the domain's nodes. */
void nodes_drop(struct store *store, uint32_t domid);
/* Writes the backend's state: XenbusState*, xen/include/public/io/xenbus.h. */
void nodes_state_set(struct store *store, uint32_t domid, uint32_t state);
/* Reads a number of the front end's half: 0 where it has none there, or too long a text. */
uint32_t nodes_number(const struct store *store, uint32_t domid, const char *name);

#endif
