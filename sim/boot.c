/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the machine does with domain 0's own memory: gives back what the launch does not need, step
 * by step, its image, and what was spare.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/hypercalls.h"
#include "sim/machine.h"
#include "sim/state.h"
#include "xen/errno.h"
#include "xen/log.h"
#include "xen/mmu.h"

/* Of memory that was not zeroed; page frames given back in one step. */
enum { JUNK = 0xb5, STEP = 512 };

/* Takes so many of the spare pages for a xenstore, where there are so many. */
static void store_init(struct sim *sim, struct boot *boot, uint64_t pages)
{
    if (pages == 0 || pages > sim->p2m_count - boot->spare_first)
        return;
    frames_keep(&sim->frames, boot->spare_first, pages);
    frames_runs_add(&sim->store_runs, sim->p2m + boot->spare_first, pages);
    boot->spare_first += pages;
    boot->store = sim->store = sim_alloc(pages << XEN_PAGE_SHIFT);
    memset(boot->store, JUNK, pages << XEN_PAGE_SHIFT);
    boot->store_kib = pages * (XEN_PAGE_SIZE / 1024);
}

static void pending_count(struct sim *sim, struct boot *boot)
{
    boot->pending_kib = frames_left(&sim->frames) * 4;
}

void boot_memory_settle(struct xen *xen, struct boot *boot, uint64_t pages, uint64_t store_size)
{
    struct sim *sim = hypercalls_served();
    uint64_t image_pages = (boot->image_size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;

    (void)xen;
    frames_init(&sim->frames, sim->p2m, sim->p2m_count);
    frames_keep(&sim->frames, 0, SIM_CHUNK_PAGES + image_pages);
    boot->spare_first = SIM_CHUNK_PAGES + image_pages;
    store_init(sim, boot, (store_size + XEN_PAGE_SIZE - 1) / XEN_PAGE_SIZE);
    boot->spare_end = pages < sim->p2m_count ? pages : sim->p2m_count;
    if (boot->spare_end > boot->spare_first) {
        boot->spare_list = sim->p2m;
        frames_keep(&sim->frames, boot->spare_first, boot->spare_end - boot->spare_first);
    }
    pending_count(sim, boot);
}

void boot_memory_give(struct boot *boot, frames_release_by *release, void *context)
{
    struct sim *sim = hypercalls_served();

    if (frames_give_back(&sim->frames, STEP, release, context) < 0) {
        log_line("%lu KiB could not be given back", (unsigned long)boot->pending_kib);
        boot->pending_kib = 0;
        return;
    }
    pending_count(sim, boot);
}

int boot_store_release(struct xen *xen, struct boot *boot)
{
    struct sim *sim = hypercalls_served();
    int64_t given = frames_runs_give_back(xen, &sim->store_runs);

    free(sim->store);
    boot->store = sim->store = NULL;
    return given < 0 ? (int)given : 0;
}

int boot_spare_finish(struct xen *xen, struct boot *boot, bool unused)
{
    struct sim *sim = hypercalls_served();
    uint64_t next = sim->frames.next > boot->spare_end ? sim->frames.next : boot->spare_end;

    (void)xen;
    if (boot->spare_list && unused) {
        frames_init(&sim->frames, sim->p2m, sim->p2m_count);
        frames_keep(&sim->frames, 0, boot->spare_first);
        frames_keep(&sim->frames, boot->spare_end, next - boot->spare_end);
        pending_count(sim, boot);
    }
    boot->spare_list = NULL;
    return 0;
}

/* The frames of the image that were not given back. */
static void image_runs_learn(struct sim *sim, const struct boot *boot)
{
    uint64_t pages = (boot->image_size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;

    if (!sim->has_runs)
        frames_runs_add(&sim->runs, sim->p2m + SIM_CHUNK_PAGES, pages);
    sim->has_runs = true;
}

int boot_image_trim(struct xen *xen, struct boot *boot, uint64_t first, uint64_t count)
{
    struct sim *sim = hypercalls_served();
    uint64_t mfn = sim->p2m[SIM_CHUNK_PAGES + first];
    struct frames_runs runs = {.count = 1, .runs = {{mfn, count}}};
    int64_t given;
    int error;

    image_runs_learn(sim, boot);
    error = frames_runs_cut(&sim->runs, mfn, count) ? 0 : -XEN_ENOMEM;
    for (uint64_t page = first; page < first + count && !error; page++)
        error = xen_page_unmap(xen, (const uint8_t *)boot->image + page * XEN_PAGE_SIZE);
    if (!error)
        error = xen_tlb_flush(xen);
    if (error)
        return error;
    given = frames_runs_give_back(xen, &runs);
    return given < 0 ? (int)given : 0;
}

int boot_release_image(struct xen *xen, struct boot *boot)
{
    struct sim *sim = hypercalls_served();
    struct xen_pte_update update = {.pointer = sim->image_entry};
    int64_t given;
    int error = xen_pte_update(xen, &update, 1, DOMID_SELF);

    if (!error)
        error = xen_tlb_flush(xen);
    image_runs_learn(sim, boot);
    boot->image = NULL;
    boot->image_size = 0;
    if (error)
        return error;
    given = frames_runs_give_back(xen, &sim->runs);
    return given < 0 ? (int)given : 0;
}
