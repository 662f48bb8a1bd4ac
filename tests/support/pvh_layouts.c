/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays out PVH domains for tests.
 */
#include "tests/support/pvh_layouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

const struct elf_kernel pvh_linux_kernel = {
    .paddr_start = 16 * MIB, .paddr_end = 60 * MIB, .linux_guest = true, .mod_start_pfn = true};
const struct elf_kernel tiny_kernel = {.paddr_start = MIB, .paddr_end = MIB + 300 * KIB + 5};
struct layout pvh_layout_made;
char pvh_why[256];

int pvh_make(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk)
{
    memset(&pvh_layout_made, 0xa5, sizeof(pvh_layout_made));
    memset(pvh_why, 0, sizeof(pvh_why));
    return layout_make(&pvh_layout_made, memory / KIB, kernel, NULL, ramdisk, pvh_why,
                       sizeof(pvh_why));
}
