/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the encoders of domctl and sysctl share: one buffer for both, written by offset. For the
 * files of xen/ alone: whoever needs a domctl or sysctl from outside asks for a function that
 * issues it.
 */
#ifndef XEN_CONTROL_H
#define XEN_CONTROL_H

#include <stdint.h>
#include <string.h>

#include "xen/call.h"

enum { DOMCTL_SIZE = 144, DOMCTL_UNION = 16, SYSCTL_SIZE = 136, SYSCTL_UNION = 8 };
_Static_assert(SYSCTL_SIZE <= (int)DOMCTL_SIZE, "one buffer serves both");

struct control {
    uint8_t bytes[DOMCTL_SIZE];
} __attribute__((aligned(8)));

static inline void put32(struct control *control, unsigned int offset, uint32_t value)
{
    memcpy(control->bytes + offset, &value, sizeof(value));
}

static inline void put64(struct control *control, unsigned int offset, uint64_t value)
{
    memcpy(control->bytes + offset, &value, sizeof(value));
}

static inline uint32_t get32(const struct control *control, unsigned int offset)
{
    uint32_t value;

    memcpy(&value, control->bytes + offset, sizeof(value));
    return value;
}

static inline uint64_t get64(const struct control *control, unsigned int offset)
{
    uint64_t value;

    memcpy(&value, control->bytes + offset, sizeof(value));
    return value;
}

static inline void domctl_start(const struct xen *xen, struct control *control, uint32_t command,
                                uint32_t domid)
{
    memset(control, 0, sizeof(*control));
    put32(control, 0, command);
    put32(control, 4, xen->abi->domctl_version);
    put32(control, 8, domid);
}

static inline int domctl_issue(struct xen *xen, struct control *control)
{
    return (int)xen_call(xen, __HYPERVISOR_domctl, hypercall_pointer(control->bytes), 0, 0, 0);
}

/* An operation with two arguments: an array, and before its address how much is in it. */
static inline int domctl_array(struct xen *xen, uint32_t command, uint32_t domid, const void *array,
                               uint32_t number)
{
    struct control control;

    domctl_start(xen, &control, command, domid);
    put32(&control, DOMCTL_UNION, number);
    put64(&control, DOMCTL_UNION + 8, hypercall_pointer(array));
    return domctl_issue(xen, &control);
}

static inline void sysctl_start(const struct xen *xen, struct control *control, uint32_t command)
{
    memset(control, 0, sizeof(*control));
    put32(control, 0, command);
    put32(control, 4, xen->abi->sysctl_version);
}

static inline int sysctl_issue(struct xen *xen, struct control *control)
{
    return (int)xen_call(xen, __HYPERVISOR_sysctl, hypercall_pointer(control->bytes), 0, 0, 0);
}

#endif
