/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The pool that the nested page tables of a PVH domain come from: each table takes a page of it,
 * and where none is left the guest's frame has no place (xen/arch/x86/mm/hap/hap.c, p2m-pt.c).
 */
#include "sim/paging.h"
#include "sim/alloc.h"
#include "sim/domain.h"

enum { TABLE_BITS = 9, LEVELS = 4, LEVEL_SHIFT = 56 };

/* Takes the table of `level` that `gfn` belongs to, unless the domain has it. */
static bool table_take(struct sim_domain *domain, unsigned int level, uint64_t gfn)
{
    uint64_t table = (uint64_t)level << LEVEL_SHIFT | gfn >> level * TABLE_BITS;

    /* Memory is populated in order: the table wanted is most often the last of its level. */
    if (domain->table_last[level] == table)
        return true;
    domain->table_last[level] = table;
    for (size_t i = domain->table_count; i > 0; i--)
        if (domain->table_list[i - 1] == table)
            return true;
    if (domain->pool_used >= domain->pool_pages) {
        domain->table_last[level] = 0;
        return false;
    }
    domain->pool_used++;
    domain->table_list = sim_grow(domain->table_list, &domain->table_room, domain->table_count + 1,
                                  sizeof(*domain->table_list));
    domain->table_list[domain->table_count++] = table;
    return true;
}

bool paging_map(struct sim_domain *domain, uint64_t gfn, unsigned int order)
{
    if (domain->domid == 0 || domain_is_pv(domain))
        return true;
    for (unsigned int level = LEVELS - 1; level > 0 && level * TABLE_BITS > order; level--)
        if (!table_take(domain, level, gfn))
            return false;
    return true;
}
