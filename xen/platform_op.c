/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What Xen itself is given: CPU microcode, and the policy and labels of its security module.
 *
 * Both interfaces are stable: xen/include/public/platform.h, xen/include/public/xsm/flask_op.h.
 */
#include <string.h>

#include "xen/platform_op.h"
#include "xen/call.h"

#include <xen/platform.h>
#include <xen/xsm/flask_op.h>

int xen_microcode_update(struct xen *xen, const void *bytes, uint32_t size)
{
    struct xen_platform_op operation = {
        .cmd = XENPF_microcode_update,
        .interface_version = XENPF_INTERFACE_VERSION,
    };

    set_xen_guest_handle(operation.u.microcode.data, bytes);
    operation.u.microcode.length = size;
    return (int)xen_call(xen, __HYPERVISOR_platform_op, hypercall_pointer(&operation), 0, 0, 0);
}

static int flask_issue(struct xen *xen, struct xen_flask_op *operation, uint32_t command)
{
    operation->cmd = command;
    operation->interface_version = XEN_FLASK_INTERFACE_VERSION;
    return (int)xen_call(xen, __HYPERVISOR_xsm_op, hypercall_pointer(operation), 0, 0, 0);
}

/* The public structures take pointers to what Xen only reads for pointers to what it writes. */
static char *readable(const void *bytes)
{
    return (char *)(uintptr_t)bytes;
}

int xen_policy_load(struct xen *xen, const void *bytes, uint32_t size)
{
    struct xen_flask_op operation = {.cmd = 0};

    set_xen_guest_handle(operation.u.load.buffer, readable(bytes));
    operation.u.load.size = size;
    return flask_issue(xen, &operation, FLASK_LOAD);
}

int xen_label_find(struct xen *xen, const char *label, uint32_t *sid)
{
    struct xen_flask_op operation = {.cmd = 0};
    int error;

    set_xen_guest_handle(operation.u.sid_context.context, readable(label));
    operation.u.sid_context.size = (uint32_t)strlen(label);
    error = flask_issue(xen, &operation, FLASK_CONTEXT_TO_SID);
    *sid = operation.u.sid_context.sid;
    return error;
}
