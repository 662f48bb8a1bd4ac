/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Stopping a PCI function, and resetting it: between two owners it is as after power-on.
 *
 * A function level reset where it has one, else by its power state (PCI Express Base
 * Specification, 6.6.2; PCI Power Management Interface, 5.4). A reset takes time, in which the
 * launcher does other things: it is begun when a device is taken, and over when it is given.
 */
#ifndef LAUNCHER_PCI_RESET_H
#define LAUNCHER_PCI_RESET_H

#include "core/pci/device.h"
#include "xen/xen.h"

/* Ends its DMA and its decoding, for good: it takes neither up by itself. */
void reset_stop(const struct pci_device *device);

/* Begins to reset a function that was stopped. False where it has no way to. */
bool reset_begin(struct xen *xen, struct pci_device *device);

/* Waits for the rest of its reset, and puts back what that lost of its header. Whether it is there
 * again. */
bool reset_finish(struct xen *xen, struct pci_device *device);

#endif
