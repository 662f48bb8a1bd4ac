/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the ELF reader: made files with the notes of a PV start.
 */
#ifndef TESTS_SUPPORT_ELF_PV_MADE_H
#define TESTS_SUPPORT_ELF_PV_MADE_H

#include <stdbool.h>

#include "tests/support/elf_made.h"

/* Types of notes, as xen/include/public/elfnote.h numbers them. */
enum {
    ENTRY = 1,
    HYPERCALL_PAGE,
    VIRT_BASE,
    PADDR_OFFSET,
    XEN_VERSION,
    GUEST_OS,
    LOADER = 8,
    FEATURES = 10,
    INIT_P2M = 15,
    MOD_START_PFN,
    SUPPORTED_FEATURES,
    PHYS32_ENTRY,
};

#define BASE UINT64_C(0xffffffff80000000)

/* A 64-bit file with the notes without which there is no PV start. */
void elf_start_pv(void);

/* Closes the notes with a program header of their own, and reads the file. */
enum elf_error elf_read_notes(void);

/* The same, and asks whether the kernel could be started as PV, or as a PV dom0. */
enum elf_error elf_read_pv(bool dom0);

#endif
