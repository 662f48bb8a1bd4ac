/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays the test guest out from PLACE (1 MiB) of its memory, which is seen from BASE on; with NOTE_SEGMENT
 * its notes also stand in a PT_NOTE segment.
 */
#ifndef PLACE
#define PLACE 0x100000
#endif
ENTRY(entry)

PHDRS
{
    text PT_LOAD FLAGS(5);
    data PT_LOAD FLAGS(6);
#ifdef NOTE_SEGMENT
    note PT_NOTE FLAGS(4);
#endif
}

SECTIONS
{
    . = BASE + PLACE;
    image_start = .;
    .text : AT(ADDR(.text) - BASE) { *(.text.entry) *(.text .text.*) } :text
#ifdef NOTE_SEGMENT
    .note.Xen : AT(ADDR(.note.Xen) - BASE) { KEEP(*(.note.Xen)) } :text :note
#else
    .note.Xen : AT(ADDR(.note.Xen) - BASE) { KEEP(*(.note.Xen)) } :text
#endif
    .rodata : AT(ADDR(.rodata) - BASE) { *(.rodata .rodata.*) } :text

    . = ALIGN(4096);
    .data : AT(ADDR(.data) - BASE) { *(.data .data.*) } :data
    . = ALIGN(4096);
    bss_start = .;
    .bss : AT(ADDR(.bss) - BASE) { *(.bss .bss.* COMMON) . = ALIGN(4096); } :data
    bss_end = .;
    image_end = .;

    /DISCARD/ : { *(.comment) *(.eh_frame*) *(.note.GNU-stack) *(.note.gnu.*) }
}
