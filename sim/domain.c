/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains: their lives, and which machine frames are where in their memory.
 */
#define __XEN_TOOLS__ 1
#include <stdlib.h>
#include <string.h>

#include "sim/internal.h"
#include "xen/errno.h"

#include <xen/domctl.h>
#include <xen/xen.h>

/* hap_enable() in xen/arch/x86/mm/hap/hap.c: the pool that every domain starts with, and what the
 * top tables take of it, its own and those for nested guests. */
enum { POOL_AT_START = 256, POOL_TOP_TABLES = 11 };

struct sim_domain *domain_find(const struct sim *sim, uint32_t domid)
{
    for (unsigned int i = 0; i < SIM_DOMAINS_MAX; i++)
        if (sim->domains[i] && sim->domains[i]->domid == domid)
            return sim->domains[i];
    return NULL;
}

bool domain_is_pv(const struct sim_domain *domain)
{
    return domain->domid != 0 && !(domain->create.flags & XEN_DOMCTL_CDF_hvm);
}

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

void domain_free(struct sim_domain *domain)
{
    if (domain) {
        free(domain->extents);
        free(domain->table_list);
        free(domain);
    }
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
    if (domain->grant_mfn)
        memory_give(sim, domain->grant_mfn, 1, true);
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

        if (domain && domain->dying && !domain_is_mapped(sim, domain->domid))
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
    virq_raise(sim, VIRQ_DOM_EXC);
    domains_reap(sim);
}

/* The number of extents that start at or below `gfn`. */
static size_t extents_upto(const struct sim_domain *domain, uint64_t gfn)
{
    size_t low = 0, high = domain->extent_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (domain->extents[middle].gfn <= gfn)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t domain_mfn(const struct sim_domain *domain, uint64_t gfn)
{
    size_t at = extents_upto(domain, gfn);
    const struct sim_extent *extent;

    if (at == 0)
        return 0;
    extent = &domain->extents[at - 1];
    return gfn - extent->gfn < extent->count ? extent->mfn + (gfn - extent->gfn) : 0;
}

bool domain_has_any(const struct sim_domain *domain, uint64_t gfn, uint64_t count)
{
    size_t at = extents_upto(domain, gfn + count - 1);
    const struct sim_extent *extent;

    if (at == 0)
        return false;
    extent = &domain->extents[at - 1];
    return extent->gfn + extent->count > gfn;
}

void domain_extent_add(struct sim_domain *domain, uint64_t gfn, uint64_t mfn, uint64_t count)
{
    size_t at = extents_upto(domain, gfn);
    struct sim_extent *last = at > 0 ? &domain->extents[at - 1] : NULL;

    domain->pages += count;
    if (last && last->gfn + last->count == gfn && last->mfn + last->count == mfn) {
        last->count += count;
        return;
    }
    domain->extents = sim_grow(domain->extents, &domain->extent_room, domain->extent_count + 1,
                               sizeof(*domain->extents));
    memmove(domain->extents + at + 1, domain->extents + at,
            (domain->extent_count - at) * sizeof(*domain->extents));
    domain->extents[at] = (struct sim_extent){gfn, mfn, count};
    domain->extent_count++;
}
