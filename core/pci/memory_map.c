/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes the memory map.
 */
#include "core/pci/memory_map.h"

#define GIB4 (UINT64_C(1) << 32)

uint32_t pci_memory_map(struct e820_entry map[PCI_MEMORY_MAP_MAX], uint64_t size, uint64_t end)
{
    uint64_t low = end != 0 && end < GIB4 && size > end ? end : size;

    map[0] = (struct e820_entry){.size = low, .type = E820_RAM};
    map[1] = (struct e820_entry){.address = GIB4, .size = size - low, .type = E820_RAM};
    return low < size ? 2 : 1;
}
