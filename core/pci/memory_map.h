/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The memory map of a PV domain: in one piece, or around the addresses of its PCI devices, which it
 * finds where the host has them. A Linux moves the pages that are listed in a gap of the map to
 * memory behind it, as it does under xl with e820_host=1.
 */
#ifndef CORE_PCI_MEMORY_MAP_H
#define CORE_PCI_MEMORY_MAP_H

#include "core/base/e820.h"

enum { PCI_MEMORY_MAP_MAX = 2 };

/*
 * Describes `size` bytes of memory, of which none may lie between `end` and 4 GiB; `end` 0: all may
 * lie anywhere. Returns the number of entries.
 */
uint32_t pci_memory_map(struct e820_entry map[PCI_MEMORY_MAP_MAX], uint64_t size, uint64_t end);

#endif
