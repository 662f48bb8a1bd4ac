/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays out PV domains for tests, and checks that a layout is sound.
 */
#ifndef TESTS_SUPPORT_PV_LAYOUTS_H
#define TESTS_SUPPORT_PV_LAYOUTS_H

#include <stdint.h>

#include "core/layout/pv_layout.h"

#define KIB  UINT64_C(1024)
#define MIB  (UINT64_C(1024) * KIB)
#define GIB  (UINT64_C(1024) * MIB)
#define PAGE UINT64_C(4096)

/* Where Linux's kernel wants to be, and its list: the start of a slot of the top table. */
#define LINUX_BASE UINT64_C(0xffffffff80000000)
#define LINUX_LIST UINT64_C(0x0000008000000000)

/* What one entry of the top table shows. */
#define SLOT (512 * GIB)

/* As Linux 6.1 is linked for x86-64: physical 16 MiB on. */
extern const struct elf_kernel pv_linux_kernel;

/* A kernel that asks for nothing special. */
extern const struct elf_kernel plain_kernel;

/* The layout, and why it was refused. */
extern struct pv_layout pv_layout_made;
extern char pv_why[256];

/* Lays out a domain of so many bytes into pv_layout_made; what pv_layout_make returns. */
int pv_make(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk, bool dom0);

/* Everything that must hold of a layout that was not refused. */
void pv_assert_sound(const struct elf_kernel *kernel, uint64_t memory, uint64_t ramdisk, bool dom0);

/* A kernel with or without a place of its own for the list, and for a ramdisk left unmapped. */
struct elf_kernel kernel_variant(const struct elf_kernel *from, bool list, bool ramdisk);

#endif
