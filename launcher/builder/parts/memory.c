/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving the domain its vCPUs, limits, paging pool and memory.
 */
#include "core/layout/cost.h"
#include "launcher/builder/parts/build.h"
#include "xen/domain.h"
#include "xen/memory_op.h"

enum { ORDER_2M = 9, ORDER_1G = 18, ORDER_512G = 27, EXTENTS = 512 };
/*
 * What else the pool for nested page tables serves: top tables, its own and those for nested guests
 * and alternate views (hap_enable in xen/arch/x86/mm/hap/hap.c), tables for special pages. Each
 * vCPU takes one more.
 */
enum { POOL_OTHERS = 1 + 10 + 10 + 4 };

int build_limits_set(struct build *b)
{
    bool pv = b->domain->mode == LCM_MODE_PV;
    uint64_t total_kib, free_kib;
    uint64_t needed_kib = b->domain->memory_kib + cost_overhead_kib(b->domain);
    int error = xen_host_memory(b->xen, &total_kib, &free_kib);

    if (error)
        return build_refused(b, BUILD_CREATE, "the host's memory", error);
    if (free_kib < needed_kib) {
        return build_fail(
            b, BUILD_POPULATE,
            "not enough memory: it needs %lu KiB with its page tables, Xen has %lu KiB "
            "free; give the domains less memory or the host more",
            (unsigned long)needed_kib, (unsigned long)free_kib);
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

/* The largest order that fits at `gfn` with `pages` left. */
static unsigned int order_at(uint64_t gfn, uint64_t pages, unsigned int limit)
{
    static const unsigned int orders[] = {ORDER_1G, ORDER_2M};

    for (unsigned int i = 0; i < 2; i++) {
        uint64_t size = UINT64_C(1) << orders[i];

        if (orders[i] <= limit && gfn % size == 0 && pages >= size)
            return orders[i];
    }
    return 0;
}

/* Lists the machine frames of extents that a PV domain was given from `pfn` on. */
static void frames_list(struct build *b, uint64_t pfn, const uint64_t *mfns, uint64_t count,
                        uint64_t size)
{
    for (uint64_t i = 0; i < count * size && b->p2m; i++)
        b->p2m[pfn + i] = mfns[i / size] + i % size;
}

/*
 * Counts the nested page tables for `pages` more from `pfn` on, in one piece with what was
 * populated from `start` on. Not every processor has pages of 1 GiB.
 */
static void nested_count(struct build *b, uint64_t start, uint64_t pfn, uint64_t pages,
                         unsigned int order)
{
    for (unsigned int shift = order ? ORDER_1G : ORDER_2M; pages && shift <= ORDER_512G;
         shift += ORDER_2M) {
        uint64_t first = pfn > start ? ((pfn - 1) >> shift) + 1 : pfn >> shift;

        b->nested += ((pfn + pages - 1) >> shift) + 1 - first;
    }
}

/* Whether page tables take all of the pool; `more` would have to come from it, too. */
static bool pool_is_short(const struct build *b, uint64_t more)
{
    return b->domain->mode != LCM_MODE_PV &&
           b->nested + more + POOL_OTHERS + b->domain->cpus > cost_paging_pool_kib(b->domain) / 4;
}

static int pool_fail(struct build *b)
{
    return build_fail(
        b, BUILD_POPULATE,
        "the page tables for its memory take more than their %lu KiB; give it more in "
        "xen,domain-p2m-mem-mb, or leave that out",
        (unsigned long)cost_paging_pool_kib(b->domain));
}

int build_populate(struct build *b, uint64_t pfn, uint64_t pages)
{
    static uint64_t frames[EXTENTS];
    unsigned int limit = ORDER_1G;
    const uint64_t start = pfn;

    while (pages > 0) {
        unsigned int order = order_at(pfn, pages, limit);
        uint64_t size = UINT64_C(1) << order;
        uint64_t count = 0;
        int64_t done;

        while (count < EXTENTS && (count + 1) * size <= pages &&
               order_at(pfn + count * size, pages - count * size, limit) == order) {
            frames[count] = pfn + count * size;
            count++;
        }
        done = xen_memory_populate(b->xen, b->owner, frames, count, order);
        if (done < 0)
            return build_refused(b, BUILD_POPULATE, "its memory", done);
        frames_list(b, pfn, frames, (uint64_t)done, size);
        nested_count(b, start, pfn, (uint64_t)done * size, order);
        pfn += (uint64_t)done * size;
        pages -= (uint64_t)done * size;
        if ((uint64_t)done < count) {
            if (order == 0 && pool_is_short(b, 1))
                return pool_fail(b);
            if (order == 0) {
                return build_fail(b, BUILD_POPULATE,
                                  "memory ran out with %lu KiB to go; give the domains less memory "
                                  "or the host more",
                                  (unsigned long)(pages * 4));
            }
            limit = order == ORDER_1G ? ORDER_2M : 0;
        }
    }
    return 0;
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
    if (!b->xen->abi->populate_tells && pool_is_short(b, 0))
        return pool_fail(b);
    done = xen_memory_populate(b->xen, b->domid, special, LAYOUT_SPECIAL_PAGES, 0);
    if (done < 0)
        return build_refused(b, BUILD_POPULATE, "its special pages", done);
    if (done < LAYOUT_SPECIAL_PAGES && pool_is_short(b, 1))
        return pool_fail(b);
    if (done < LAYOUT_SPECIAL_PAGES) {
        return build_fail(
            b, BUILD_POPULATE,
            "memory ran out at its special pages; give the domains less memory or the "
            "host more");
    }
    error = xen_memory_set_map(b->xen, b->domid, b->layout.map, b->layout.map_count);
    return error ? build_refused(b, BUILD_POPULATE, "its memory map", error) : 0;
}
