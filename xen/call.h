/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The one way of xen/ to the door: every hypercall is counted.
 */
#ifndef XEN_CALL_H
#define XEN_CALL_H

#include <stdint.h>

#include "xen/hypercall.h"
#include "xen/xen.h"

/*
 * Issues one hypercall (xen/hypercall.h) and counts it in xen->calls. Returns what Xen returns:
 * -XEN_E* are errors.
 */
int64_t xen_call(struct xen *xen, unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3,
                 uint64_t a4);

#endif
