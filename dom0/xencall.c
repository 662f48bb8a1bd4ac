/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The door to Xen from dom0's user space: hypercalls through libxencall, whose interface is stable.
 *
 * The hypercall surface of the launcher is used above it. Only what dom0's programs need is let
 * through; operands are copied to memory that Xen may read and write.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xencall.h>

#include "launcher/xen/hypercall.h"
#include "launcher/xen/xen.h"

enum { OPERAND_SIZE = 144 /* struct xen_domctl, the largest */, HVM_PARAM_SIZE = 16 };

static xencall_handle *handle_open(void)
{
    static xencall_handle *handle;

    if (!handle) {
        handle = xencall_open(NULL, 0);
    }
    return handle;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    xencall_handle *handle = handle_open();
    uint64_t operand = number == __HYPERVISOR_domctl ? a1 : a2;
    void *buffer;
    int result;

    (void)a3;
    (void)a4;
    if (!handle) {
        return -errno;
    }
    if (number == __HYPERVISOR_xen_version) {
        result = xencall2(handle, number, a1, a2);
        return result < 0 ? -errno : result;
    }
    if (number != __HYPERVISOR_domctl && number != __HYPERVISOR_hvm_op) {
        return -ENOSYS;
    }
    buffer = xencall_alloc_buffer(handle, OPERAND_SIZE);
    if (!buffer) {
        return -ENOMEM;
    }
    /* The caller's operand may be shorter; what stands behind it is not looked at by Xen. */
    memset(buffer, 0, OPERAND_SIZE);
    memcpy(buffer, (const void *)(uintptr_t)operand,
           number == __HYPERVISOR_domctl ? OPERAND_SIZE : HVM_PARAM_SIZE);
    result = number == __HYPERVISOR_domctl
                 ? xencall1(handle, number, (uint64_t)(uintptr_t)buffer)
                 : xencall2(handle, number, a1, (uint64_t)(uintptr_t)buffer);
    result = result < 0 ? -errno : result;
    if (number == __HYPERVISOR_domctl) {
        memcpy((void *)(uintptr_t)operand, buffer, OPERAND_SIZE);
    }
    xencall_free_buffer(handle, buffer);
    return result;
}
