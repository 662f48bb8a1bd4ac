/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Addresses of PCI functions as texts, "0000:00:03.0": segment, bus, device and function.
 */
#ifndef CORE_LCM_PCI_ADDRESS_H
#define CORE_LCM_PCI_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { PCI_ADDRESS_SIZE = sizeof("0000:00:00.0") };

/*
 * Reads an address in full: four, two and two hexadecimal digits and one. `sbdf` is as Xen has it:
 * segment << 16 | bus << 8 | device << 3 | function (xen/include/public/domctl.h, machine_sbdf).
 */
bool pci_address_read(const char *text, uint32_t *sbdf);

/* The same as text. */
void pci_address_text(uint32_t sbdf, char text[PCI_ADDRESS_SIZE]);

#endif
