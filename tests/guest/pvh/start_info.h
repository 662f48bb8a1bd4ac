/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PVH's start info, read in bounds and copied.
 */
#ifndef TESTS_GUEST_PVH_START_INFO_H
#define TESTS_GUEST_PVH_START_INFO_H

#include <stdbool.h>

#include "tests/guest/boot.h"

/*
 * Reads the start info at a physical address and notes all it names as placed. What is wrong is
 * kept for the report and left out.
 */
void boot_read(uint64_t start_info, struct boot *boot);

/* Reads an HVM parameter of the domain; false where Xen does not tell it. open.c */
bool pvh_param(uint32_t index, uint64_t *value);

#endif
