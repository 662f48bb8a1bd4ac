/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * sysctl, decoded from raw bytes and checked as xen/common/sysctl.c does.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/cpuid.h"
#include "sim/layouts.h"
#include "sim/machine.h"
#include "sim/schedule.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/sysctl.h>

int64_t serve_sysctl(struct sim *sim, uint64_t address)
{
    struct sim_physinfo info = {
        .total_pages = sim->frame_end - SIM_FRAME_FIRST,
        .free_pages = memory_free_pages(sim),
        .has_iommu = sim->config.has_iommu,
    };
    uint8_t bytes[SIM_SYSCTL_SIZE];
    uint8_t *operation = bytes + SIM_SYSCTL_SIZE - SIM_SYSCTL_UNION;
    uint32_t command, version, own = sim->config.sysctl_version;
    int64_t result = 0;

    memcpy(bytes, (const void *)(uintptr_t)address, sizeof(bytes));
    memcpy(&command, bytes, sizeof(command));
    memcpy(&version, bytes + sizeof(command), sizeof(version));
    sim_say(sim, -1, "sysctl %u", command);
    if (version != (own ? own : sim->layouts->sysctl_version))
        return own ? -XEN_EACCES : sim_fault(sim, XEN_EACCES, "sysctl version %#x", version);
    switch (command) {
    case XEN_SYSCTL_physinfo:
        sim_say(sim, -1, "ask how much memory is free");
        sim->layouts->physinfo_write(operation, &info);
        break;
    case XEN_SYSCTL_sched_id:
        sim_say(sim, -1, "ask for the scheduler");
        memcpy(operation, &sim->pools[0].scheduler, sizeof(sim->pools[0].scheduler));
        break;
    case XEN_SYSCTL_cpupool_op:
        result = serve_cpupool(sim, operation);
        break;
    case XEN_SYSCTL_get_cpu_policy:
        result = serve_cpu_policy(sim, operation);
        break;
    default:
        return sim_fault(sim, XEN_ENOSYS, "sysctl %u is none that a launcher needs", command);
    }
    memcpy((void *)(uintptr_t)address, bytes, sizeof(bytes));
    return result;
}
