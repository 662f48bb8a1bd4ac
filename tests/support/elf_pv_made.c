/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes and reads files with the notes of a PV start.
 */
#include "tests/support/elf_pv_made.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void elf_start_pv(void)
{
    elf_start(64);
    elf_add_text_note("Xen", XEN_VERSION, "xen-3.0");
    elf_add_text_note("Xen", GUEST_OS, "linux");
    elf_add_note("Xen", VIRT_BASE, BASE, 8);
    elf_add_note("Xen", ENTRY, BASE + TEXT_PADDR + 32, 8);
}

enum elf_error elf_read_notes(void)
{
    elf_add_program(4, NOTES_AT, 0, elf_made.notes_size, 0);
    return elf_made_read();
}

enum elf_error elf_read_pv(bool dom0)
{
    assert_int_equal(elf_read_notes(), ELF_OK);
    return elf_check_pv(&elf_seen, dom0);
}
