/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PVH note of the test guest: the physical address of its 32-bit entry, as wide as its ELF class.
 * With NOTE_LINUX those of a Linux before 5.0, too, by which builders tell where things go.
 *
 * Facts: xen/include/public/elfnote.h (owner "Xen").
 */
        .section .note.Xen, "a", @note
        .balign 4
        .long   4                       /* size of the owner */
        .long   2f - 1f                 /* size of the descriptor */
        .long   18                      /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
1:
#ifdef __x86_64__
        .quad   entry
#else
        .long   entry
#endif
2:      .balign 4

#ifdef NOTE_LINUX
        .long   4, 6, 6                 /* XEN_ELFNOTE_GUEST_OS */
        .asciz  "Xen"
        .asciz  "linux"
        .balign 4
        .long   4, 4, 16                /* XEN_ELFNOTE_MOD_START_PFN */
        .asciz  "Xen"
        .long   1
        .long   4, 4, 17                /* XEN_ELFNOTE_SUPPORTED_FEATURES: no RSDP out of the BIOS */
        .asciz  "Xen"
        .long   0x801
#endif

        .section .note.GNU-stack, "", @progbits
