/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where vCPUs run: cpupools and affinities, checked as xen/common/sched/ does.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/schedule.h"
#include "sim/control.h"
#include "sim/domain.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

/* The schedulers that Debian's builds have; the second is what they boot with. */
static const uint32_t schedulers[] = {XEN_SCHEDULER_CREDIT, XEN_SCHEDULER_CREDIT2,
                                      XEN_SCHEDULER_RTDS};

enum { WORD_BITS = 64 };

static uint32_t host_cpus(const struct sim *sim)
{
    return sim->config.host_cpus ? sim->config.host_cpus : SIM_CPUS;
}

void schedule_make(struct sim *sim)
{
    uint32_t scheduler = sim->config.scheduler ? sim->config.scheduler : XEN_SCHEDULER_CREDIT2;

    sim->pools[0] = (struct sim_pool){.live = true, .scheduler = scheduler};
    for (uint32_t cpu = host_cpus(sim); cpu < SIM_CPUS_MAX; cpu++)
        sim->cpu_pool[cpu] = SIM_CPU_ABSENT;
}

int64_t serve_affinity(struct sim *sim, struct sim_domain *domain, uint8_t *operation)
{
    struct xen_domctl_vcpuaffinity affinity;
    uint64_t address, effective = 0;
    uint64_t *words;

    memcpy(&affinity, operation, sizeof(affinity));
    memcpy(&address, operation + offsetof(struct xen_domctl_vcpuaffinity, cpumap_hard),
           sizeof(address));
    sim_say(sim, (int32_t)domain->domid, "bind its vCPU %u", affinity.vcpu);
    if (affinity.flags != XEN_VCPUAFFINITY_HARD || affinity.cpumap_hard.nr_bits == 0 ||
        affinity.cpumap_hard.nr_bits % WORD_BITS != 0) {
        return sim_fault(sim, XEN_EINVAL, "vcpuaffinity: flags %#x, %u bits", affinity.flags,
                         affinity.cpumap_hard.nr_bits);
    }
    if (affinity.vcpu >= domain->create.max_vcpus || (domain->domid && !domain->has_vcpus))
        return sim_fault(sim, XEN_EINVAL, "vcpuaffinity: there is no vCPU %u", affinity.vcpu);
    words = (uint64_t *)(uintptr_t)address;
    for (uint32_t cpu = 0; cpu < SIM_CPUS_MAX; cpu++)
        if (words[0] >> cpu & 1 && sim->cpu_pool[cpu] == domain->pool)
            effective |= UINT64_C(1) << cpu;
    /* It may name what there is not, as long as something is left. */
    if (!effective)
        return -XEN_EINVAL;
    domain->affinity[affinity.vcpu] = words[0];
    words[0] = effective;
    return 0;
}

/* Weight and cap, which credit and credit2 have at the same places; rtds has neither. */
int64_t serve_weight(struct sim *sim, struct sim_domain *domain, struct sim_control *control,
                     uint64_t address)
{
    struct xen_domctl_scheduler_op op;
    uint32_t scheduler = sim->pools[domain->pool].scheduler;

    memcpy(&op, control->operation, sizeof(op));
    sim_say(sim, (int32_t)domain->domid,
            op.cmd == XEN_DOMCTL_SCHEDOP_getinfo ? "ask for its weight" : "give it another weight");
    if (op.sched_id != scheduler || scheduler == XEN_SCHEDULER_RTDS ||
        op.cmd > XEN_DOMCTL_SCHEDOP_getinfo) {
        return sim_fault(sim, XEN_EINVAL, "scheduler_op %u of scheduler %u, the domain has %u",
                         op.cmd, op.sched_id, scheduler);
    }
    if (op.cmd == XEN_DOMCTL_SCHEDOP_putinfo) {
        domain->weight = op.u.credit2.weight ? op.u.credit2.weight : domain->weight;
        domain->cap = op.u.credit2.cap;
        return 0;
    }
    op.u.credit2.weight = domain->weight;
    op.u.credit2.cap = domain->cap;
    memcpy(control->operation, &op, sizeof(op));
    memcpy((void *)(uintptr_t)address, control, sizeof(*control));
    return 0;
}

uint16_t sim_weight(const struct sim *sim)
{
    return sim->domains[0]->weight;
}

static bool pool_has(const struct sim *sim, uint32_t pool)
{
    for (uint32_t cpu = 0; cpu < SIM_CPUS_MAX; cpu++)
        if (sim->cpu_pool[cpu] == pool)
            return true;
    return false;
}

static bool pool_has_domains(const struct sim *sim, uint32_t pool)
{
    for (unsigned int i = 0; i < SIM_DOMAINS_MAX; i++)
        if (sim->domains[i] && sim->domains[i]->pool == pool)
            return true;
    return false;
}

