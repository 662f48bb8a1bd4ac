/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Populating a domain's memory, by all CPUs: extents as large as fit, smaller ones where none is
 * left. Extents of 1 GiB are populated as fast as those of 2 MiB, and mapped by larger pages for as
 * long as the domain lives; Xen scrubs each for 0.1 s or so without looking up.
 */
#include "core/layout/cost.h"
#include "launcher/builder/parts/build.h"
#include "launcher/cpus/pool.h"
#include "xen/memory_op.h"

enum { ORDER_2M = 9, ORDER_1G = 18, ORDER_512G = 27 };
/*
 * What one job populates: 16 MiB, and 2 MiB of extents of 4 KiB, since each is a frame number on
 * the CPU's stack. Jobs that are shared at once.
 */
enum { ORDER_JOB = 12, ORDER_SMALL = 9, EXTENTS = 1 << ORDER_SMALL, JOBS = 64 };
/*
 * What else the pool for nested page tables serves: top tables, its own and those for nested guests
 * and alternate views (hap_enable in xen/arch/x86/mm/hap/hap.c), tables for special pages. Each
 * vCPU takes one more.
 */
enum { POOL_OTHERS = 1 + 10 + 10 + 4 };

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

bool build_pool_is_short(const struct build *b, uint64_t more)
{
    return b->domain->mode != LCM_MODE_PV &&
           b->nested + more + POOL_OTHERS + b->domain->cpus > cost_paging_pool_kib(b->domain) / 4;
}

int build_pool_fail(struct build *b)
{
    return build_fail(
        b, BUILD_POPULATE,
        "the page tables for its memory take more than their %lu KiB; give it more in "
        "xen,domain-p2m-mem-mb, or leave that out",
        (unsigned long)cost_paging_pool_kib(b->domain));
}

/* What is populated at once: extents of one size, shared among the CPUs. */
struct populating {
    struct build *b;
    uint64_t pfn;
    uint64_t count;      /* of extents ... */
    unsigned int order;  /* ... each of 2^order pages */
    uint32_t job;        /* extents of one job */
    uint32_t done[JOBS]; /* extents that were had, by each job */
};

/* Extents of one job. */
static uint32_t job_extents(unsigned int order)
{
    return order < ORDER_JOB ? UINT32_C(1) << (order ? ORDER_JOB - order : ORDER_SMALL) : 1;
}

static uint32_t jobs_of(const struct populating *p)
{
    return (uint32_t)((p->count + p->job - 1) / p->job);
}

/* The extents of job `i`: how many, and the first one. */
static uint64_t job_find(const struct populating *p, uint32_t i, uint64_t *first)
{
    *first = (uint64_t)i * p->job;
    return p->count - *first < p->job ? p->count - *first : p->job;
}

/* A job: populates some extents. */
static int extents_populate(void *context, const struct cpu *cpu, uint32_t i)
{
    struct populating *p = context;
    uint64_t frames[EXTENTS];
    uint64_t first, count = job_find(p, i, &first);
    int64_t done;

    for (uint64_t j = 0; j < count; j++)
        frames[j] = p->pfn + ((first + j) << p->order);
    done = xen_memory_populate(cpu->xen, p->b->owner, frames, count, p->order);
    if (done < 0)
        return (int)done;
    p->done[i] = (uint32_t)done;
    frames_list(p->b, p->pfn + (first << p->order), frames, (uint64_t)done,
                UINT64_C(1) << p->order);
    return 0;
}

/* The stretch of a domain's memory that is populated. */
struct stretch {
    uint64_t start;
    uint64_t left; /* pages that it does not have yet */
};

static int stretch_populate(struct build *b, struct stretch *stretch, uint64_t pfn, uint64_t pages,
                            unsigned int limit);

/* Accounts for what the jobs had, and tries smaller extents where there were none of this size. */
static int jobs_account(struct build *b, struct stretch *stretch, const struct populating *p)
{
    int error = 0;

    for (uint32_t i = 0; i < jobs_of(p); i++)
        stretch->left -= (uint64_t)p->done[i] << p->order;
    for (uint32_t i = 0; i < jobs_of(p) && !error; i++) {
        uint64_t first, count = job_find(p, i, &first);

        nested_count(b, stretch->start, p->pfn + (first << p->order),
                     (uint64_t)p->done[i] << p->order, p->order);
        if (p->done[i] == count)
            continue;
        if (p->order == 0 && build_pool_is_short(b, 1))
            return build_pool_fail(b);
        if (p->order == 0) {
            return build_fail(b, BUILD_POPULATE,
                              "memory ran out with %lu KiB to go; give the domains less memory "
                              "or the host more",
                              (unsigned long)(stretch->left * 4));
        }
        error =
            stretch_populate(b, stretch, p->pfn + ((first + p->done[i]) << p->order),
                             (count - p->done[i]) << p->order, p->order == ORDER_1G ? ORDER_2M : 0);
    }
    return error;
}

/* Populates a part of a stretch, with extents of 2^limit pages at most. */
static int stretch_populate(struct build *b, struct stretch *stretch, uint64_t pfn, uint64_t pages,
                            unsigned int limit)
{
    while (pages > 0) {
        struct populating p = {.b = b, .pfn = pfn, .order = order_at(pfn, pages, limit)};
        uint64_t size = UINT64_C(1) << p.order;
        int error;

        p.job = job_extents(p.order);
        while (p.count < (uint64_t)JOBS * p.job && (p.count + 1) * size <= pages &&
               order_at(pfn + p.count * size, pages - p.count * size, limit) == p.order)
            p.count++;
        error = cpus_share(b->site->cpus, extents_populate, &p, jobs_of(&p));
        if (error)
            return build_refused(b, BUILD_POPULATE, "its memory", error);
        error = jobs_account(b, stretch, &p);
        if (error)
            return error;
        pfn += p.count * size;
        pages -= p.count * size;
    }
    return 0;
}

int build_populate(struct build *b, uint64_t pfn, uint64_t pages)
{
    struct stretch stretch = {.start = pfn, .left = pages};

    return stretch_populate(b, &stretch, pfn, pages, ORDER_1G);
}
