/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What Xen itself is given: CPU microcode, and the policy and labels of its security module.
 *
 * Sources: xen/include/public/platform.h, xen/include/public/xsm/flask_op.h; both are stable. Each
 * function returns 0 or -XEN_E*.
 */
#ifndef XEN_PLATFORM_OP_H
#define XEN_PLATFORM_OP_H

#include <stdint.h>

#include "xen/xen.h"

/* Loads `size` bytes of microcode on every CPU. */
int xen_microcode_update(struct xen *xen, const void *bytes, uint32_t size);
/* -XEN_ENOSYS from these two: this Xen has no XSM. */
int xen_policy_load(struct xen *xen, const void *bytes, uint32_t size);
/* The number of a label in the policy; -XEN_EINVAL where the policy does not know it. */
int xen_label_find(struct xen *xen, const char *label, uint32_t *sid);

#endif
