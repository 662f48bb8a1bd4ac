/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out which PCI devices the machine has that this runs on.
 */
#ifndef TOOL_CHECK_PCI_CAPTURE_H
#define TOOL_CHECK_PCI_CAPTURE_H

#include "tool/check/host.h"

/*
 * Reads /sys/bus/pci below `root` (NULL: the machine's own). Where there is none, the devices stay
 * unknown. False after a complaint: a file is missing, or is not as Linux writes it.
 */
bool pci_capture(struct host_pci *pci, const char *root);

/* Whether there is an IOMMU that Xen would use, as Linux without Xen tells. */
enum host_has iommu_capture(const char *root);

#endif
