/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * domctl and sysctl, decoded from raw bytes and checked as xen/common/domctl.c does.
 *
 * What never moved between the versions comes from Xen's own header; what moves, from layouts.c.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/internal.h"
#include "xen/errno.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

enum {
    FIRST_RESERVED = 0x7ff0,
    VCPUS_MAX = 128,
    GRANT_FRAMES = 64 /* Xen's default of the most */
};

/* The head of a domctl; the operation's union follows. */
struct control {
    uint32_t command;
    uint32_t version;
    uint16_t domid;
    uint16_t pad[3];
    uint8_t operation[SIM_DOMCTL_UNION];
};

_Static_assert(sizeof(struct control) == SIM_DOMCTL_SIZE, "the size of every version");

/* Whether everything from `used` on is zero: padding that must be, and bytes of other versions. */
static bool rest_is_zero(const struct control *control, size_t used)
{
    for (size_t i = used; i < sizeof(control->operation); i++)
        if (control->operation[i])
            return false;
    return control->pad[0] == 0 && control->pad[1] == 0 && control->pad[2] == 0;
}

static const char *create_wrong(const struct sim *sim, const struct sim_create *create)
{
    const uint32_t hvm_hap = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;

    if (create->flags & ~sim->layouts->create_flags)
        return "flags that this version does not know";
    if ((create->flags & hvm_hap) != hvm_hap && create->flags != 0)
        return "neither a PV domain nor a PVH one with nested paging";
    if (create->flags & XEN_DOMCTL_CDF_iommu || create->iommu_opts)
        return "an IOMMU where there is none";
    if (create->max_vcpus < 1 || create->max_vcpus > VCPUS_MAX)
        return "the number of vCPUs is out of range";
    if (create->emulation_flags != (create->flags ? XEN_X86_EMU_LAPIC : 0))
        return "a PVH domain emulates exactly the local APIC, a PV domain nothing";
    if (sim->layouts->has_grant_opts && create->grant_opts != 1 && create->grant_opts != 2)
        return "the grant version must be 1 or 2";
    if (create->altp2m_opts || create->altp2m_count || create->vmtrace_size || create->cpupool_id)
        return "altp2m, vmtrace or cpupool where none was meant";
    if (create->ssidref && (!sim->config.has_xsm || create->ssidref != SIM_LABEL))
        return "a label that does not exist";
    if (create->max_grant_frames == 0 || create->max_grant_frames < -1 ||
        create->max_maptrack_frames < -1)
        return "no frames for a grant table, or a number below zero";
    if (create->misc_flags & ~UINT32_C(1))
        return "misc flags that do not exist";
    if (create->max_evtchn_port < 2)
        return "too few event channels for console and store";
    return NULL;
}

static int64_t serve_create(struct sim *sim, struct control *control, uint64_t address)
{
    struct sim_create create;
    size_t used = sim->layouts->create_read(control->operation, &create);
    const char *wrong = create_wrong(sim, &create);
    int64_t result = 0;

    sim_say(sim, control->domid, "create a %s domain of %u vCPUs", create.flags ? "PVH" : "PV",
            create.max_vcpus);
    if (!rest_is_zero(control, used))
        return sim_fault(sim, XEN_EINVAL, "createdomain: bytes after its %zu are not zero", used);
    if (wrong)
        return sim_fault(sim, XEN_EINVAL, "createdomain: %s", wrong);
    if (control->domid == 0 || control->domid >= FIRST_RESERVED)
        return sim_fault(sim, XEN_EINVAL, "createdomain: domid %u lets Xen choose", control->domid);
    if (create.max_grant_frames > GRANT_FRAMES)
        return -XEN_EINVAL;
    if (!domain_new(sim, control->domid, &create, &result))
        return result;
    memcpy((void *)(uintptr_t)address, control, sizeof(*control));
    return 0;
}

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

static int64_t serve_info(struct sim *sim, struct control *control, uint64_t address)
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

static int64_t serve_pool(struct sim *sim, struct sim_domain *domain, uint64_t pages)
{
    if (domain_is_pv(domain))
        return sim_fault(sim, XEN_EOPNOTSUPP, "a paging pool for a PV domain");
    if (domain->pages > 0)
        return sim_fault(sim, XEN_EINVAL, "the paging pool is sized after memory was populated");
    memory_unreserve(sim, domain->pool_pages);
    if (!memory_reserve(sim, pages)) {
        (void)memory_reserve(sim, domain->pool_pages);
        return -XEN_ENOMEM;
    }
    domain->pool_pages = pages;
    domain->has_pool = true;
    return 0;
}

