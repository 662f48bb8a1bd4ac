/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Running the steps of a build, and unmapping what they mapped.
 */
#include <string.h>

#include "launcher/builder/parts/build.h"
#include "launcher/cpus/pool.h"
#include "xen/clock.h"
#include "xen/window.h"

bool build_step(struct build *b)
{
    const struct build_sequence *next = &b->sequence[b->done];
    uint64_t began = clock_now();
    int error = next->run(b);

    b->result->took[next->step] += clock_now() - began;
    if (error)
        return error == BUILD_AGAIN;
    b->done++;
    b->result->built = b->done == b->count;
    return !b->result->built;
}

void build_pages_drop(struct xen *xen, const struct window *window, uint32_t first, uint32_t count)
{
    int tries = 0;

    while (tries++ < XEN_UNDO_TRIES && window_unmap(xen, window, first, count)) {
    }
}

int build_loaded_drop(struct build *b)
{
    struct xen uncounted = *b->xen; /* the same count for any number of CPUs */
    uint32_t others = b->site->cpus->helpers * CPU_PAGES;
    int error = window_unmap(b->xen, &b->boot->load, 0, CPU_PAGES);

    return error || !others ? error : window_unmap(&uncounted, &b->boot->load, CPU_PAGES, others);
}

void build_windows_drop(struct build *b)
{
    build_pages_drop(b->xen, &b->boot->load, 0, b->boot->load.pages);
    build_pages_drop(b->xen, &b->boot->copy, 0, b->boot->copy.pages);
}

void build_list_drop(struct build *b)
{
    if (b->listed) {
        build_pages_drop(b->xen, &b->boot->p2m, 0, (uint32_t)b->pv.p2m_pages);
        b->p2m = NULL;
    }
}

void build_begin(struct build *b, struct build_site *site, const struct lcm_domain *domain,
                 struct build_result *result)
{
    memset(result, 0, sizeof(*result));
    *b = (struct build){
        .site = site,
        .xen = site->xen,
        .boot = site->boot,
        .image = site->image,
        .domain = domain,
        .domid = domain->domid,
        .owner = domain->domid,
        .result = result,
    };
}
