/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays the test guest out from 1 MiB; with NOTE_SEGMENT its note also stands in a PT_NOTE segment.
 */
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
    . = 0x100000;
    image_start = .;
    .text : { *(.text.entry) *(.text .text.*) } :text
#ifdef NOTE_SEGMENT
    .note.Xen : { KEEP(*(.note.Xen)) } :text :note
#else
    .note.Xen : { KEEP(*(.note.Xen)) } :text
#endif
    .rodata : { *(.rodata .rodata.*) } :text

    . = ALIGN(4096);
    .data : { *(.data .data.*) } :data
    . = ALIGN(4096);
    bss_start = .;
    .bss : { *(.bss .bss.* COMMON) . = ALIGN(4096); } :data
    bss_end = .;
    image_end = .;

    /DISCARD/ : { *(.comment) *(.eh_frame*) *(.note.GNU-stack) *(.note.gnu.*) }
}
