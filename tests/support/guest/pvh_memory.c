/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PVH domain whose memory is an array, as the tiny guest's checks see one from inside: a test
 * guest that overlooks a fault is worse than none, so each check is shown one that it must find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The guest's sources are no library: they are taken in here, over a memory that is an array. */
#include "tests/guest/lib.c"
#include "tests/guest/memory.c"
#include "tests/guest/pvh/acpi.c"
#include "tests/guest/pvh/start_info.c"
#include "tests/guest/stale.c"

#include "tests/support/guest/pvh_memory.h"

uint32_t bss_dirty;
_Alignas(MEMORY_SPAN) uint8_t pvh_ram[PVH_RAM_SIZE];
static _Alignas(MEMORY_SPAN) uint8_t hole[MEMORY_SPAN];
const char *pvh_last_error;
unsigned int pvh_errors;
struct boot pvh_boot;
struct acpi pvh_acpi;
struct e820_entry pvh_xen_map[2];
uint32_t pvh_xen_map_count;

uint8_t *memory_at(uint64_t start)
{
    return start < PVH_RAM_SIZE ? pvh_ram + start : hole + start % MEMORY_SPAN;
}

void report_error(const char *text, uint64_t value)
{
    (void)value;
    pvh_last_error = text;
    pvh_errors++;
}

void report_text(const char *key, const char *value)
{
    (void)key;
    (void)value;
}

void report_hex(const char *key, uint64_t number, unsigned int width)
{
    (void)key;
    (void)number;
    (void)width;
}

uint32_t xen_memory_map(struct e820_entry *entries, uint32_t count)
{
    assert_true(pvh_xen_map_count <= count);
    memcpy(entries, pvh_xen_map, pvh_xen_map_count * sizeof(*pvh_xen_map));
    return pvh_xen_map_count;
}

struct hvm_start_info *pvh_start_info(void)
{
    return (struct hvm_start_info *)(void *)(pvh_ram + PVH_INFO);
}

struct hvm_memmap_table_entry *pvh_memory_map(void)
{
    return (struct hvm_memmap_table_entry *)(void *)(pvh_ram + PVH_MAP);
}

int pvh_memory_make(void **state)
{
    (void)state;
    memset(pvh_ram, 0, sizeof(pvh_ram));
    memset(hole, 0xff, sizeof(hole));
    memset(&pvh_boot, 0, sizeof(pvh_boot));
    memset(&pvh_acpi, 0, sizeof(pvh_acpi));
    placed_count = 0;
    stale = false;
    pvh_errors = 0;
    pvh_last_error = NULL;
    bss_dirty = 0;
    pvh_xen_map_count = 0;
    *pvh_start_info() = (struct hvm_start_info){
        .magic = XEN_HVM_START_MAGIC_VALUE,
        .version = 1,
        .cmdline_paddr = PVH_TEXT,
        .memmap_paddr = PVH_MAP,
        .memmap_entries = 1,
    };
    pvh_memory_map()[0] = (struct hvm_memmap_table_entry){.size = PVH_RAM_SIZE, .type = E820_RAM};
    memcpy(pvh_ram + PVH_TEXT, "a do=echo", 10);
    return 0;
}

bool pvh_stale_seen(void)
{
    return stale;
}

uint64_t pvh_stale_first(void)
{
    return stale_first;
}

static void close_sum(uint64_t table, uint32_t size, uint32_t offset)
{
    pvh_ram[table + offset] = 0;
    pvh_ram[table + offset] = (uint8_t)-memory_sum(table, size);
}

void pvh_tables_put(void)
{
    static const uint8_t entries[] = {0, 8, 0, 4, 1, 0, 0, 0, 0, 8, 1, 6, 0, 0, 0, 0};
    struct rsdp root = {.revision = 2, .length = sizeof(root), .xsdt = PVH_TABLES + 0x100};
    uint64_t madt = PVH_TABLES + 0x200;
    uint32_t length = HEADER_SIZE + 8, apic = 0xfee00000;

    memcpy(root.signature, "RSD PTR ", 8);
    memcpy(pvh_ram + PVH_TABLES, &root, sizeof(root));
    close_sum(PVH_TABLES, 20, 8);
    close_sum(PVH_TABLES, sizeof(root), 32);

    memcpy(pvh_ram + PVH_TABLES + 0x100, "XSDT", 4);
    memcpy(pvh_ram + PVH_TABLES + 0x104, &length, 4);
    memcpy(pvh_ram + PVH_TABLES + 0x100 + HEADER_SIZE, &madt, 8);
    close_sum(PVH_TABLES + 0x100, length, 9);

    length = HEADER_SIZE + 8 + sizeof(entries);
    memcpy(pvh_ram + madt, "APIC", 4);
    memcpy(pvh_ram + madt + 4, &length, 4);
    memcpy(pvh_ram + madt + HEADER_SIZE, &apic, 4);
    memcpy(pvh_ram + madt + HEADER_SIZE + 8, entries, sizeof(entries));
    close_sum(madt, length, 9);
}
