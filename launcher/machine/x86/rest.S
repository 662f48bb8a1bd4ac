/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The end of a further CPU, in the page of leave.S: rdi = the operation that gives it other tables,
 * rsi = its vCPU. It runs this where both tables show the page, and has no stack afterwards.
 * Returns where Xen refuses the tables.
 */
#include <xen/xen.h>

/* xen/include/public/vcpu.h, which is C. */
#define VCPUOP_down 2

    .section .text.jump, "ax"
    .globl machine_rest
machine_rest:
    push    %rbx
    mov     %rsi, %rbx
    mov     $1, %esi
    xor     %edx, %edx
    mov     $DOMID_SELF, %r10d
    mov     $__HYPERVISOR_mmuext_op, %eax
    syscall
    test    %eax, %eax
    jz      1f
    pop     %rbx
    ret
1:  mov     $VCPUOP_down, %edi
    mov     %rbx, %rsi
    xor     %edx, %edx
    mov     $__HYPERVISOR_vcpu_op, %eax
    syscall
    jmp     1b

    .section .note.GNU-stack, "", @progbits
