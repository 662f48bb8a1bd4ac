/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing ACPI tables byte by byte.
 */
#include <string.h>

#include "core/base/little_endian.h"
#include "launcher/builder/pvh/acpi.h"

enum {
    HEADER_SIZE = 36,
    RSDT_SIZE = HEADER_SIZE + 2 * 4,
    XSDT_SIZE = HEADER_SIZE + 2 * 8,
    FADT_SIZE = 276,
    DSDT_SIZE = HEADER_SIZE,
    MADT_FIXED = HEADER_SIZE + 8,
    MADT_APIC = 8,
    HEADER_CHECKSUM = 9,
    RSDP_OLD_SIZE = 20, /* what the first checksum covers */
    RSDP_CHECKSUM = 8,
    RSDP_EXTENDED_CHECKSUM = 32,
};

#define LOCAL_APIC_ADDRESS 0xfee00000u

/* FADT, offsets and flags */
enum {
    FADT_DSDT = 40,
    FADT_BOOT_FLAGS = 109,
    FADT_FLAGS = 112,
    FADT_MINOR = 131,
    FADT_X_DSDT = 140,
    BOOT_NO_VGA = 1 << 2,
    BOOT_NO_CMOS_RTC = 1 << 5,
};
#define FADT_HW_REDUCED (1u << 20)

static uint8_t checksum(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    return (uint8_t)(0 - sum);
}

static void header_write(uint8_t *table, const char *signature, uint8_t revision, size_t size)
{
    memcpy(table, signature, 4);
    le_write(table + 4, size, 4);
    table[8] = revision;
    memcpy(table + 10, "XEN   ", 6);
    memcpy(table + 16, "HYPRLNCH", 8);
    le_write(table + 24, 1, 4);
    memcpy(table + 28, "HLCH", 4);
    le_write(table + 32, 1, 4);
}

static void header_seal(uint8_t *table, size_t size)
{
    table[HEADER_CHECKSUM] = 0;
    table[HEADER_CHECKSUM] = checksum(table, size);
}

static void rsdp_write(uint8_t *rsdp, uint64_t rsdt, uint64_t xsdt)
{
    memcpy(rsdp, "RSD PTR ", 8);
    memcpy(rsdp + 9, "XEN   ", 6);
    rsdp[15] = 2;
    le_write(rsdp + 16, rsdt, 4);
    le_write(rsdp + 20, ACPI_RSDP_SIZE, 4);
    le_write(rsdp + 24, xsdt, 8);
    rsdp[RSDP_CHECKSUM] = checksum(rsdp, RSDP_OLD_SIZE);
    rsdp[RSDP_EXTENDED_CHECKSUM] = checksum(rsdp, ACPI_RSDP_SIZE);
}

/* The list of tables; some small kernels know only the one of 32 bits. */
static void list_write(uint8_t *list, const char *signature, size_t width, uint64_t fadt,
                       uint64_t madt)
{
    size_t size = HEADER_SIZE + 2 * width;

    header_write(list, signature, 1, size);
    le_write(list + HEADER_SIZE, fadt, width);
    le_write(list + HEADER_SIZE + width, madt, width);
    header_seal(list, size);
}

static void fadt_write(uint8_t *fadt, uint64_t dsdt)
{
    header_write(fadt, "FACP", 6, FADT_SIZE);
    le_write(fadt + FADT_DSDT, dsdt, 4);
    le_write(fadt + FADT_BOOT_FLAGS, BOOT_NO_VGA | BOOT_NO_CMOS_RTC, 2);
    le_write(fadt + FADT_FLAGS, FADT_HW_REDUCED, 4);
    fadt[FADT_MINOR] = 3;
    le_write(fadt + FADT_X_DSDT, dsdt, 8);
    header_seal(fadt, FADT_SIZE);
}

static void madt_write(uint8_t *madt, size_t size, uint32_t vcpus)
{
    header_write(madt, "APIC", 5, size);
    le_write(madt + HEADER_SIZE, LOCAL_APIC_ADDRESS, 4);
    for (uint32_t i = 0; i < vcpus; i++) {
        uint8_t *entry = madt + MADT_FIXED + i * MADT_APIC;

        entry[1] = MADT_APIC;
        entry[2] = (uint8_t)i;
        /* Xen numbers local APICs in steps of two (xen/arch/x86/hvm/vlapic.c). */
        entry[3] = (uint8_t)(2 * i);
        le_write(entry + 4, 1, 4);
    }
    header_seal(madt, size);
}

/* The offset after a table, where the next may start. */
static size_t after(size_t offset, size_t size)
{
    return (offset + size + 15) & ~(size_t)15;
}

size_t acpi_write(uint8_t *page, size_t size, uint64_t address, uint32_t vcpus)
{
    size_t madt_size = MADT_FIXED + (size_t)vcpus * MADT_APIC;
    size_t rsdt = after(0, ACPI_RSDP_SIZE);
    size_t xsdt = after(rsdt, RSDT_SIZE);
    size_t fadt = after(xsdt, XSDT_SIZE);
    size_t dsdt = after(fadt, FADT_SIZE);
    size_t madt = after(dsdt, DSDT_SIZE);
    size_t end = after(madt, madt_size);

    if (vcpus == 0 || vcpus > ACPI_VCPUS_MAX || end > size)
        return 0;
    memset(page, 0, size);
    rsdp_write(page, address + rsdt, address + xsdt);
    list_write(page + rsdt, "RSDT", 4, address + fadt, address + madt);
    list_write(page + xsdt, "XSDT", 8, address + fadt, address + madt);
    fadt_write(page + fadt, address + dsdt);
    header_write(page + dsdt, "DSDT", 2, DSDT_SIZE);
    header_seal(page + dsdt, DSDT_SIZE);
    madt_write(page + madt, madt_size, vcpus);
    return end;
}
