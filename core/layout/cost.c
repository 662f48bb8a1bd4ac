/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reckoning what domains cost.
 */
#include "core/layout/cost.h"
#include "core/share/share.h"

enum { RESERVE_SHARE = 16 };
#define RESERVE_MAX_KIB (UINT64_C(128) << 10)

uint64_t cost_paging_pool_kib(const struct lcm_domain *domain)
{
    const struct lcm_limit *given = &domain->limits.p2m_mem_mib;

    if (given->given)
        return (uint64_t)given->value * 1024;
    return 4 * (256 * (uint64_t)domain->cpus + (domain->memory_kib + COST_SLACK_KIB) / 1024);
}

uint64_t cost_overhead_kib(const struct lcm_domain *domain)
{
    return (domain->mode == LCM_MODE_PV ? 0 : cost_paging_pool_kib(domain)) + COST_SLACK_KIB +
           share_cost_kib(domain);
}

uint64_t cost_plan_kib(const struct lcm_plan *plan)
{
    uint64_t kib = 0;

    /* At most 256 domains of 16 TiB, with pools of 1 TiB: no sum wraps. */
    for (uint32_t i = 0; i < plan->domain_count; i++)
        kib += plan->domains[i].memory_kib + cost_overhead_kib(&plan->domains[i]);
    return kib;
}

uint64_t cost_reserve_kib(uint64_t total_kib)
{
    uint64_t share_kib = total_kib / RESERVE_SHARE;

    return share_kib < RESERVE_MAX_KIB ? share_kib : RESERVE_MAX_KIB;
}
