/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Addresses of PCI functions as texts, "0000:00:03.0": segment, bus, device and function.
 */
#ifndef CORE_LCM_PCI_ADDRESS_H
#define CORE_LCM_PCI_ADDRESS_H

#include "core/base/text.h"
#include "core/lcm/lcm.h"

enum { PCI_ADDRESS_SIZE = sizeof("0000:00:00.0") };

/*
 * Reads an address in full: four, two and two hexadecimal digits and one. `sbdf` is as Xen has it:
 * segment << 16 | bus << 8 | device << 3 | function (xen/include/public/domctl.h, machine_sbdf).
 */
bool pci_address_read(const char *text, uint32_t *sbdf);

/* The same as text. */
void pci_address_text(uint32_t sbdf, char text[PCI_ADDRESS_SIZE]);

/*
 * Appends what the dom0 of a set is told at the beginning of its command line: that its Linux
 * leaves all PCI devices of the set to xen-pciback. Nothing where there are none. Linux takes the
 * last such word, so one in the LCM's own bootargs wins.
 */
void pci_hide_append(struct text *text, const struct lcm_plan *plan);

#endif
