/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The ACPI tables of the test guest: all checksums, and the local APICs of the MADT.
 */
#ifndef TESTS_GUEST_PVH_ACPI_H
#define TESTS_GUEST_PVH_ACPI_H

#include <stdint.h>

enum { ACPI_CPUS_MAX = 256 };

struct acpi {
    uint32_t local_apic; /* its physical address; 0 without a MADT */
    uint32_t cpu_count;  /* enabled ones */
    uint8_t apic_ids[ACPI_CPUS_MAX];
};

/* Checks the tables from the RSDP on, notes them as placed, and keeps what is wrong for the report.
 */
void acpi_read(uint64_t rsdp, struct acpi *acpi);

#endif
