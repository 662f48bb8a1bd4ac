/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of PCI devices against the host that has them.
 */
#ifndef TOOL_CHECK_PCI_CHECK_H
#define TOOL_CHECK_PCI_CHECK_H

#include "tool/check/host.h"
#include "tool/read/input.h"

/*
 * Of a set that was read without errors: each device is there, is no bridge, is given away with
 * those that it cannot be kept apart from, has an IOMMU before it or is allowed to have none, can
 * be reset, and shares no page of memory with another's. Nothing is checked of what is not known;
 * of a host that is described, that is a warning.
 */
void host_pci_check(struct input *input, const struct host *host);

#endif
