/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The host's console, and sleeping until something happens.
 *
 * Nothing happens by itself here: a poll that finds no event is counted, moves the time to its
 * deadline and returns, as Xen may return early at any time.
 */
#include <string.h>

#include "sim/event.h"
#include "sim/line.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* Xen's limit on the ports of one poll. */
enum { POLL_PORTS_MAX = 128, WORD_BITS = 64 };

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

static bool port_is_pending(const struct sim *sim, uint32_t port)
{
    return sim->shared->evtchn_pending[port / WORD_BITS] >> port % WORD_BITS & 1;
}

static int64_t serve_poll(struct sim *sim, uint64_t address)
{
    struct vcpu_time_info *time = &sim->shared->vcpu_info[0].time;
    struct sched_poll request;
    uint64_t list;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    memcpy(&list, &request.ports, sizeof(list));
    sim_say(sim, -1, "sleep until one of %u events%s", request.nr_ports,
            request.timeout ? " or a deadline" : "");
    if (request.nr_ports > POLL_PORTS_MAX)
        return sim_fault(sim, XEN_EINVAL, "a poll of %u ports", request.nr_ports);
    for (uint32_t i = 0; i < request.nr_ports; i++) {
        uint32_t port;

        memcpy(&port, (const uint8_t *)(uintptr_t)list + i * sizeof(port), sizeof(port));
        if (port == 0 || port >= SIM_PORTS_MAX || sim->domains[0]->ports[port].state == PORT_FREE)
            return sim_fault(sim, XEN_EINVAL, "a poll of port %u, which is free", port);
        if (port_is_pending(sim, port))
            return 0;
    }
    if (request.timeout) {
        sim->sleeps.timed++;
        if (time->system_time < request.timeout)
            time->system_time = request.timeout;
    } else {
        sim->sleeps.endless++;
    }
    return 0;
}

int64_t serve_sched(struct sim *sim, uint64_t command, uint64_t address)
{
    if (command == SCHEDOP_shutdown) {
        struct sched_shutdown request;

        memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
        sim_say(sim, 0, "end the host for reason %u", request.reason);
        sim->ended = true;
        sim->end_reason = request.reason;
        return 0;
    }
    if (command != SCHEDOP_poll) {
        return sim_fault(sim, XEN_ENOSYS, "scheduler command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
    return serve_poll(sim, address);
}

bool sim_ended(const struct sim *sim, uint32_t *reason)
{
    *reason = sim->end_reason;
    return sim->ended;
}
