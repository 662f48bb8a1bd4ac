/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Creating a domain, checked as xen/common/domctl.c and xen/arch/x86/domain.c do.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/control.h"
#include "sim/layouts.h"
#include "sim/life.h"
#include "sim/sim.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>

enum {
    FIRST_RESERVED = 0x7ff0,
    VCPUS_MAX = 128,
};

static const char *create_wrong(const struct sim *sim, const struct sim_create *create)
{
    const uint32_t hvm_hap = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap;

    if (create->flags & ~sim->layouts->create_flags)
        return "flags that this version does not know";
    if ((create->flags & hvm_hap) != hvm_hap && (create->flags & ~XEN_DOMCTL_CDF_iommu) != 0)
        return "neither a PV domain nor a PVH one with nested paging";
    if ((create->flags & XEN_DOMCTL_CDF_iommu && !sim->config.has_iommu) || create->iommu_opts)
        return "an IOMMU where there is none";
    if (create->max_vcpus < 1 || create->max_vcpus > VCPUS_MAX)
        return "the number of vCPUs is out of range";
    if (create->emulation_flags != (create->flags & hvm_hap ? XEN_X86_EMU_LAPIC : 0))
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

int64_t serve_create(struct sim *sim, struct sim_control *control, uint64_t address)
{
    struct sim_create create;
    size_t used = sim->layouts->create_read(control->operation, &create);
    const char *wrong = create_wrong(sim, &create);
    int64_t result = 0;

    sim_say(sim, control->domid, "create a %s domain of %u vCPUs",
            create.flags & XEN_DOMCTL_CDF_hvm ? "PVH" : "PV", create.max_vcpus);
    if (!control_rest_is_zero(control, used))
        return sim_fault(sim, XEN_EINVAL, "createdomain: bytes after its %zu are not zero", used);
    if (wrong)
        return sim_fault(sim, XEN_EINVAL, "createdomain: %s", wrong);
    if (control->domid == 0 || control->domid >= FIRST_RESERVED)
        return sim_fault(sim, XEN_EINVAL, "createdomain: domid %u lets Xen choose", control->domid);
    if (create.max_grant_frames > SIM_GRANT_FRAMES)
        return -XEN_EINVAL;
    for (uint32_t i = 0; i < sim->config.refused_count; i++)
        if (sim->config.refused[i] == control->domid)
            return -XEN_EPERM;
    if (!domain_new(sim, control->domid, &create, &result))
        return result;
    memcpy((void *)(uintptr_t)address, control, sizeof(*control));
    sim->work.created++;
    return 0;
}
