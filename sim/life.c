/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lives of domains (xen/common/domain.c): what Xen itself takes for one, and when it is gone.
 */
#include <stdlib.h>

#include "sim/life.h"
#include "sim/schedule.h"
#include "sim/alloc.h"
#include "sim/domain.h"
#include "sim/event.h"
#include "sim/layouts.h"
#include "sim/machine.h"
#include "sim/pci.h"
#include "sim/spaces.h"
#include "sim/state.h"
#include "sim/windows.h"
#include "xen/errno.h"

#include <xen/xen.h>

/* hap_enable() in xen/arch/x86/mm/hap/hap.c: the pool that every domain starts with, and what the
 * top tables take of it, its own and those for nested guests. */
enum { POOL_AT_START = 256, POOL_TOP_TABLES = 11 };

/* What Xen itself needs for a domain: a page to share, or a pool for nested page tables. */
static bool needs_take(struct sim *sim, struct sim_domain *domain)
{
    if (domain_is_pv(domain))
        return memory_take(sim, 0, &domain->shared_mfn);
    domain->pool_pages = POOL_AT_START;
    domain->pool_used = POOL_TOP_TABLES;
    return memory_reserve(sim, POOL_AT_START);
}

struct sim_domain *domain_new(struct sim *sim, uint32_t domid, const struct sim_create *create,
                              int64_t *result)
{
    struct sim_domain *domain;
    unsigned int slot = 0;

    while (slot < SIM_DOMAINS_MAX && sim->domains[slot])
        slot++;
    if (domain_find(sim, domid)) {
        *result = -XEN_EEXIST;
        return NULL;
    }
    domain = sim_alloc(sizeof(*domain));
    domain->weight = SIM_WEIGHT;
    domain->domid = domid;
    domain->create = *create;
    domain->paused = true;
    if (slot == SIM_DOMAINS_MAX || !needs_take(sim, domain)) {
        free(domain);
        *result = -XEN_ENOMEM;
        return NULL;
    }
    sim->domains[slot] = domain;
    return domain;
}

static bool domain_is_mapped(const struct sim *sim, uint32_t domid)
{
    return windows_count(sim, domid) > 0;
}

static void domain_reap(struct sim *sim, struct sim_domain **slot)
{
    struct sim_domain *domain = *slot;

    for (size_t i = 0; i < domain->extent_count; i++)
        memory_give(sim, domain->extents[i].mfn, domain->extents[i].count, true);
    for (uint32_t i = 0; i < domain->grant_count; i++)
        memory_give(sim, domain->grants[i], 1, true);
    if (domain->shared_mfn)
        memory_give(sim, domain->shared_mfn, 1, true);
    memory_unreserve(sim, domain->pool_pages);
    domain_free(domain);
    *slot = NULL;
    virq_raise(sim, VIRQ_DOM_EXC);
}

void domains_reap(struct sim *sim)
{
    for (unsigned int i = 1; i < SIM_DOMAINS_MAX; i++) {
        struct sim_domain *domain = sim->domains[i];

        if (domain && domain->dying && !domain->held && !domain_is_mapped(sim, domain->domid))
            domain_reap(sim, &sim->domains[i]);
    }
}

void domain_kill(struct sim *sim, struct sim_domain *domain)
{
    domain->dying = true;
    domain->paused = true;
    if (domain->pinned)
        (void)space_unpin(sim, domain, domain->pinned);
    for (uint32_t port = 1; port < SIM_PORTS_MAX; port++)
        if (domain->ports[port].state != PORT_FREE)
            port_close(sim, domain, port);
    pci_domain_end(sim, domain->domid);
    virq_raise(sim, VIRQ_DOM_EXC);
    domains_reap(sim);
}
