/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starts the test guest's further vCPUs.
 */
#ifndef TESTS_GUEST_PVH_SMP_H
#define TESTS_GUEST_PVH_SMP_H

#include <stdint.h>

#include "tests/guest/boot.h"
#include "tests/guest/pvh/acpi.h"

/*
 * Starts every local APIC of the MADT and returns how many vCPUs ran, the first one included. Each
 * that does not is an error in the report.
 */
uint32_t smp_start(const struct boot *boot, const struct acpi *acpi);

#endif
