/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What Xen itself is given: microcode, and the policy and labels of its security module.
 */
#include <string.h>

#include "sim/serve.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/platform.h>
#include <xen/xsm/flask_op.h>

int64_t serve_platform(struct sim *sim, uint64_t address)
{
    struct xen_platform_op operation;
    const void *data;

    memcpy(&operation, (const void *)(uintptr_t)address, sizeof(operation));
    sim_say(sim, -1, "update the microcode");
    if (operation.interface_version != XENPF_INTERFACE_VERSION ||
        operation.cmd != XENPF_microcode_update || operation.u.microcode.length == 0)
        return sim_fault(sim, XEN_EINVAL, "platform operation %u", operation.cmd);
    data = operation.u.microcode.data.p;
    if (sim->config.microcode_error)
        return -sim->config.microcode_error;
    sim->given.microcode_size = operation.u.microcode.length;
    sim->given.microcode_first = *(const uint8_t *)data;
    return 0;
}

/* One label is known once a policy is loaded. */
static int64_t label_find(struct sim *sim, const char *label, uint32_t size, uint32_t *sid)
{
    static const char known[] = "system_u:system_r:domU_t";

    if (!sim->given.policy_size || size != strlen(known) || memcmp(label, known, size) != 0)
        return -XEN_EINVAL;
    *sid = SIM_LABEL;
    return 0;
}

int64_t serve_xsm(struct sim *sim, uint64_t address)
{
    struct xen_flask_op *operation = (struct xen_flask_op *)(uintptr_t)address;
    const char *buffer;

    sim_say(sim, -1, "ask the security module");
    if (!sim->config.has_xsm)
        return -XEN_ENOSYS;
    if (operation->interface_version != XEN_FLASK_INTERFACE_VERSION)
        return sim_fault(sim, XEN_ENOSYS, "flask version %u", operation->interface_version);
    switch (operation->cmd) {
    case FLASK_LOAD:
        buffer = operation->u.load.buffer.p;
        sim->given.policy_size = operation->u.load.size;
        sim->given.policy_first = (uint8_t)*buffer;
        return 0;
    case FLASK_CONTEXT_TO_SID:
        buffer = operation->u.sid_context.context.p;
        return label_find(sim, buffer, operation->u.sid_context.size,
                          &operation->u.sid_context.sid);
    default:
        return sim_fault(sim, XEN_ENOSYS, "flask operation %u", operation->cmd);
    }
}

struct sim_given sim_given(const struct sim *sim)
{
    return sim->given;
}
