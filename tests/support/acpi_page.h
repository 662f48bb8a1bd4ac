/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A page of ACPI tables, for tests.
 */
#ifndef TESTS_SUPPORT_ACPI_PAGE_H
#define TESTS_SUPPORT_ACPI_PAGE_H

#include <stddef.h>
#include <stdint.h>

enum { PAGE_SIZE = 4096, HEADER_SIZE = 36, MADT_FIXED = 44 };

/* The page. */
extern uint8_t acpi_page_bytes[PAGE_SIZE];

#endif
