/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Entry of the PV test guest: keeps the state it is entered in, then calls C on a stack of its own.
 *
 * Facts: xen/include/public/arch-x86/xen-x86_64.h and xen.h (rsi = start info, rsp = end of the boot
 * stack, paging on, events masked).
 */
#include "tests/guest/layout.h"

        .section .text.entry, "ax"
        .globl entry
entry:
        cld
        movq    %rsi, pv_entry
        movq    %rsp, pv_entry + 8
        movw    %cs, pv_entry + 24
        movw    %ss, pv_entry + 26
        movw    %ds, pv_entry + 28
        movw    %es, pv_entry + 30
        movw    %fs, pv_entry + 32
        movw    %gs, pv_entry + 34

        /* The loader must have cleared .bss; remember where it did not, then run on regardless. */
        movq    $bss_start, %rdi
        movq    $bss_end, %rcx
        subq    %rdi, %rcx
        shrq    $3, %rcx
        xorl    %eax, %eax
        repe scasq
        je      1f
        subl    $8, %edi
        andl    $0x7fffffff, %edi       /* as a physical address */
        movl    %edi, bss_dirty
        movq    $bss_start, %rdi
        movq    $bss_end, %rcx
        subq    %rdi, %rcx
        shrq    $3, %rcx
        rep stosq
1:
        movq    $stack_top, %rsp
        pushfq
        popq    pv_entry + 16
        xorl    %ebp, %ebp
        call    guest_main
        ud2

        .data
        .balign 8
        .globl  pv_entry, bss_dirty
/* struct pv_entry of pv.h */
pv_entry:
        .skip   40
bss_dirty:
        .long   0

        /* Not in .bss: whoever loads the file fills it before the entry. */
        .balign 4096
        .globl  hypercall_page
hypercall_page:
        .skip   4096

        .bss
        .balign 16
        .skip   STACK_SIZE
stack_top:

        .section .note.GNU-stack, "", @progbits
