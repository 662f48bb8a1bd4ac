/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PVH domain whose memory is an array, as the tiny guest's checks see one from inside; for
 * programs that take no other guest.
 */
#ifndef TESTS_SUPPORT_GUEST_PVH_MEMORY_H
#define TESTS_SUPPORT_GUEST_PVH_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/e820.h"
#include "tests/guest/boot.h"
#include "tests/guest/memory.h"
#include "tests/guest/pvh/acpi.h"

#include <xen/xen.h>
#include <xen/arch-x86/hvm/start_info.h>

/* Where things lie in its memory. */
enum {
    PVH_RAM_SIZE = 2 * MEMORY_SPAN,
    PVH_INFO = 0x1000,
    PVH_MAP = 0x2000,
    PVH_TEXT = 0x3000,
    PVH_TABLES = 0x4000,
};

/* Its memory; beyond that no byte is zero. */
extern uint8_t pvh_ram[PVH_RAM_SIZE];

/* Where the guest notes whether its own .bss came with bytes in it: the first of them, or 0. */
extern uint32_t bss_dirty;

/* The memory map that Xen tells, if any. */
extern struct e820_entry pvh_xen_map[2];
extern uint32_t pvh_xen_map_count;

/* What the guest read. */
extern struct boot pvh_boot;
extern struct acpi pvh_acpi;

/* What the guest told as an error: the last one, NULL without, and how many. */
extern const char *pvh_last_error;
extern unsigned int pvh_errors;

/* A setup of cmocka: a domain whose RAM is the array, with a command line and no module. */
int pvh_memory_make(void **state);

/* Its start info, and the first entry of the memory map there. */
struct hvm_start_info *pvh_start_info(void);
struct hvm_memmap_table_entry *pvh_memory_map(void);

/* Puts RSDP, XSDT and a MADT of two local APICs, one of them disabled, into its memory. */
void pvh_tables_put(void);

/* Whether the guest saw a stale byte, and where the first one is. */
bool pvh_stale_seen(void);
uint64_t pvh_stale_first(void);

#endif