static int64_t pool_create(struct sim *sim, struct xen_sysctl_cpupool_op *operation)
{
    uint32_t id = 1;
    bool known = false;

    sim_say(sim, -1, "make a cpupool");
    for (size_t i = 0; i < sizeof(schedulers) / sizeof(schedulers[0]); i++)
        known = known || schedulers[i] == operation->sched_id;
    if (operation->cpupool_id != XEN_SYSCTL_CPUPOOL_PAR_ANY)
        return sim_fault(sim, XEN_EINVAL, "a cpupool with a number of the caller's choice");
    if (!known)
        return -XEN_ENOENT;
    while (id < SIM_POOLS_MAX && sim->pools[id].live)
        id++;
    if (id == SIM_POOLS_MAX)
        return -XEN_ENOMEM;
    sim->pools[id] = (struct sim_pool){.live = true, .scheduler = operation->sched_id};
    operation->cpupool_id = id;
    return 0;
}

static int64_t pool_add(struct sim *sim, const struct xen_sysctl_cpupool_op *operation)
{
    sim_say(sim, -1, "put CPU %u into cpupool %u", operation->cpu, operation->cpupool_id);
    if (operation->cpu >= SIM_CPUS_MAX || sim->cpu_pool[operation->cpu] != SIM_CPU_FREE)
        return -XEN_ENODEV;
    sim->cpu_pool[operation->cpu] = operation->cpupool_id;
    return 0;
}

static int64_t pool_remove(struct sim *sim, const struct xen_sysctl_cpupool_op *operation)
{
    uint32_t cpu = operation->cpu, pool = operation->cpupool_id;

    sim_say(sim, -1, "take CPU %u out of cpupool %u", cpu, pool);
    if (cpu >= SIM_CPUS_MAX || sim->cpu_pool[cpu] != pool)
        return -XEN_EINVAL;
    sim->cpu_pool[cpu] = SIM_CPU_FREE;
    if (cpu == 0 || (!pool_has(sim, pool) && pool_has_domains(sim, pool))) {
        sim->cpu_pool[cpu] = pool;
        return -XEN_EBUSY;
    }
    return 0;
}

static int64_t pool_destroy(struct sim *sim, uint32_t pool)
{
    sim_say(sim, -1, "destroy cpupool %u", pool);
    if (pool == 0 || pool_has(sim, pool) || pool_has_domains(sim, pool))
        return -XEN_EBUSY;
    sim->pools[pool].live = false;
    return 0;
}

static int64_t pool_move(struct sim *sim, const struct xen_sysctl_cpupool_op *operation)
{
    struct sim_domain *domain = domain_find(sim, operation->domid);

    sim_say(sim, (int32_t)operation->domid, "move it to cpupool %u", operation->cpupool_id);
    if (!domain || operation->domid == 0) {
        return sim_fault(sim, domain ? XEN_EPERM : XEN_ESRCH, "a cpupool for domain %u",
                         operation->domid);
    }
    if (!pool_has(sim, operation->cpupool_id))
        return sim_fault(sim, XEN_ENOENT, "domain %u to a cpupool without CPUs", domain->domid);
    domain->pool = operation->cpupool_id;
    return 0;
}

int64_t serve_cpupool(struct sim *sim, uint8_t *bytes)
{
    struct xen_sysctl_cpupool_op operation;
    int64_t result;

    memcpy(&operation, bytes, sizeof(operation));
    if (operation.op != XEN_SYSCTL_CPUPOOL_OP_CREATE &&
        (operation.cpupool_id >= SIM_POOLS_MAX || !sim->pools[operation.cpupool_id].live))
        return sim_fault(sim, XEN_ENOENT, "there is no cpupool %u", operation.cpupool_id);
    switch (operation.op) {
    case XEN_SYSCTL_CPUPOOL_OP_CREATE:
        result = pool_create(sim, &operation);
        break;
    case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
        result = pool_destroy(sim, operation.cpupool_id);
        break;
    case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
        result = pool_add(sim, &operation);
        break;
    case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
        result = pool_remove(sim, &operation);
        break;
    case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
        result = pool_move(sim, &operation);
        break;
    default:
        result = sim_fault(sim, XEN_ENOSYS, "cpupool operation %u", operation.op);
    }
    memcpy(bytes, &operation, sizeof(operation));
    return result;
}

bool sim_pool_view(const struct sim *sim, uint32_t pool, struct sim_pool_view *view)
{
    *view = (struct sim_pool_view){0};
    if (pool >= SIM_POOLS_MAX || !sim->pools[pool].live)
        return false;
    view->scheduler = sim->pools[pool].scheduler;
    for (uint32_t cpu = 0; cpu < SIM_CPUS_MAX; cpu++)
        view->cpus |= sim->cpu_pool[cpu] == pool ? UINT64_C(1) << cpu : 0;
    return true;
}
