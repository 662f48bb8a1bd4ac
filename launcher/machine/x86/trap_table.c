/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells Xen where the launcher is entered for each exception.
 */
#include "launcher/machine/x86/machine.h"
#include "xen/call.h"
#include "xen/hypercall.h"

#define EXCEPTIONS(X)                                                                              \
    X(0) X(1) X(3) X(4) X(5) X(6) X(7) X(10) X(11) X(12) X(13) X(14) X(16) X(17) X(18) X(19)

#define DECLARE(vector) void machine_exception_##vector(void);
EXCEPTIONS(DECLARE)

static struct trap_info table[20];

void machine_traps_enter(struct xen *xen)
{
    (void)xen_call(xen, __HYPERVISOR_set_trap_table, hypercall_pointer(table), 0, 0, 0);
}

void machine_traps_init(struct xen *xen)
{
    uint32_t n = 0;

    machine_park_by(xen);
#define ENTER(number)                                                                              \
    table[n++] = (struct trap_info){                                                               \
        .vector = (number),                                                                        \
        .cs = FLAT_KERNEL_CS,                                                                      \
        .address = (unsigned long)(uintptr_t)machine_exception_##number,                           \
    };
    EXCEPTIONS(ENTER)
    machine_traps_enter(xen);
}
