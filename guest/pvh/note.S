/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PVH note of the test guest: the physical address of its 32-bit entry, as wide as its ELF class.
 *
 * Facts: xen/include/public/elfnote.h (XEN_ELFNOTE_PHYS32_ENTRY, owner "Xen").
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

        .section .note.GNU-stack, "", @progbits
