/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * domctl, decoded from raw bytes and checked as xen/common/domctl.c does.
 *
 * What never moved between the versions comes from Xen's own header; what moves, from layouts.c.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/control.h"
#include "sim/cpuid.h"
#include "sim/domain.h"
#include "sim/hvm.h"
#include "sim/layouts.h"
#include "sim/life.h"
#include "sim/pci.h"
#include "sim/pv.h"
#include "sim/ranges.h"
#include "sim/schedule.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>

/* Xen answers for the domain with the next id where there is none with this one. */
static const struct sim_domain *info_domain(const struct sim *sim, uint32_t domid)
{
    const struct sim_domain *best = NULL;

    for (unsigned int i = 0; i < SIM_DOMAINS_MAX; i++) {
        const struct sim_domain *domain = sim->domains[i];

        if (domain && domain->domid >= domid && (!best || domain->domid < best->domid))
            best = domain;
    }
    return best;
}

static int64_t serve_info(struct sim *sim, struct sim_control *control, uint64_t address)
{
    const struct sim_domain *domain = info_domain(sim, control->domid);
    struct sim_info info = {0};

    sim_say(sim, control->domid, "ask how it is");
    if (!domain)
        return -XEN_ESRCH;
    info.domid = (uint16_t)domain->domid;
    info.flags =
        (domain->dying ? XEN_DOMINF_dying : 0) |
        (domain->domid && !domain_is_pv(domain) ? XEN_DOMINF_hvm_guest | XEN_DOMINF_hap : 0) |
        (domain->shut_down ? XEN_DOMINF_shutdown : 0) | (domain->paused ? XEN_DOMINF_paused : 0) |
        (uint32_t)domain->reason << XEN_DOMINF_shutdownshift;
    info.pages = domain->domid ? domain->pages : ranges_total(&sim->own);
    info.pages_max = domain->pages_max;
    info.shared_info = domain->shared_mfn ? domain->shared_mfn : UINT64_MAX;
    info.vcpus_online = domain->has_context ? 1 : 0;
    info.vcpu_id_max = domain->create.max_vcpus ? domain->create.max_vcpus - 1 : 0;
    info.emulation_flags = domain->create.emulation_flags;
    memcpy(info.handle, domain->create.handle, sizeof(info.handle));
    sim->layouts->info_write(control->operation, &info);
    control->domid = info.domid;
    memcpy((void *)(uintptr_t)address, control, sizeof(*control));
    return 0;
}

static int64_t serve_context(struct sim *sim, struct sim_domain *domain,
                             const struct sim_control *control)
{
    struct xen_domctl_hvmcontext context;
    uint64_t buffer;

    memcpy(&context, control->operation, sizeof(context));
    memcpy(&buffer, control->operation + offsetof(struct xen_domctl_hvmcontext, buffer),
           sizeof(buffer));
    sim_say(sim, (int32_t)domain->domid, "load the state of its vCPUs, %u bytes", context.size);
    if (!control_rest_is_zero(control, sizeof(context)) || !domain->has_vcpus) {
        return sim_fault(sim, XEN_EINVAL, "sethvmcontext: %s",
                         domain->has_vcpus ? "bytes after it are not zero" : "there are no vCPUs");
    }
    return hvm_context_load(sim, domain, buffer, context.size);
}

static int64_t serve_vcpu_context(struct sim *sim, struct sim_domain *domain,
                                  const struct sim_control *control)
{
    struct xen_domctl_vcpucontext context;
    uint64_t address;

    memcpy(&context, control->operation, sizeof(context));
    memcpy(&address, control->operation + offsetof(struct xen_domctl_vcpucontext, ctxt),
           sizeof(address));
    if (context.vcpu != 0 || !control_rest_is_zero(control, sizeof(context)))
        return sim_fault(sim, XEN_EINVAL, "setvcpucontext of vCPU %u", context.vcpu);
    return pv_context_set(sim, domain, address);
}

