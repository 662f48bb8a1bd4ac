/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Event channels and waiting (xen/include/public/{event_channel,sched}.h).
 */
#include "xen/event.h"
#include "xen/call.h"

#include <xen/callback.h>
#include <xen/event_channel.h>
#include <xen/sched.h>

static int event_op(struct xen *xen, unsigned int command, const void *argument)
{
    return (int)xen_call(xen, __HYPERVISOR_event_channel_op, command, hypercall_pointer(argument),
                         0, 0);
}

int xen_event_offer(struct xen *xen, uint32_t domid, uint32_t remote, uint32_t *port)
{
    struct evtchn_alloc_unbound request = {.dom = (domid_t)domid, .remote_dom = (domid_t)remote};
    int error = event_op(xen, EVTCHNOP_alloc_unbound, &request);

    *port = request.port;
    return error;
}

int xen_event_bind(struct xen *xen, uint32_t domid, uint32_t remote_port, uint32_t *port)
{
    struct evtchn_bind_interdomain request = {
        .remote_dom = (domid_t)domid,
        .remote_port = remote_port,
    };
    int error = event_op(xen, EVTCHNOP_bind_interdomain, &request);

    *port = request.local_port;
    return error;
}

int xen_event_bind_virq(struct xen *xen, uint32_t virq, uint32_t *port)
{
    struct evtchn_bind_virq request = {.virq = virq, .vcpu = 0};
    int error = event_op(xen, EVTCHNOP_bind_virq, &request);

    *port = request.port;
    return error;
}

int xen_event_send(struct xen *xen, uint32_t port)
{
    struct evtchn_send request = {.port = port};

    return event_op(xen, EVTCHNOP_send, &request);
}

int xen_event_close(struct xen *xen, uint32_t port)
{
    struct evtchn_close request = {.port = port};

    return event_op(xen, EVTCHNOP_close, &request);
}

int xen_event_reset(struct xen *xen)
{
    struct evtchn_reset request = {.dom = DOMID_SELF};

    return event_op(xen, EVTCHNOP_reset, &request);
}

int xen_sleep(struct xen *xen, uint64_t deadline)
{
    struct sched_poll request = {.timeout = deadline};

    return (int)xen_call(xen, __HYPERVISOR_sched_op, SCHEDOP_poll, hypercall_pointer(&request), 0,
                         0);
}

int xen_event_enter(struct xen *xen, uint64_t entry)
{
    struct callback_register request = {.type = CALLBACKTYPE_event, .address = entry};

    return (int)xen_call(xen, __HYPERVISOR_callback_op, CALLBACKOP_register,
                         hypercall_pointer(&request), 0, 0);
}

int xen_block(struct xen *xen, uint64_t deadline)
{
    int64_t error = 0;

    if (deadline)
        error = xen_call(xen, __HYPERVISOR_set_timer_op, deadline, 0, 0, 0);
    return error ? (int)error : (int)xen_call(xen, __HYPERVISOR_sched_op, SCHEDOP_block, 0, 0, 0);
}

void xen_event_forget(struct shared_info *shared)
{
    struct vcpu_info *vcpu = &shared->vcpu_info[0];

    __atomic_store_n(&vcpu->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST);
    /* Xen tells of a word of ports again only where it is not marked yet. */
    __atomic_store_n(&vcpu->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);
}

int xen_host_end(struct xen *xen, uint32_t reason)
{
    struct sched_shutdown request = {.reason = reason};

    return (int)xen_call(xen, __HYPERVISOR_sched_op, SCHEDOP_shutdown, hypercall_pointer(&request),
                         0, 0);
}
