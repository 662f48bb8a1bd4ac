/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The page that leaves for another kernel: seen at the same address in both address spaces.
 *
 * Xen reads the operations from the caller's memory, so they lie in this page, too; it is filled in
 * through another mapping. The state at the kernel's entry: rsi = start info, rsp = its stack, no
 * traps, flat segments, everything else zero (xen/include/public/arch-x86/xen-x86_64.h).
 */
#include <xen/xen.h>

.macro mmuext operation
    lea     \operation(%rip), %rdi
    mov     $1, %esi
    xor     %edx, %edx
    mov     $DOMID_SELF, %r10d
    mov     $__HYPERVISOR_mmuext_op, %eax
    syscall
.endm

    .section .text.jump, "ax"
    .balign 4096
    .globl machine_jump
machine_jump:
    /* The new tables in. Xen's refusal is the caller's to tell. */
    mmuext  operation_enter
    test    %eax, %eax
    jz      1f
    ret
    /* The old tables out: their pages are the new kernel's like any other. */
1:  mmuext  operation_unpin
    mov     $__HYPERVISOR_set_trap_table, %eax
    xor     %edi, %edi
    syscall
    mov     $__HYPERVISOR_set_segment_base, %eax
    mov     $SEGBASE_FS, %edi
    xor     %esi, %esi
    syscall
    mov     jump_stack(%rip), %rsp
    mov     jump_start_info(%rip), %rsi
    xor     %eax, %eax
    xor     %ebx, %ebx
    xor     %ecx, %ecx
    xor     %edx, %edx
    xor     %edi, %edi
    xor     %ebp, %ebp
    xor     %r8d, %r8d
    xor     %r9d, %r9d
    xor     %r10d, %r10d
    xor     %r11d, %r11d
    xor     %r12d, %r12d
    xor     %r13d, %r13d
    xor     %r14d, %r14d
    xor     %r15d, %r15d
    cld
    jmp     *jump_entry(%rip)

/* struct machine_jump_data of jump.c */
    .balign 8
    .globl machine_jump_data
machine_jump_data:
operation_enter:    .skip 24
operation_unpin:    .skip 24
jump_entry:         .quad 0
jump_stack:         .quad 0
jump_start_info:    .quad 0

    .section .note.GNU-stack, "", @progbits