static int64_t serve_hypercall_init(struct sim *sim, struct sim_domain *domain,
                                    const struct sim_control *control)
{
    struct xen_domctl_hypercall_init init;

    memcpy(&init, control->operation, sizeof(init));
    if (!control_rest_is_zero(control, sizeof(init)))
        return sim_fault(sim, XEN_EINVAL, "hypercall_init: bytes after it are not zero");
    return pv_hypercalls_fill(sim, domain, init.gmfn);
}

static int64_t serve_unpause(struct sim *sim, struct sim_domain *domain)
{
    sim_say(sim, (int32_t)domain->domid, "unpause it");
    if (!domain->paused)
        return sim_fault(sim, XEN_EINVAL, "domain %u is not paused", domain->domid);
    if (!domain->has_context)
        return sim_fault(sim, XEN_EINVAL, "domain %u has no vCPU that could run", domain->domid);
    domain->paused = false;
    domain->started = true;
    return 0;
}

static int64_t serve_plain(struct sim *sim, struct sim_domain *domain,
                           const struct sim_control *control)
{
    if (!control_rest_is_zero(control, 0)) {
        return sim_fault(sim, XEN_EINVAL, "domctl %u: arguments where it has none",
                         control->command);
    }
    if (control->command == XEN_DOMCTL_unpausedomain)
        return serve_unpause(sim, domain);
    sim_say(sim, (int32_t)domain->domid, "destroy it");
    domain_kill(sim, domain);
    return 0;
}

int64_t serve_domctl(struct sim *sim, uint64_t address)
{
    struct sim_control control;
    struct sim_domain *domain;
    int64_t result;
    uint32_t version =
        sim->config.domctl_version ? sim->config.domctl_version : sim->layouts->domctl_version;

    memcpy(&control, (const void *)(uintptr_t)address, sizeof(control));
    sim_say(sim, control.domid, "domctl %u", control.command);
    /* A caller may ask which version it is: a refusal, not a fault. */
    if (control.version != version)
        return -XEN_EACCES;
    if (control.command == XEN_DOMCTL_createdomain)
        return serve_create(sim, &control, address);
    if (control.command == XEN_DOMCTL_getdomaininfo)
        return serve_info(sim, &control, address);
    if (serve_pci_domctl(sim, &control, &result))
        return result;
    domain = domain_find(sim, control.domid);
    if (domain && control.command == XEN_DOMCTL_max_mem)
        return serve_max_mem(sim, domain, &control);
    if (domain && control.command == XEN_DOMCTL_setvcpuaffinity)
        return serve_affinity(sim, domain, control.operation);
    if (domain && control.command == XEN_DOMCTL_scheduler_op)
        return serve_weight(sim, domain, &control, address);
    if (domain && control.command == XEN_DOMCTL_hypercall_init)
        return serve_hypercall_init(sim, domain, &control);
    if (!domain || control.domid == 0) {
        return sim_fault(sim, domain ? XEN_EINVAL : XEN_ESRCH, "domctl %u on %s", control.command,
                         domain ? "the caller itself" : "a domain that is not there");
    }
    switch (control.command) {
    case XEN_DOMCTL_destroydomain:
    case XEN_DOMCTL_unpausedomain:
        return serve_plain(sim, domain, &control);
    case XEN_DOMCTL_max_vcpus:
        return serve_vcpus(sim, domain, &control);
    case XEN_DOMCTL_setvcpucontext:
        return serve_vcpu_context(sim, domain, &control);
    case XEN_DOMCTL_shadow_op:
        return serve_shadow(sim, domain, &control);
    case XEN_DOMCTL_set_paging_mempool_size:
        return serve_mempool(sim, domain, &control);
    case XEN_DOMCTL_sethvmcontext:
        return serve_context(sim, domain, &control);
    case XEN_DOMCTL_set_cpu_policy:
        return serve_cpu_policy_set(sim, domain, control.operation);
    default:
        return sim_fault(sim, XEN_ENOSYS, "domctl %u is none that a launcher needs",
                         control.command);
    }
}
