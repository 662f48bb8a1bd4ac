/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains: which there are, and which machine frames are where in their memory.
 */
#define __XEN_TOOLS__ 1
#include <stdlib.h>
#include <string.h>

#include "sim/domain.h"
#include "sim/alloc.h"
#include "sim/state.h"
#include "xen/errno.h"

#include <xen/domctl.h>

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

void domain_free(struct sim_domain *domain)
{
    if (domain) {
        free(domain->extents);
        free(domain->table_list);
        free(domain);
    }
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

bool domain_has_grants(const struct sim_domain *domain, uint64_t mfn)
{
    uint32_t i = 0;

    while (i < domain->grant_count && domain->grants[i] != mfn)
        i++;
    return i < domain->grant_count;
}
