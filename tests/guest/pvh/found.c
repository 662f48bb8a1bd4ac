/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * All that a PVH domain found: start info with its lists, parameters, ACPI tables, CPUID.
 */
#include "tests/guest/found.h"

#include <xen/xen.h>
#include <xen/arch-x86/hvm/start_info.h>
#include <xen/hvm/params.h>

#include "tests/guest/environment.h"
#include "tests/guest/memory.h"
#include "tests/guest/pvh/acpi.h"
#include "tests/guest/pvh/start_info.h"

enum { LISTED_MAX = 16, ACPI_HEADER = 36, RSDP_LENGTH = 20, RSDP_XSDT = 24 };

extern uint32_t start_info_address;

static uint64_t number_at(uint64_t address, unsigned int size)
{
    uint64_t number = 0;

    memory_read(&number, address, size);
    return number;
}

static void found_lists(const struct hvm_start_info *info)
{
    uint32_t i;

    for (i = 0; i < info->nr_modules && i < LISTED_MAX; i++) {
        struct hvm_modlist_entry module;

        if (memory_read(&module, info->modlist_paddr + i * sizeof(module), sizeof(module)))
            found_numbers("module", (const uint64_t[]){module.paddr, module.size}, 2);
    }
    for (i = 0; i < info->memmap_entries && i < LISTED_MAX; i++) {
        struct hvm_memmap_table_entry entry;

        if (memory_read(&entry, info->memmap_paddr + i * sizeof(entry), sizeof(entry)))
            found_numbers("memmap", (const uint64_t[]){entry.addr, entry.size, entry.type}, 3);
    }
}

/* Signature, revision and length of a table; of the FADT its flags, too. */
static void found_table(uint64_t table)
{
    char what[] = "acpi ....";
    uint32_t length = (uint32_t)number_at(table + 4, 4), i;

    memory_read(what + 5, table, 4);
    found_numbers(what, (const uint64_t[]){number_at(table + 8, 1), length}, 2);
    if (what[5] == 'F') {
        found_number("acpi-fadt-flags", number_at(table + 112, 4));
        found_number("acpi-fadt-boot-flags", number_at(table + 109, 2));
        found_table(number_at(table + 140, 8));
    } else if (what[5] == 'A') {
        found_number("acpi-local-apic", number_at(table + ACPI_HEADER, 4));
        for (i = ACPI_HEADER + 8; i + 8 <= length; i += 8)
            found_number("acpi-cpu", number_at(table + i, 8));
    }
}

static void found_acpi(uint64_t rsdp)
{
    uint64_t xsdt = number_at(rsdp + RSDP_XSDT, 8), offset;

    found_number("rsdp", rsdp);
    found_number("rsdp-revision", number_at(rsdp + 15, 1));
    for (offset = ACPI_HEADER; offset < number_at(xsdt + 4, 4); offset += 8)
        found_table(number_at(xsdt + offset, 8));
}

void environment_report_found(void)
{
    struct hvm_start_info info = {0};
    uint32_t index;
    uint64_t value;

    memory_read(&info, start_info_address, sizeof(info));
    found_number("start_info", start_info_address);
    found_number("version", info.version);
    found_number("flags", info.flags);
    found_number("cmdline", info.cmdline_paddr);
    found_lists(&info);
    found_acpi(info.rsdp_paddr);
    for (index = 0; index < HVM_NR_PARAMS; index++)
        if (pvh_param(index, &value))
            found_numbers("param", (const uint64_t[]){index, value}, 2);
    found_cpuid();
}
