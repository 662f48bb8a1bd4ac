/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Entry of the test guest: from PVH's 32-bit start to C with identity-mapped memory.
 *
 * One source, two environments: x86-64 runs in long mode with 2 MiB pages (1 GiB pages are not
 * everywhere), i386 in 32-bit mode with 4 MiB pages. Not with PAE: QEMU's emulation marks the top level's
 * entries as accessed, a bit that is reserved there, and then Xen cannot read the guest's code.
 *
 * Facts: xen/docs/misc/pvh.pandoc (ebx holds the start info, paging off, flat segments, IF clear).
 */
#include "tests/guest/layout.h"

        .section .text.entry, "ax"
        .code32
        .globl entry
entry:
        cli
        cld
        movl    %ebx, start_info_address

        /* The loader must have cleared .bss; remember where it did not, then run on regardless. */
        movl    $bss_start, %edi
        movl    $bss_end, %ecx
        subl    %edi, %ecx
        shrl    $2, %ecx
        xorl    %eax, %eax
        repe scasl
        je      1f
        subl    $4, %edi
        movl    %edi, bss_dirty
        movl    $bss_start, %edi
        movl    $bss_end, %ecx
        subl    %edi, %ecx
        shrl    $2, %ecx
        rep stosl
1:
        lgdt    gdt_descriptor
        movl    $page_directory, %edi
        xorl    %ecx, %ecx
#ifdef __x86_64__
2:      movl    %ecx, %eax
        shll    $21, %eax
        orl     $PAGE_LARGE_FLAGS, %eax
        movl    %eax, (%edi, %ecx, 8)
        movl    %ecx, %eax
        shrl    $11, %eax
        movl    %eax, 4(%edi, %ecx, 8)
        incl    %ecx
        cmpl    $(DIRECTORY_COUNT * 512), %ecx
        jb      2b

        xorl    %ecx, %ecx
        leal    3(%edi), %eax           /* present, writable */
3:      movl    %eax, directory_pointers(, %ecx, 8)
        addl    $4096, %eax
        incl    %ecx
        cmpl    $DIRECTORY_COUNT, %ecx
        jb      3b
        movl    $(directory_pointers + 3), top_table

        movl    %cr4, %eax
        orl     $0x20, %eax             /* PAE */
        movl    %eax, %cr4
        movl    $top_table, %eax
        movl    %eax, %cr3
        movl    $0xc0000080, %ecx       /* EFER.LME */
        rdmsr
        orl     $0x100, %eax
        wrmsr
#else
2:      movl    %ecx, %eax
        shll    $22, %eax
        orl     $PAGE_LARGE_FLAGS, %eax
        movl    %eax, (%edi, %ecx, 4)
        incl    %ecx
        cmpl    $1024, %ecx
        jb      2b

        movl    %cr4, %eax
        orl     $0x10, %eax             /* PSE */
        movl    %eax, %cr4
        movl    %edi, %cr3
#endif
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0

#ifdef __x86_64__
        ljmpl   $0x18, $4f
        .code64
4:      movl    $0x10, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        leaq    stack_top, %rsp
        call    guest_main
#else
        ljmpl   $0x08, $4f
4:      movl    $0x10, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    $stack_top, %esp
        call    guest_main
#endif
5:      cli
        hlt
        jmp     5b

        .section .rodata.gdt, "a"
        .balign 8
gdt:    .quad   0
        .quad   0x00cf9b000000ffff      /* 0x08: code, 32 bits */
        .quad   0x00cf93000000ffff      /* 0x10: data */
        .quad   0x00af9b000000ffff      /* 0x18: code, 64 bits */
gdt_descriptor:
        .word   . - gdt - 1
        .long   gdt

        .data
        .balign 4
        .globl  start_info_address, bss_dirty
start_info_address:
        .long   0
bss_dirty:
        .long   0

        .bss
        .balign 4096
        .globl  page_directory, hypercall_page
page_directory:
        .skip   DIRECTORY_COUNT * 4096
#ifdef __x86_64__
directory_pointers:
        .skip   4096
top_table:
        .skip   4096
#endif
hypercall_page:
        .skip   4096
        .skip   STACK_SIZE
stack_top:

        .section .note.GNU-stack, "", @progbits
