/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the ELF reader: made files, read for a PVH start.
 */
#ifndef TESTS_SUPPORT_ELF_PVH_MADE_H
#define TESTS_SUPPORT_ELF_PVH_MADE_H

#include "tests/support/elf_made.h"

/* Reads the file and asks whether it could be started as PVH. */
enum elf_error elf_read_pvh(void);

/* Reads the file for a PVH start and checks all that is found in a sound one. */
void elf_check_sound(unsigned int bits);

#endif
