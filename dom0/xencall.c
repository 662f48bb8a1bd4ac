/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The door to Xen from dom0's user space: hypercalls through libxencall, whose interface is stable.
 *
 * The hypercall surface of the launcher is used above it. Only what dom0's programs need is let
 * through; operands are copied to memory that Xen may read and write. Linux passes Xen's errors on
 * as its own errno, whose numbers are the same.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "xen/errno.h"
#include "xen/hypercall.h"
#include "xen/xen.h"

#include <xen/event_channel.h>
#include <xen/hvm/hvm_op.h>

#include <xencall.h>

enum { OPERAND_SIZE = 144 /* struct xen_domctl, the largest */ };

/* How much of an operand the caller has; 0: this call is not let through. */
static size_t operand_size(unsigned int number, uint64_t command)
{
    switch (number) {
    case __HYPERVISOR_domctl:
        return OPERAND_SIZE;
    case __HYPERVISOR_hvm_op:
        return command == HVMOP_set_param ? sizeof(struct xen_hvm_param) : 0;
    case __HYPERVISOR_event_channel_op:
        return command == EVTCHNOP_status ? sizeof(struct evtchn_status)
               : command == EVTCHNOP_send ? sizeof(struct evtchn_send)
                                          : 0;
    default:
        return 0;
    }
}

static xencall_handle *handle_open(void)
{
    static xencall_handle *handle;

    if (!handle)
        handle = xencall_open(NULL, 0);
    return handle;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    xencall_handle *handle = handle_open();
    bool control = number == __HYPERVISOR_domctl;
    void *operand = (void *)(uintptr_t)(control ? a1 : a2);
    size_t size = operand_size(number, a1);
    void *buffer;
    int result;

    (void)a3;
    (void)a4;
    if (!handle)
        return -errno;
    if (number == __HYPERVISOR_xen_version) {
        result = xencall2(handle, number, a1, a2);
        return result < 0 ? -errno : result;
    }
    if (size == 0)
        return -XEN_ENOSYS;
    buffer = xencall_alloc_buffer(handle, OPERAND_SIZE);
    if (!buffer)
        return -XEN_ENOMEM;
    memcpy(buffer, operand, size);
    result = control ? xencall1(handle, number, (uint64_t)(uintptr_t)buffer)
                     : xencall2(handle, number, a1, (uint64_t)(uintptr_t)buffer);
    result = result < 0 ? -errno : result;
    memcpy(operand, buffer, size);
    xencall_free_buffer(handle, buffer);
    return result;
}
