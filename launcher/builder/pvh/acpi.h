/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The ACPI tables a PVH domain needs to find its processors: RSDP, RSDT, XSDT, FADT, DSDT, MADT.
 *
 * Layouts: ACPI 6.3. The platform is hardware-reduced, without legacy devices; the DSDT is empty.
 */
#ifndef LAUNCHER_BUILDER_PVH_ACPI_H
#define LAUNCHER_BUILDER_PVH_ACPI_H

#include <stddef.h>
#include <stdint.h>

#include "core/layout/layout.h"

enum { ACPI_VCPUS_MAX = 128, ACPI_RSDP_SIZE = LAYOUT_RSDP_SIZE };

/*
 * Writes the tables for `vcpus` processors into one page that the domain sees at `address`; the
 * RSDP is its first byte. Returns the bytes used, 0 when they do not fit or vcpus is out of range.
 */
size_t acpi_write(uint8_t *page, size_t size, uint64_t address, uint32_t vcpus);

#endif
