/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a further vCPU of the test guest runs: marks the flag of its APIC id, then halts for ever.
 *
 * Copied to a page below 1 MiB; entered in real mode at its first byte with cs naming that page.
 * A halt with interrupts off takes a vCPU of Xen down, which suits: it takes no time from then on.
 */
        .section .rodata.trampoline, "a"
        .code16
        .globl  trampoline_start, trampoline_flags, trampoline_end
trampoline_start:
        cli
        movw    %cs, %ax
        movw    %ax, %ds
        movl    $1, %eax
        cpuid
        shrl    $24, %ebx               /* initial APIC id */
        movb    $1, (trampoline_flags - trampoline_start)(%bx)
1:      hlt
        jmp     1b
trampoline_flags:
        .skip   256
trampoline_end:

        .section .note.GNU-stack, "", @progbits
