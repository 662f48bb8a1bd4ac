/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Walks RSDP, XSDT (or RSDT), FADT, DSDT and MADT in bounds.
 *
 * Facts: ACPI specification 6.x, chapter 5.2; the offsets below are its own.
 */
#include "tests/guest/pvh/acpi.h"

#include <stdbool.h>

#include "tests/guest/memory.h"
#include "tests/guest/report.h"

enum {
    HEADER_SIZE = 36,
    TABLE_MAX = 1 << 20, /* bytes of one table that is still believed */
    TABLES_MAX = 32,
    FADT_FIRMWARE_CTRL = 36,
    FADT_DSDT = 40,
    FADT_X_DSDT = 140,
    FACS_SIZE = 64,
    BROADCAST_ID = 255, /* ids from here on need x2APIC mode */
};

struct rsdp {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length;
    uint64_t xsdt;
    uint8_t checksum_all;
    uint8_t reserved[3];
} __attribute__((packed));

struct header {
    uint32_t signature;
    uint32_t length;
    uint8_t rest[HEADER_SIZE - 8];
} __attribute__((packed));

#define SIGNATURE(a, b, c, d)                                                                      \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

/* Reads an unsigned little-endian number of a table whose length was checked; 0 beyond its end. */
static uint64_t read_number(uint64_t table, uint32_t length, uint32_t offset, uint32_t size)
{
    uint64_t number = 0;

    if (offset > length || size > length - offset || !memory_read(&number, table + offset, size))
        return 0;
    return number;
}

/* Checks a table's length and sum and notes it as placed. */
static bool check_table(uint64_t table, struct header *header)
{
    if (!memory_read(header, table, sizeof(*header)) || header->length < HEADER_SIZE ||
        header->length > TABLE_MAX || !memory_sound(table, header->length)) {
        report_error("an ACPI table has a wrong length or place", table);
        return false;
    }
    memory_place(table, header->length);
    if (memory_sum(table, header->length)) {
        report_error("an ACPI table has a wrong checksum", table);
        return false;
    }
    return true;
}

static void read_fadt(uint64_t fadt, uint32_t length)
{
    uint64_t dsdt = read_number(fadt, length, FADT_X_DSDT, 8);
    uint64_t facs = read_number(fadt, length, FADT_FIRMWARE_CTRL, 4);
    struct header header;

    if (!dsdt)
        dsdt = read_number(fadt, length, FADT_DSDT, 4);
    if (!dsdt || !check_table(dsdt, &header) || header.signature != SIGNATURE('D', 'S', 'D', 'T'))
        report_error("the FADT names no sound DSDT", dsdt);
    if (facs)
        memory_place(facs, FACS_SIZE);
}

static void add_cpu(struct acpi *acpi, uint64_t apic_id)
{
    if (apic_id >= BROADCAST_ID || acpi->cpu_count == ACPI_CPUS_MAX)
        report_error("a local APIC that cannot be started; its id", apic_id);
    else
        acpi->apic_ids[acpi->cpu_count++] = (uint8_t)apic_id;
}

static void read_madt(uint64_t madt, uint32_t length, struct acpi *acpi)
{
    uint32_t offset = HEADER_SIZE + 8;

    acpi->local_apic = (uint32_t)read_number(madt, length, HEADER_SIZE, 4);
    while (offset + 2 <= length) {
        uint8_t type = (uint8_t)read_number(madt, length, offset, 1);
        uint8_t size = (uint8_t)read_number(madt, length, offset + 1, 1);

        if (size < 2 || size > length - offset) {
            report_error("an entry of the MADT runs out of it", madt + offset);
            return;
        }
        /* A local APIC, by its 8-bit or its 32-bit id; enabled by bit 0 of the flags. */
        if (type == 0 && size >= 8 && read_number(madt, length, offset + 4, 4) & 1)
            add_cpu(acpi, read_number(madt, length, offset + 3, 1));
        else if (type == 9 && size >= 16 && read_number(madt, length, offset + 8, 4) & 1)
            add_cpu(acpi, read_number(madt, length, offset + 4, 4));
        offset += size;
    }
}

static void read_table(uint64_t table, struct acpi *acpi)
{
    struct header header;

    if (!check_table(table, &header))
        return;
    if (header.signature == SIGNATURE('F', 'A', 'C', 'P'))
        read_fadt(table, header.length);
    else if (header.signature == SIGNATURE('A', 'P', 'I', 'C'))
        read_madt(table, header.length, acpi);
}

/* The table of tables: addresses of `width` bytes after its header. */
static void read_root(uint64_t root, uint32_t width, struct acpi *acpi)
{
    struct header header;
    uint32_t offset, count = 0;

    if (!check_table(root, &header))
        return;
    for (offset = HEADER_SIZE; offset + width <= header.length; offset += width) {
        if (++count > TABLES_MAX) {
            report_error("more ACPI tables than the guest takes", root);
            return;
        }
        read_table(read_number(root, header.length, offset, width), acpi);
    }
}

void acpi_read(uint64_t rsdp, struct acpi *acpi)
{
    static const char signature[] = "RSD PTR ";
    struct rsdp root;
    unsigned int i;

    if (!rsdp || !memory_read(&root, rsdp, sizeof(root))) {
        report_error("no ACPI root pointer", rsdp);
        return;
    }
    for (i = 0; i < sizeof(root.signature); i++) {
        if (root.signature[i] != signature[i]) {
            report_error("the ACPI root pointer has no signature", rsdp);
            return;
        }
    }
    memory_place(rsdp, root.revision >= 2 ? sizeof(root) : 20);
    if (memory_sum(rsdp, 20) || (root.revision >= 2 && memory_sum(rsdp, sizeof(root)))) {
        report_error("the ACPI root pointer has a wrong checksum", rsdp);
        return;
    }
    if (root.revision >= 2 && root.xsdt)
        read_root(root.xsdt, 8, acpi);
    else
        read_root(root.rsdt, 4, acpi);
    if (!acpi->cpu_count)
        report_error("no MADT with an enabled local APIC", rsdp);
}
