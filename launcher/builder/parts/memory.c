/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving the domain its vCPUs, limits, paging pool and memory.
 */
#include "core/layout/cost.h"
#include "launcher/builder/parts/build.h"
#include "launcher/cpus/pool.h"
#include "xen/domain.h"
#include "xen/memory_op.h"

/*
 * What is kept free beside that, as long as more can be given back: Xen takes from it what domains
 * cost before their memory is populated, and extents that are free in part serve nobody.
 */
enum { MARGIN_KIB = 16 * 1024 };

int build_memory_lacks(struct build_site *site, uint64_t needed_kib)
{
    uint64_t total_kib, free_kib;
    int error;

    if (site->boot->pending_kib == 0)
        return 0;
    error = xen_host_memory(site->xen, &total_kib, &free_kib);
    if (error || free_kib >= needed_kib + MARGIN_KIB)
        return error;
    cpus_memory_give(site->cpus, site->boot);
    return BUILD_AGAIN;
}

static uint64_t needed_kib(const struct build *b)
{
    return b->domain->memory_kib + cost_overhead_kib(b->domain);
}

int build_memory_await(struct build *b)
{
    uint64_t calls = b->xen->calls;
    int error = build_memory_lacks(b->site, needed_kib(b));

    /* To give back what domain 0 has too much of is no cost of the domain's. */
    b->xen->calls = calls;
    return error < 0 ? build_refused(b, BUILD_CREATE, "the host's memory", error) : error;
}

int build_limits_set(struct build *b)
{
    bool pv = b->domain->mode == LCM_MODE_PV;
    uint64_t total_kib, free_kib;
    uint64_t needed = needed_kib(b);
    int error = xen_host_memory(b->xen, &total_kib, &free_kib);

    if (error)
        return build_refused(b, BUILD_CREATE, "the host's memory", error);
    /* What is pending still is more than it needs. */
    free_kib += b->boot->pending_kib;
    if (free_kib < needed) {
        return build_fail(
            b, BUILD_POPULATE,
            "not enough memory: it needs %lu KiB with its page tables, Xen has %lu KiB "
            "free; give the domains less memory or the host more",
            (unsigned long)needed, (unsigned long)free_kib);
    }
    error = xen_domain_set_vcpus(b->xen, b->domid, b->domain->cpus);
    if (error)
        return build_refused(b, BUILD_CREATE, "its number of vCPUs", error);
    error = xen_domain_set_max_memory(
        b->xen, b->domid, b->domain->memory_kib + b->domain->shared_kib + COST_SLACK_KIB);
    if (error)
        return build_refused(b, BUILD_CREATE, "its memory limit", error);
    if (pv)
        return 0;
    error = xen_domain_set_paging_pool(b->xen, b->domid, cost_paging_pool_kib(b->domain));
    return error ? build_refused(b, BUILD_CREATE, "memory for its page tables", error) : 0;
}

int build_memory_create(struct build *b)
{
    uint64_t special[LAYOUT_SPECIAL_PAGES] = {
        LAYOUT_ACPI / XEN_PAGE_SIZE,
        LAYOUT_STORE_GFN,
        LAYOUT_IDENT_GFN,
        LAYOUT_CONSOLE_GFN,
    };
    int error = build_limits_set(b);
    int64_t done;

    if (!error)
        error = build_populate(b, 0, b->layout.low_end / XEN_PAGE_SIZE);
    if (!error && b->layout.high_end > LAYOUT_HOLE_END) {
        error = build_populate(b, LAYOUT_HOLE_END / XEN_PAGE_SIZE,
                               (b->layout.high_end - LAYOUT_HOLE_END) / XEN_PAGE_SIZE);
    }
    if (error)
        return error;
    /* This Xen did not say whether all of it has a place. */
    if (!b->xen->abi->populate_tells && build_pool_is_short(b, 0))
        return build_pool_fail(b);
    done = xen_memory_populate(b->xen, b->domid, special, LAYOUT_SPECIAL_PAGES, 0);
    if (done < 0)
        return build_refused(b, BUILD_POPULATE, "its special pages", done);
    if (done < LAYOUT_SPECIAL_PAGES && build_pool_is_short(b, 1))
        return build_pool_fail(b);
    if (done < LAYOUT_SPECIAL_PAGES) {
        return build_fail(
            b, BUILD_POPULATE,
            "memory ran out at its special pages; give the domains less memory or the "
            "host more");
    }
    error = xen_memory_set_map(b->xen, b->domid, b->layout.map, b->layout.map_count);
    return error ? build_refused(b, BUILD_POPULATE, "its memory map", error) : 0;
}
