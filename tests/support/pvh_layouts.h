/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays out PVH domains for tests.
 */
#ifndef TESTS_SUPPORT_PVH_LAYOUTS_H
#define TESTS_SUPPORT_PVH_LAYOUTS_H

#include <stdint.h>

#include "core/layout/layout.h"

#define KIB  UINT64_C(1024)
#define MIB  (UINT64_C(1024) * KIB)
#define GIB  (UINT64_C(1024) * MIB)
#define TIB  (UINT64_C(1024) * GIB)
#define PAGE UINT64_C(4096)

enum { RAM = 1, RESERVED = 2, ACPI = 3 };

/* A kernel as Linux is linked: from 16 MiB on. It leaves the ramdisk where it is. */
extern const struct elf_kernel pvh_linux_kernel;

/* A tiny one, from 1 MiB on. */
extern const struct elf_kernel tiny_kernel;

/* The layout, and why it was refused. */
extern struct layout pvh_layout_made;
extern char pvh_why[256];

/* Lays out a domain of so many bytes into pvh_layout_made; what layout_make returns. */
int pvh_make(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk);

#endif
