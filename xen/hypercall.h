/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The one door to Xen. On the machine it is the instruction `syscall` (launcher/machine/x86/), in a
 * hosted build the fake Xen (sim/): everything above runs unchanged on both.
 */
#ifndef XEN_HYPERCALL_H
#define XEN_HYPERCALL_H

#include <stdint.h>

/*
 * Issues hypercall `number` (xen/include/public/xen.h, __HYPERVISOR_*). Pointers are passed as
 * addresses of the caller's own memory. Returns what Xen returns: negative errno values are errors.
 */
int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4);

/* An address as hypercall argument. */
static inline uint64_t hypercall_pointer(const volatile void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

#endif
