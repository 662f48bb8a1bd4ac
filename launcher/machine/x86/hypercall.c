/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A hypercall of a 64-bit PV domain: the instruction `syscall`, on every version of Xen.
 */
#include "xen/hypercall.h"

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    register uint64_t r10 __asm__("r10") = a4;
    int64_t result;

    __asm__ volatile("syscall"
                     : "=a"(result), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10)
                     : "0"((uint64_t)number)
                     : "rcx", "r11", "r8", "r9", "memory");
    return result;
}