static int64_t serve_mempool(struct sim *sim, struct sim_domain *domain,
                             const struct control *control)
{
    struct xen_domctl_paging_mempool pool;

    memcpy(&pool, control->operation, sizeof(pool));
    sim_say(sim, (int32_t)domain->domid, "size its paging pool to %llu KiB",
            (unsigned long long)pool.size / 1024);
    if (!sim->layouts->has_mempool_op)
        return sim_fault(sim, XEN_ENOSYS, "set_paging_mempool_size before Xen 4.17");
    if (pool.size % XEN_PAGE_SIZE || !rest_is_zero(control, sizeof(pool)))
        return sim_fault(sim, XEN_EINVAL, "a paging pool that is not whole pages");
    return serve_pool(sim, domain, pool.size >> XEN_PAGE_SHIFT);
}

static int64_t serve_shadow(struct sim *sim, struct sim_domain *domain,
                            const struct control *control)
{
    struct xen_domctl_shadow_op shadow;

    memcpy(&shadow, control->operation, sizeof(shadow));
    sim_say(sim, (int32_t)domain->domid, "size its paging pool to %u MiB", shadow.mb);
    if (shadow.op != XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION || shadow.mode)
        return sim_fault(sim, XEN_EINVAL, "shadow operation %u, mode %u", shadow.op, shadow.mode);
    return serve_pool(sim, domain, (uint64_t)shadow.mb << (20 - XEN_PAGE_SHIFT));
}

static int64_t serve_vcpus(struct sim *sim, struct sim_domain *domain,
                           const struct control *control)
{
    struct xen_domctl_max_vcpus vcpus;

    memcpy(&vcpus, control->operation, sizeof(vcpus));
    sim_say(sim, (int32_t)domain->domid, "make its %u vCPUs", vcpus.max);
    if (vcpus.max != domain->create.max_vcpus || !rest_is_zero(control, sizeof(vcpus))) {
        return sim_fault(sim, XEN_EINVAL, "max_vcpus %u, createdomain said %u", vcpus.max,
                         domain->create.max_vcpus);
    }
    /* Each has a table of its own to run Xen in. */
    domain->pool_used += domain->has_vcpus ? 0 : vcpus.max;
    domain->has_vcpus = true;
    return 0;
}

static int64_t serve_max_mem(struct sim *sim, struct sim_domain *domain,
                             const struct control *control)
{
    struct xen_domctl_max_mem limit;

    memcpy(&limit, control->operation, sizeof(limit));
    sim_say(sim, (int32_t)domain->domid, "limit its memory to %llu KiB",
            (unsigned long long)limit.max_memkb);
    if (!rest_is_zero(control, sizeof(limit)))
        return sim_fault(sim, XEN_EINVAL, "max_mem: bytes after it are not zero");
    domain->pages_max = limit.max_memkb / 4;
    return 0;
}

static int64_t serve_context(struct sim *sim, struct sim_domain *domain,
                             const struct control *control)
{
    struct xen_domctl_hvmcontext context;
    uint64_t buffer;

    memcpy(&context, control->operation, sizeof(context));
    memcpy(&buffer, control->operation + offsetof(struct xen_domctl_hvmcontext, buffer),
           sizeof(buffer));
    sim_say(sim, (int32_t)domain->domid, "load the state of its vCPUs, %u bytes", context.size);
    if (!rest_is_zero(control, sizeof(context)) || !domain->has_vcpus) {
        return sim_fault(sim, XEN_EINVAL, "sethvmcontext: %s",
                         domain->has_vcpus ? "bytes after it are not zero" : "there are no vCPUs");
    }
    return hvm_context_load(sim, domain, buffer, context.size);
}

static int64_t serve_vcpu_context(struct sim *sim, struct sim_domain *domain,
                                  const struct control *control)
{
    struct xen_domctl_vcpucontext context;
    uint64_t address;

    memcpy(&context, control->operation, sizeof(context));
    memcpy(&address, control->operation + offsetof(struct xen_domctl_vcpucontext, ctxt),
           sizeof(address));
    if (context.vcpu != 0 || !rest_is_zero(control, sizeof(context)))
        return sim_fault(sim, XEN_EINVAL, "setvcpucontext of vCPU %u", context.vcpu);
    return pv_context_set(sim, domain, address);
}

static int64_t serve_hypercall_init(struct sim *sim, struct sim_domain *domain,
                                    const struct control *control)
{
    struct xen_domctl_hypercall_init init;

    memcpy(&init, control->operation, sizeof(init));
    if (!rest_is_zero(control, sizeof(init)))
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
                           const struct control *control)
{
    if (!rest_is_zero(control, 0)) {
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
    struct control control;
    struct sim_domain *domain;
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
    domain = domain_find(sim, control.domid);
    if (domain && control.command == XEN_DOMCTL_max_mem)
        return serve_max_mem(sim, domain, &control);
    if (domain && control.command == XEN_DOMCTL_setvcpuaffinity)
        return serve_affinity(sim, domain, control.operation);
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

int64_t serve_sysctl(struct sim *sim, uint64_t address)
{
    struct sim_physinfo info = {
        .total_pages = sim->frame_end - SIM_FRAME_FIRST,
        .free_pages = memory_free_pages(sim),
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
