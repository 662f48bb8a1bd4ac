/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads made files for a PVH start.
 */
#include "tests/support/elf_pvh_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum elf_error elf_read_pvh(void)
{
    enum elf_error error = elf_made_read();

    return error ? error : elf_check_pvh(&elf_seen);
}

void elf_check_sound(unsigned int bits)
{
    assert_int_equal(elf_read_pvh(), ELF_OK);
    assert_int_equal(elf_seen.bits, bits);
    assert_int_equal(elf_seen.segment_count, 1);
    assert_int_equal(elf_seen.segments[0].offset, TEXT_AT);
    assert_int_equal(elf_seen.segments[0].file_size, TEXT_SIZE);
    assert_int_equal(elf_seen.paddr_start, TEXT_PADDR);
    assert_int_equal(elf_seen.paddr_end, TEXT_PADDR + TEXT_MEM);
    assert_true(elf_seen.has_pvh_entry);
    assert_int_equal(elf_seen.pvh_entry, TEXT_PADDR + 16);
}
