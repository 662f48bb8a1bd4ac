/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domctl does for PV domains alone: the first vCPU's state, the hypercall page
 * (xen/arch/x86/domain.c, arch_set_info_guest; xen/arch/x86/hypercall.c).
 */
#include <string.h>

#include "sim/pv.h"
#include "sim/domain.h"
#include "sim/event.h"
#include "sim/machine.h"
#include "sim/spaces.h"
#include "sim/start.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/xen.h>

enum { RFLAGS_INTERRUPTS = 0x200 };

/* Entries of its grant table beyond those of console and store. */
static uint64_t granted_count(const struct sim *sim, const struct sim_domain *domain)
{
    enum { FIRST = 2, ENTRIES = XEN_PAGE_SIZE / sizeof(uint64_t) };
    uint64_t count = 0;

    for (uint32_t i = FIRST; i < domain->grant_count * ENTRIES; i++)
        count += sim_grant(sim, domain->domid, i) != 0;
    return count;
}

/* What is a domain's, and not domain 0's; the rest of the fake knows rings by page frame. */
static const char *info_wrong(struct sim *sim, struct sim_domain *domain,
                              const struct start_info *info)
{
    /* A page that it is not told of is one that it shares. */
    if (info->nr_pages > domain->pages ||
        domain->pages - info->nr_pages > granted_count(sim, domain) ||
        info->shared_info >> XEN_PAGE_SHIFT != domain->shared_mfn)
        return "its start info names other memory, or another shared page";
    if (info->flags & (SIF_PRIVILEGED | SIF_INITDOMAIN))
        return "its start info says that it is domain 0";
    if (!frame_is_owned(sim, domain, info->console.domU.mfn) ||
        domain->ports[info->console.domU.evtchn % SIM_PORTS_MAX].state != PORT_UNBOUND)
        return "its start info names no console";
    if (info->store_evtchn &&
        (!frame_is_owned(sim, domain, info->store_mfn) ||
         domain->ports[info->store_evtchn % SIM_PORTS_MAX].state != PORT_UNBOUND))
        return "its start info names a store that is none";
    domain->params[HVM_PARAM_CONSOLE_PFN] = sim->m2p[info->console.domU.mfn];
    domain->params[HVM_PARAM_CONSOLE_EVTCHN] = info->console.domU.evtchn;
    if (info->store_evtchn) {
        domain->params[HVM_PARAM_STORE_PFN] = sim->m2p[info->store_mfn];
        domain->params[HVM_PARAM_STORE_EVTCHN] = info->store_evtchn;
    }
    return NULL;
}

static const char *context_wrong(struct sim *sim, struct sim_domain *domain,
                                 const struct vcpu_guest_context *c)
{
    const struct sim_start start = {c->user_regs.rip, c->user_regs.rsp, c->user_regs.rsi};
    static struct start_info info;
    const char *wrong;

    if (c->flags != (VGCF_in_kernel | VGCF_online) || c->user_regs.rflags != RFLAGS_INTERRUPTS)
        return "its flags are not those of a kernel with interrupts on";
    if (c->user_regs.cs != FLAT_KERNEL_CS || c->user_regs.ss != FLAT_KERNEL_SS ||
        c->kernel_ss != FLAT_KERNEL_SS || c->kernel_sp != c->user_regs.rsp)
        return "its segments or stacks are not a kernel's";
    if (domain->pinned == 0 || c->ctrlreg[3] != domain->pinned << XEN_PAGE_SHIFT)
        return "its page table is not pinned";
    if (c->gdt_ents || c->ldt_ents)
        return "it has descriptor tables";
    wrong = start_wrong(sim, domain, &start, &info);
    return wrong ? wrong : info_wrong(sim, domain, &info);
}

int64_t pv_context_set(struct sim *sim, struct sim_domain *domain, uint64_t address)
{
    static struct vcpu_guest_context context;
    const struct shared_info *shared;
    const char *wrong;

    sim_say(sim, (int32_t)domain->domid, "load the state of its first vCPU");
    if (!domain_is_pv(domain) || !domain->has_vcpus)
        return sim_fault(sim, XEN_EINVAL, "setvcpucontext of domain %u", domain->domid);
    memcpy(&context, (const void *)(uintptr_t)address, sizeof(context));
    wrong = context_wrong(sim, domain, &context);
    if (wrong)
        return sim_fault(sim, XEN_EINVAL, "setvcpucontext: %s", wrong);
    shared = (const struct shared_info *)(const void *)frame_bytes(sim, domain->shared_mfn);
    for (unsigned int i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        if (!shared->vcpu_info[i].evtchn_upcall_mask)
            return sim_fault(sim, XEN_EINVAL, "vCPU %u would take events at once", i);
    domain->has_context = true;
    domain->entry = context.user_regs.rip;
    domain->start_info = context.user_regs.rsi;
    return 0;
}

int64_t pv_hypercalls_fill(struct sim *sim, struct sim_domain *domain, uint64_t mfn)
{
    sim_say(sim, (int32_t)domain->domid, "fill its hypercall page");
    if (!frame_is_owned(sim, domain, mfn) || frame_is_table(sim, mfn) ||
        (domain->domid && !domain_is_pv(domain))) {
        return sim_fault(sim, XEN_EINVAL, "frame %#llx cannot be a hypercall page",
                         (unsigned long long)mfn);
    }
    memset(frame_bytes(sim, mfn), SIM_HYPERCALL_BYTE, XEN_PAGE_SIZE);
    return 0;
}
