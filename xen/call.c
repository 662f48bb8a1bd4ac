/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Issuing and counting hypercalls.
 */
#include "xen/call.h"

int64_t xen_call(struct xen *xen, unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3,
                 uint64_t a4)
{
    xen->calls++;
    return hypercall(number, a1, a2, a3, a4);
}
