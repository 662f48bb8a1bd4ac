/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The door: counts, fails on request, dispatches by number, and tells the trace.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/hypercalls.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"
#include "xen/hypercall.h"

#include <xen/version.h>

static struct sim *served;

void hypercalls_serve(struct sim *sim)
{
    served = sim;
}

struct sim *hypercalls_served(void)
{
    return served;
}

static int64_t serve_version(struct sim *sim, uint64_t command, uint64_t address)
{
    char line[sizeof(xen_commandline_t)] = {0};

    if (command == XENVER_commandline) {
        sim_say(sim, -1, "ask for Xen's command line");
        (void)snprintf(line, sizeof(line), "%s",
                       sim->config.command_line ? sim->config.command_line : "console=none");
        memcpy((void *)(uintptr_t)address, line, sizeof(line));
        return 0;
    }
    sim_say(sim, -1, "ask for Xen's version");
    if (command != XENVER_version)
        return sim_fault(sim, XEN_ENOSYS, "version command %llu", (unsigned long long)command);
    return (int64_t)(sim->config.says_major ? sim->config.says_major : 4) << 16 |
           (sim->config.says_minor ? sim->config.says_minor : sim->config.minor);
}

static int64_t serve(struct sim *sim, unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3,
                     uint64_t a4)
{
    switch (number) {
    case __HYPERVISOR_xen_version:
        return serve_version(sim, a1, a2);
    case __HYPERVISOR_domctl:
        return serve_domctl(sim, a1);
    case __HYPERVISOR_sysctl:
        return serve_sysctl(sim, a1);
    case __HYPERVISOR_platform_op:
        return serve_platform(sim, a1);
    case __HYPERVISOR_xsm_op:
        return serve_xsm(sim, a1);
    case __HYPERVISOR_memory_op:
        return serve_memory(sim, a1, a2);
    case __HYPERVISOR_mmu_update:
        return serve_mmu_update(sim, a1, a2, a3, a4);
    case __HYPERVISOR_update_va_mapping:
        return serve_va_mapping(sim, a1, a2, a3);
    case __HYPERVISOR_mmuext_op:
        return serve_mmuext(sim, a1, a2, a3, a4);
    case __HYPERVISOR_event_channel_op:
        return serve_event(sim, a1, a2);
    case __HYPERVISOR_hvm_op:
        return serve_hvm(sim, a1, a2);
    case __HYPERVISOR_console_io:
        return serve_console(sim, a1, a2, a3);
    case __HYPERVISOR_sched_op:
        return serve_sched(sim, a1, a2);
    case __HYPERVISOR_set_timer_op:
        return serve_timer(sim, a1);
    case __HYPERVISOR_physdev_op:
        return serve_physdev(sim, a1, a2);
    case __HYPERVISOR_grant_table_op:
        return serve_grant(sim, a1, a2, a3);
    case __HYPERVISOR_callback_op:
        return serve_callback(sim, a1, a2);
    default:
        sim_say(sim, -1, "hypercall number %u", number);
        return sim_fault(sim, XEN_ENOSYS, "number %u is none that a launcher needs", number);
    }
}

/* The error that was asked for at this call; 0: none. */
static int failure_at(const struct sim *sim, uint64_t call)
{
    for (uint32_t i = 0; i < sim->failure_count; i++)
        if (sim->failures[i].call == call)
            return sim->failures[i].error;
    return 0;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    struct sim *sim = served;
    struct sim_operation *operation;

    if (!sim)
        abort();
    if (sim->cpus.interleave)
        sim->cpus.interleave(sim);
    operation = &sim->operation;
    *operation = (struct sim_operation){.number = ++sim->calls, .domid = -1, .words = sim->words};
    sim->shared->vcpu_info[0].time.system_time += SIM_TICK_NS;
    if (sim->act)
        sim->act(sim->act_context, sim->calls);
    operation->result = -failure_at(sim, sim->calls);
    operation->requested = operation->result != 0;
    if (operation->requested)
        sim_say(sim, -1, "hypercall number %u, refused on request", number);
    else
        operation->result = serve(sim, number, a1, a2, a3, a4);
    if (sim->trace)
        sim->trace(sim->trace_context, operation);
    return operation->result;
}
