/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where Xen enters the launcher as a 64-bit PV domain 0, and its ELF notes.
 *
 * At entry: rsi = start_info, rsp = a stack of Xen's making, paging on, events masked
 * (xen/include/public/arch-x86/xen-x86_64.h).
 */
#include <xen/elfnote.h>
#include <xen/xen.h>

#include "core/base/version.h"

    .section .text.entry, "ax"
    .globl machine_entry
machine_entry:
    lea     machine_stack_end(%rip), %rsp
    xor     %ebp, %ebp
    cld
    mov     %rsi, %rbx
    /*
     * Code compiled for a libc finds its stack guard 0x28 bytes after fs. Its first byte is zero: a
     * string that overruns its array cannot restore it.
     */
    rdtsc
    shl     $32, %rdx
    or      %rdx, %rax
    movabs  $0x9e3779b97f4a7c15, %rcx
    imul    %rcx, %rax
    shl     $8, %rax
    mov     %rax, machine_thread+0x28(%rip)
    mov     $__HYPERVISOR_set_segment_base, %eax
    mov     $SEGBASE_FS, %edi
    lea     machine_thread(%rip), %rsi
    syscall
    mov     %rbx, %rdi
    call    machine_start
    ud2

    .section .notes, "a", @note
.macro xen_note type
    .balign 4
    .long   4
    .long   3f - 2f
    .long   \type
    .asciz  "Xen"
2:
.endm
.macro xen_note_end
3:  .balign 4
.endm

    xen_note XEN_ELFNOTE_GUEST_OS
    .asciz "hyperlaunch"
    xen_note_end
    xen_note XEN_ELFNOTE_GUEST_VERSION
    .asciz HYPERLAUNCH_VERSION
    xen_note_end
    xen_note XEN_ELFNOTE_LOADER
    .asciz "generic"
    xen_note_end
    xen_note XEN_ELFNOTE_XEN_VERSION
    .asciz "xen-3.0"
    xen_note_end
    xen_note XEN_ELFNOTE_VIRT_BASE
    .quad 0xffffffff80000000
    xen_note_end
    xen_note XEN_ELFNOTE_PADDR_OFFSET
    .quad 0
    xen_note_end
    xen_note XEN_ELFNOTE_ENTRY
    .quad machine_entry
    xen_note_end
    xen_note XEN_ELFNOTE_FEATURES
    .asciz "!writable_page_tables"
    xen_note_end
    /* Bits 0 (writable_page_tables) and 11 (dom0) of xen/include/public/features.h. */
    xen_note XEN_ELFNOTE_SUPPORTED_FEATURES
    .long 0x801
    xen_note_end
    /* The frame list outside the first 4 MiB, so that it can be given back. */
    xen_note XEN_ELFNOTE_INIT_P2M
    .quad 0x8000000000
    xen_note_end
    /* The launch image is left unmapped; the launcher maps it read-only itself. */
    xen_note XEN_ELFNOTE_MOD_START_PFN
    .quad 1
    xen_note_end

    .section .note.GNU-stack, "", @progbits
