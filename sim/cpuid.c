/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * CPU policies: the host's and the defaults of an AMD or Intel host, and what each domain was given
 * (xen/arch/x86/{sysctl,domctl}.c, xen/lib/x86/cpuid.c).
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/cpuid.h"
#include "sim/domain.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>
#include <xen/sysctl.h>

enum { LEAVES = 10, LEAVES_MOST = 128, HTT = 1 << 28, CMP_LEGACY = 1 << 1, NONE = -1 };

/* What is the same for both vendors; a host with four cores, whose defaults hide that. */
static const xen_cpuid_leaf_t amd[LEAVES] = {
    {0, NONE, 13, 0x68747541, 0x444d4163, 0x69746e65},
    {1, NONE, 0x800f12, 0x04080800, 0x200001, 0x178bfbff},
    {7, 0, 0, 0x219c91a9, 0, 0},
    {13, 0, 7, 576, 832, 0},
    {0x40000000, NONE, 0, 0, 0, 0},
    {0x80000000, NONE, 0x80000008, 0, 0, 0},
    {0x80000001, NONE, 0x800f12, 0, 0x121, 0x2fd3fbff},
    {0x80000008, NONE, 0x3030, 0, 0x2003, 0},
};
static const xen_cpuid_leaf_t intel[LEAVES] = {
    {0, NONE, 13, 0x756e6547, 0x6c65746e, 0x49656e69},
    {1, NONE, 0x506e3, 0x00000800, 0x200001, 0x078bfbff},
    {4, 0, 0x0c004121, 0x01c0003f, 63, 0},
    {4, 1, 0x0c01c163, 0x03c0003f, 8191, 6},
    {4, 2, 0, 0, 0, 0},
    {0x80000000, NONE, 0x80000008, 0, 0, 0},
    {0x80000001, NONE, 0, 0, 0x21, 0x2c100800},
    {0x80000008, NONE, 0x3027, 0, 0, 0},
};

/* The policy's leaves, in their order; their number. */
static uint32_t policy_make(const struct sim *sim, uint32_t index, xen_cpuid_leaf_t leaves[LEAVES])
{
    uint32_t count = 0;

    memcpy(leaves, sim->config.intel ? intel : amd, sizeof(amd));
    while (count < LEAVES && (count == 0 || leaves[count].leaf != 0)) {
        xen_cpuid_leaf_t *leaf = &leaves[count++];

        if (index == XEN_SYSCTL_cpu_policy_host && leaf->leaf == 1)
            leaf->d |= HTT;
        else if (index == XEN_SYSCTL_cpu_policy_host && leaf->leaf == 0x80000001)
            leaf->c |= CMP_LEGACY;
        else if (index == XEN_SYSCTL_cpu_policy_pv_default && leaf->leaf == 1)
            leaf->d &= ~(uint32_t)HTT;
    }
    return count;
}

int64_t serve_cpu_policy(struct sim *sim, uint8_t *operation)
{
    struct xen_sysctl_cpu_policy request;
    xen_cpuid_leaf_t leaves[LEAVES];
    uint64_t address;
    uint32_t count;

    memcpy(&request, operation, sizeof(request));
    memcpy(&address, operation + offsetof(struct xen_sysctl_cpu_policy, leaves), sizeof(address));
    sim_say(sim, -1, "ask for the %s CPU policy",
            request.index == XEN_SYSCTL_cpu_policy_host ? "host's" : "default");
    if (request._rsvd || request.nr_msrs || !address ||
        (request.index != XEN_SYSCTL_cpu_policy_host &&
         request.index != XEN_SYSCTL_cpu_policy_pv_default &&
         request.index != XEN_SYSCTL_cpu_policy_hvm_default)) {
        return sim_fault(sim, XEN_EINVAL, "CPU policy %u, or a field that must be zero",
                         request.index);
    }
    count = policy_make(sim, request.index, leaves);
    if (request.nr_leaves < LEAVES_MOST)
        return sim_fault(sim, XEN_ENOBUFS, "room for %u leaves only", request.nr_leaves);
    memcpy((void *)(uintptr_t)address, leaves, count * sizeof(leaves[0]));
    memcpy(operation + offsetof(struct xen_sysctl_cpu_policy, nr_leaves), &count, sizeof(count));
    return 0;
}

/* A leaf that Xen keeps for a domain, with a subleaf where it has such. */
static bool leaf_is_known(const xen_cpuid_leaf_t *leaf)
{
    bool indexed = leaf->leaf == 4 || leaf->leaf == 7 || leaf->leaf == 11 || leaf->leaf == 13;

    return (leaf->leaf <= 13 || (leaf->leaf >= 0x80000000 && leaf->leaf <= 0x80000021)) &&
           indexed == (leaf->subleaf != XEN_CPUID_NO_SUBLEAF);
}

int64_t serve_cpu_policy_set(struct sim *sim, struct sim_domain *domain, const uint8_t *operation)
{
    struct xen_domctl_cpu_policy request;
    uint64_t address;

    memcpy(&request, operation, sizeof(request));
    memcpy(&address, operation + offsetof(struct xen_domctl_cpu_policy, leaves), sizeof(address));
    sim_say(sim, (int32_t)domain->domid, "change %u leaves of its CPUID", request.nr_leaves);
    if (domain->started)
        return sim_fault(sim, XEN_EEXIST, "a CPU policy for a domain that ran already");
    if (request.nr_msrs || request.err_leaf || request.err_subleaf || request.err_msr || !address)
        return sim_fault(sim, XEN_EINVAL, "set_cpu_policy: fields where none are meant");
    if (request.nr_leaves > SIM_CPUID_MAX)
        return sim_fault(sim, XEN_E2BIG, "set_cpu_policy: %u leaves", request.nr_leaves);
    for (uint32_t i = 0; i < request.nr_leaves; i++) {
        xen_cpuid_leaf_t leaf;

        memcpy(&leaf, (const uint8_t *)(uintptr_t)address + i * sizeof(leaf), sizeof(leaf));
        if (!leaf_is_known(&leaf))
            return sim_fault(sim, XEN_ERANGE, "set_cpu_policy: leaf %#x", leaf.leaf);
        domain->cpuid[i] =
            (struct sim_cpuid){leaf.leaf, leaf.subleaf, {leaf.a, leaf.b, leaf.c, leaf.d}};
    }
    domain->cpuid_count = request.nr_leaves;
    return 0;
}

bool sim_cpuid(const struct sim *sim, uint32_t domid, uint32_t leaf, uint32_t subleaf,
               uint32_t registers[4])
{
    const struct sim_domain *domain = domain_find(sim, domid);
    xen_cpuid_leaf_t leaves[LEAVES];
    uint32_t count;

    if (!domain)
        return false;
    for (uint32_t i = 0; i < domain->cpuid_count; i++) {
        if (domain->cpuid[i].leaf == leaf && domain->cpuid[i].subleaf == subleaf) {
            memcpy(registers, domain->cpuid[i].registers, sizeof(domain->cpuid[i].registers));
            return true;
        }
    }
    count = policy_make(sim,
                        domain_is_pv(domain) ? XEN_SYSCTL_cpu_policy_pv_default
                                             : XEN_SYSCTL_cpu_policy_hvm_default,
                        leaves);
    for (uint32_t i = 0; i < count; i++) {
        if (leaves[i].leaf == leaf && leaves[i].subleaf == subleaf) {
            memcpy(registers, &leaves[i].a, 4 * sizeof(registers[0]));
            return true;
        }
    }
    return false;
}
