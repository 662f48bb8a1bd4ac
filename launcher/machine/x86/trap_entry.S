/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where Xen enters the launcher for an event or an exception, with rcx and r11 pushed on top
 * (xen/include/public/arch-x86/xen-x86_64.h).
 */

    .text

/*
 * Where Xen enters when an event ends a sleep: events are masked again by Xen, and which they are is
 * seen in the page shared with it, so there is nothing to do.
 */
    .globl machine_event
machine_event:
    pop     %rcx
    pop     %r11
    /* Xen clears the ring in the code segment of a PV kernel; the processor has it in ring 3. */
    orb     $3, 8(%rsp)
    iretq

/*
 * One entry per exception: leaves the vector and, where the processor gives none, an error code of 0,
 * then a frame of `struct machine_registers` (trap.c) for machine_trap, which does not return.
 */
.macro exception vector has_error=0
    .globl machine_exception_\vector
machine_exception_\vector:
    pop     %rcx
    pop     %r11
    .if \has_error == 0
    push    $0
    .endif
    push    $\vector
    jmp     exception_common
.endm

    exception 0
    exception 1
    exception 3
    exception 4
    exception 5
    exception 6
    exception 7
    exception 10 1
    exception 11 1
    exception 12 1
    exception 13 1
    exception 14 1
    exception 16
    exception 17 1
    exception 18
    exception 19

exception_common:
    push    %rax
    push    %rbx
    push    %rcx
    push    %rdx
    push    %rsi
    push    %rdi
    push    %rbp
    push    %r8
    push    %r9
    push    %r10
    push    %r11
    push    %r12
    push    %r13
    push    %r14
    push    %r15
    mov     %rsp, %rdi
    and     $-16, %rsp
    cld
    call    machine_trap
    ud2

    .section .note.GNU-stack, "", @progbits
