/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The notes of the PV test guest. With PV_PLAIN it asks for a hypercall page, and for nothing that
 * moves ramdisk or frame list out of the initial mapping or puts symbols into it.
 *
 * Facts: xen/include/public/elfnote.h, features.h.
 */
#include <xen/elfnote.h>

#include "tests/guest/pv/layout.h"

        .section .note.Xen, "a", @note
.macro note type, directive, value:vararg
        .balign 4
        .long   4                       /* size of the owner */
        .long   2f - 1f                 /* size of the descriptor */
        .long   \type
        .asciz  "Xen"
1:      \directive \value
2:      .balign 4
.endm

        note    XEN_ELFNOTE_GUEST_OS, .asciz, "tiny"
        note    XEN_ELFNOTE_XEN_VERSION, .asciz, "xen-3.0"
        note    XEN_ELFNOTE_LOADER, .asciz, "generic"
        note    XEN_ELFNOTE_VIRT_BASE, .quad, PV_BASE
        note    XEN_ELFNOTE_PADDR_OFFSET, .quad, 0
        note    XEN_ELFNOTE_ENTRY, .quad, entry
        note    XEN_ELFNOTE_FEATURES, .asciz, "!writable_page_tables"
        /* Bits 0 (writable_page_tables) and 11 (dom0). */
        note    XEN_ELFNOTE_SUPPORTED_FEATURES, .long, 0x801
#ifdef PV_PLAIN
        note    XEN_ELFNOTE_HYPERCALL_PAGE, .quad, hypercall_page
#else
        note    XEN_ELFNOTE_INIT_P2M, .quad, PV_LIST
        note    XEN_ELFNOTE_MOD_START_PFN, .quad, 1
        note    XEN_ELFNOTE_BSD_SYMTAB, .asciz, "yes"
#endif

        .section .rodata.note, "a"
        .globl  note_is_plain
note_is_plain:
#ifdef PV_PLAIN
        .byte   1
#else
        .byte   0
#endif

        .section .note.GNU-stack, "", @progbits
