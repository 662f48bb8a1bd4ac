/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A page of ACPI tables, for tests.
 */
#include "tests/support/acpi_page.h"

uint8_t acpi_page_bytes[PAGE_SIZE];
