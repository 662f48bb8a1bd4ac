/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Calls into Xen through the page that Xen fills.
 *
 * Facts: xen/include/public/arch-x86/xen-x86_{32,64}.h (registers; entries of 32 bytes).
 */
#ifndef TESTS_GUEST_HYPERCALL_H
#define TESTS_GUEST_HYPERCALL_H

#include <stdint.h>

extern char hypercall_page[];

static inline long hypercall_of_four(unsigned int number, uintptr_t a, uintptr_t b, uintptr_t c,
                                     uintptr_t d)
{
    const char *target = hypercall_page + number * 32;
    long result;

#ifdef __x86_64__
    register uintptr_t fourth __asm__("r10") = d;

    __asm__ volatile("call *%[target]"
                     : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(fourth)
                     : [target] "r"(target)
                     : "rcx", "r8", "r9", "r11", "memory");
#else
    __asm__ volatile("call *%[target]"
                     : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d)
                     : [target] "r"(target)
                     : "memory");
#endif
    return result;
}

static inline long hypercall(unsigned int number, uintptr_t a, uintptr_t b, uintptr_t c)
{
    return hypercall_of_four(number, a, b, c, 0);
}

#endif
