/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set with PCI devices: a PV domain with a network card and a disk, one with a device that cannot
 * be reset, and a PVH domain without any; and the front end of the first, as a test acts it.
 */
#ifndef TESTS_SUPPORT_PCI_SET_H
#define TESTS_SUPPORT_PCI_SET_H

#include "tests/support/launches.h"

#include <xen/io/pciif.h>

enum {
    PCI_NET = 1, /* domids */
    PCI_OLD = 2,
    PCI_PVH = 3,
    PCI_SET = 3,
    PCI_CARD_SBDF = 3 << 3,
    PCI_DISK_SBDF = 1 << 8 | 1,
    PCI_OLD_SBDF = 5 << 3,
    PCI_HOST_DEVICES = 4,
};

/* The host's: the three, and a bridge at 0000:00:1c.0. */
extern const struct sim_pci_device *pci_host;

extern struct run pci_run;

int pci_set_make(void **state);
int pci_set_unmake(void **state);
const struct set_image *pci_image(void);

/* Makes the Xen of a launch, which has not begun: with or without an IOMMU. */
void pci_prepare(bool has_iommu);
/* A launch of the set that went well. */
int pci_launch_make(void **state);
int pci_launch_unmake(void **state);
/* Serves until nothing is left to do. */
void pci_serve_all(void);

/* Connects the front end of a domain as Linux' does. */
void pci_front_connect(uint32_t domid);
/* Has it ask for something on its page, and be served: the answer in *op. */
void pci_front_ask(uint32_t domid, struct xen_pci_op *op);
/* A register of the device at `devfn` of its bus: its error. */
int32_t pci_front_read(uint32_t domid, uint32_t devfn, int32_t offset, int32_t size,
                       uint32_t *value);
int32_t pci_front_write(uint32_t domid, uint32_t devfn, int32_t offset, int32_t size,
                        uint32_t value);

#endif
