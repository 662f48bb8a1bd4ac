/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Further vCPUs of domain 0 (xen/include/public/{vcpu,sched,event_channel}.h).
 */
#include "xen/vcpus.h"
#include "xen/call.h"

#include <xen/event_channel.h>
#include <xen/sched.h>
#include <xen/vcpu.h>

static int vcpu_op(struct xen *xen, unsigned int command, uint32_t vcpu, const void *argument)
{
    return (int)xen_call(xen, __HYPERVISOR_vcpu_op, command, vcpu, hypercall_pointer(argument), 0);
}

int xen_vcpu_initialise(struct xen *xen, uint32_t vcpu, const struct vcpu_guest_context *context)
{
    return vcpu_op(xen, VCPUOP_initialise, vcpu, context);
}

int xen_vcpu_up(struct xen *xen, uint32_t vcpu)
{
    return vcpu_op(xen, VCPUOP_up, vcpu, NULL);
}

int xen_vcpu_is_up(struct xen *xen, uint32_t vcpu)
{
    return vcpu_op(xen, VCPUOP_is_up, vcpu, NULL);
}

int xen_vcpu_bind(struct xen *xen, uint32_t vcpu, uint32_t *port)
{
    struct evtchn_bind_ipi request = {.vcpu = vcpu};
    int error = (int)xen_call(xen, __HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi,
                              hypercall_pointer(&request), 0, 0);

    *port = request.port;
    return error;
}

int xen_vcpu_sleep(struct xen *xen, uint32_t port)
{
    evtchn_port_t ports[1] = {port};
    struct sched_poll request = {.nr_ports = 1};

    set_xen_guest_handle(request.ports, ports);
    return (int)xen_call(xen, __HYPERVISOR_sched_op, SCHEDOP_poll, hypercall_pointer(&request), 0,
                         0);
}

void xen_vcpu_yield(struct xen *xen)
{
    (void)xen_call(xen, __HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
}
