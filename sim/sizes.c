/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a domain may have: vCPUs, memory, a pool for its nested page tables.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "sim/control.h"
#include "sim/domain.h"
#include "sim/machine.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>

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

int64_t serve_mempool(struct sim *sim, struct sim_domain *domain, const struct sim_control *control)
{
    struct xen_domctl_paging_mempool pool;

    memcpy(&pool, control->operation, sizeof(pool));
    sim_say(sim, (int32_t)domain->domid, "size its paging pool to %llu KiB",
            (unsigned long long)pool.size / 1024);
    if (!sim->layouts->has_mempool_op)
        return sim_fault(sim, XEN_ENOSYS, "set_paging_mempool_size before Xen 4.17");
    if (pool.size % XEN_PAGE_SIZE || !control_rest_is_zero(control, sizeof(pool)))
        return sim_fault(sim, XEN_EINVAL, "a paging pool that is not whole pages");
    return serve_pool(sim, domain, pool.size >> XEN_PAGE_SHIFT);
}

int64_t serve_shadow(struct sim *sim, struct sim_domain *domain, const struct sim_control *control)
{
    struct xen_domctl_shadow_op shadow;

    memcpy(&shadow, control->operation, sizeof(shadow));
    sim_say(sim, (int32_t)domain->domid, "size its paging pool to %u MiB", shadow.mb);
    if (shadow.op != XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION || shadow.mode)
        return sim_fault(sim, XEN_EINVAL, "shadow operation %u, mode %u", shadow.op, shadow.mode);
    return serve_pool(sim, domain, (uint64_t)shadow.mb << (20 - XEN_PAGE_SHIFT));
}

int64_t serve_vcpus(struct sim *sim, struct sim_domain *domain, const struct sim_control *control)
{
    struct xen_domctl_max_vcpus vcpus;

    memcpy(&vcpus, control->operation, sizeof(vcpus));
    sim_say(sim, (int32_t)domain->domid, "make its %u vCPUs", vcpus.max);
    if (vcpus.max != domain->create.max_vcpus || !control_rest_is_zero(control, sizeof(vcpus))) {
        return sim_fault(sim, XEN_EINVAL, "max_vcpus %u, createdomain said %u", vcpus.max,
                         domain->create.max_vcpus);
    }
    /* Each has a table of its own to run Xen in. */
    domain->pool_used += domain->has_vcpus ? 0 : vcpus.max;
    domain->has_vcpus = true;
    return 0;
}

int64_t serve_max_mem(struct sim *sim, struct sim_domain *domain, const struct sim_control *control)
{
    struct xen_domctl_max_mem limit;

    memcpy(&limit, control->operation, sizeof(limit));
    sim_say(sim, (int32_t)domain->domid, "limit its memory to %llu KiB",
            (unsigned long long)limit.max_memkb);
    if (!control_rest_is_zero(control, sizeof(limit)))
        return sim_fault(sim, XEN_EINVAL, "max_mem: bytes after it are not zero");
    domain->pages_max = limit.max_memkb / 4;
    return 0;
}
