/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One entry of a memory map as BIOS, Xen and PVH guests have it (ACPI 6.4, 15.1; Xen takes and
 * gives the same layout in XENMEM_memory_map).
 */
#ifndef CORE_BASE_E820_H
#define CORE_BASE_E820_H

#include <stdint.h>

enum { E820_RAM = 1, E820_RESERVED = 2, E820_ACPI = 3 };

struct e820_entry {
    uint64_t address;
    uint64_t size;
    uint32_t type; /* E820_* */
} __attribute__((packed));

#endif
