/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The host's console, and sleeping until something happens.
 *
 * Nothing happens by itself here: a sleep without an event is counted, moves the time to its
 * deadline and returns, as Xen may return early at any time.
 */
#include <string.h>

#include "sim/event.h"
#include "sim/line.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/callback.h>
#include <xen/sched.h>

int64_t serve_console(struct sim *sim, uint64_t command, uint64_t count, uint64_t address)
{
    char *bytes = (char *)(uintptr_t)address;
    size_t taken;

    switch (command) {
    case CONSOLEIO_write:
        sim_say(sim, -1, "write %llu bytes to the console", (unsigned long long)count);
        line_write(sim, bytes, count);
        return 0;
    case CONSOLEIO_read:
        sim_say(sim, -1, "read what was typed");
        taken = sim->typed_count < count ? sim->typed_count : count;
        memcpy(bytes, sim->typed, taken);
        sim->typed_count -= taken;
        memmove(sim->typed, sim->typed + taken, sim->typed_count);
        return (int64_t)taken;
    default:
        return sim_fault(sim, XEN_ENOSYS, "console command %llu", (unsigned long long)command);
    }
}

/* Time passes until a deadline; 0: nothing can wake domain 0. */
static void sleep_until(struct sim *sim, uint64_t deadline)
{
    struct vcpu_time_info *time = &sim->shared->vcpu_info[0].time;

    if (!deadline) {
        sim->sleeps.endless++;
        return;
    }
    sim->sleeps.timed++;
    if (time->system_time < deadline)
        time->system_time = deadline;
}

static int64_t serve_poll(struct sim *sim, uint64_t address)
{
    struct sched_poll request;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, -1, "sleep%s", request.timeout ? " until a deadline" : "");
    if (request.nr_ports != 0)
        return sim_fault(sim, XEN_EINVAL, "a poll of %u ports, of which a launcher needs none",
                         request.nr_ports);
    sleep_until(sim, request.timeout);
    return 0;
}

/* Xen opens the vCPU for events; it enters the domain, which masks them again, when one comes. */
static int64_t serve_block(struct sim *sim)
{
    const struct vcpu_info *vcpu = &sim->shared->vcpu_info[0];
    uint64_t timer = sim->timer;

    sim_say(sim, -1, "sleep until an event%s", timer ? " or a deadline" : "");
    if (!sim->event_entry)
        return sim_fault(sim, XEN_EINVAL, "blocking without an entry for events");
    if (vcpu->evtchn_upcall_pending)
        return 0;
    sim->timer = 0;
    sleep_until(sim, timer);
    if (timer)
        virq_raise(sim, VIRQ_TIMER);
    return 0;
}

int64_t serve_timer(struct sim *sim, uint64_t deadline)
{
    sim_say(sim, -1, "set the timer");
    sim->timer = deadline;
    return 0;
}

int64_t serve_callback(struct sim *sim, uint64_t command, uint64_t address)
{
    struct callback_register request;

    sim_say(sim, -1, "have events enter it");
    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    if (command != CALLBACKOP_register || request.type != CALLBACKTYPE_event ||
        request.flags != 0 || request.address == 0) {
        return sim_fault(sim, XEN_EINVAL, "callback command %llu of type %u",
                         (unsigned long long)command, request.type);
    }
    sim->event_entry = request.address;
    return 0;
}

static int64_t serve_shutdown(struct sim *sim, uint64_t address)
{
    struct sched_shutdown request;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, 0, "end the host for reason %u", request.reason);
    sim->ended = true;
    sim->end_reason = request.reason;
    return 0;
}

int64_t serve_sched(struct sim *sim, uint64_t command, uint64_t address)
{
    switch (command) {
    case SCHEDOP_poll:
        return serve_poll(sim, address);
    case SCHEDOP_block:
        return serve_block(sim);
    case SCHEDOP_shutdown:
        return serve_shutdown(sim, address);
    default:
        return sim_fault(sim, XEN_ENOSYS, "scheduler command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
}

bool sim_ended(const struct sim *sim, uint32_t *reason)
{
    *reason = sim->end_reason;
    return sim->ended;
}
