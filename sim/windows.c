/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Windows: address ranges of the process that show machine frames as page table entries say.
 *
 * An entry that replaces or clears another shows only after a flush of the TLB, as it may be on a
 * machine: who forgets the flush writes into the old frame, and the tests see it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/windows.h"
#include "sim/alloc.h"
#include "sim/machine.h"
#include "sim/state.h"

enum { TABLE_ENTRIES = 512, CHUNK_TABLES = 16, LEVEL_LOWEST = 1, LEVEL_TOP = 4 };

static bool view_equal(const struct sim_view *a, const struct sim_view *b)
{
    return a->mfn == b->mfn && a->writable == b->writable;
}

static bool window_make(struct sim_window *window, uint64_t entries, uint32_t pages)
{
    void *base = mmap(NULL, (size_t)pages << XEN_PAGE_SHIFT, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (base == MAP_FAILED)
        return false;
    *window = (struct sim_window){
        .base = base,
        .entries = entries,
        .pages = pages,
        .now = sim_alloc(pages * sizeof(*window->now)),
        .shown = sim_alloc(pages * sizeof(*window->shown)),
    };
    return true;
}

static struct window window_tell(const struct sim_window *window)
{
    return (struct window){
        .base = window->base, .entries = window->entries, .pages = window->pages};
}

static uint64_t chunk_entry(unsigned int table)
{
    return (uint64_t)(SIM_FRAME_FIRST + CHUNK_TABLES + table) << XEN_PAGE_SHIFT;
}

bool windows_make(struct sim *sim)
{
    static const uint32_t pages[] = {WINDOW_LOAD_PAGES, WINDOW_RING_PAGES, WINDOW_COPY_PAGES,
                                     SIM_P2M_PAGES, WINDOW_GRANT_PAGES};
    uint64_t image_pages = (sim->config.image_size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
    unsigned int table = 0;

    for (unsigned int i = 0; i < WINDOW_IMAGE; i++) {
        if (!window_make(&sim->windows[i], chunk_entry(table), pages[i]))
            return false;
        table += (pages[i] + TABLE_ENTRIES - 1) / TABLE_ENTRIES;
    }
    sim->boot.load = window_tell(&sim->windows[WINDOW_LOAD]);
    sim->boot.rings = window_tell(&sim->windows[WINDOW_RINGS]);
    sim->boot.copy = window_tell(&sim->windows[WINDOW_COPY]);
    sim->boot.p2m = window_tell(&sim->windows[WINDOW_P2M]);
    sim->boot.grants = window_tell(&sim->windows[WINDOW_GRANTS]);
    sim->boot.scratch_mfn = SIM_FRAME_FIRST + SIM_SCRATCH_FIRST;
    sim->image_entry = chunk_entry(table);
    memset(sim->levels + SIM_FRAME_FIRST + CHUNK_TABLES, LEVEL_LOWEST, table + 1);
    sim->levels[SIM_FRAME_FIRST + SIM_CHUNK_PAGES - 1] = LEVEL_TOP;
    if (!sim->config.image)
        return true;
    if (!window_make(&sim->windows[WINDOW_IMAGE], 0, (uint32_t)image_pages))
        return false;
    for (uint32_t i = 0; i < image_pages; i++) {
        window_set(sim, &sim->windows[WINDOW_IMAGE], i,
                   (struct sim_view){.mfn = SIM_FRAME_FIRST + SIM_CHUNK_PAGES + i});
    }
    windows_settle(sim);
    sim->boot.image = sim->windows[WINDOW_IMAGE].base;
    sim->boot.image_size = sim->config.image_size;
    return true;
}

void windows_free(struct sim *sim)
{
    for (unsigned int i = 0; i < WINDOWS; i++) {
        struct sim_window *window = &sim->windows[i];

        if (window->base)
            munmap(window->base, (size_t)window->pages << XEN_PAGE_SHIFT);
        free(window->now);
        free(window->shown);
    }
}

bool window_find(struct sim *sim, uint64_t address, struct sim_window **window, uint32_t *page)
{
    for (unsigned int i = 0; i < WINDOW_IMAGE; i++) {
        struct sim_window *w = &sim->windows[i];

        if (address >= w->entries && address - w->entries < w->pages * sizeof(uint64_t)) {
            *window = w;
            *page = (uint32_t)((address - w->entries) / sizeof(uint64_t));
            return true;
        }
    }
    return false;
}

/* Replaces what a page table, or the TLB, has for a page. */
static void view_replace(struct sim *sim, struct sim_view *old, struct sim_view view)
{
    if (old->mfn) {
        sim->uses[old->mfn].mapped--;
        sim->uses[old->mfn].writable -= old->writable;
    }
    if (view.mfn) {
        sim->uses[view.mfn].mapped++;
        sim->uses[view.mfn].writable += view.writable;
    }
    *old = view;
}

void window_set(struct sim *sim, struct sim_window *window, uint32_t page, struct sim_view view)
{
    view_replace(sim, &window->now[page], view);
    window->stale = true;
    window->touched = page >= window->touched ? page + 1 : window->touched;
}

/* Shows pages [first, end) as their entries say; they are all absent, or consecutive frames. */
static void run_show(struct sim *sim, struct sim_window *window, uint32_t first, uint32_t end)
{
    const struct sim_view *view = &window->now[first];
    uint8_t *address = window->base + ((size_t)first << XEN_PAGE_SHIFT);
    size_t size = (size_t)(end - first) << XEN_PAGE_SHIFT;
    void *got;

    if (view->mfn == 0) {
        got = mmap(address, size, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    } else {
        got = mmap(address, size, view->writable ? PROT_READ | PROT_WRITE : PROT_READ,
                   MAP_SHARED | MAP_FIXED, sim->fd, (off_t)(view->mfn << XEN_PAGE_SHIFT));
    }
    if (got == MAP_FAILED)
        abort();
    for (uint32_t i = first; i < end; i++)
        view_replace(sim, &window->shown[i], window->now[i]);
}

/* Whether `view` may go into one mapping after `last`. */
static bool view_follows(const struct sim_view *last, const struct sim_view *view)
{
    if (last->mfn == 0 || view->mfn == 0)
        return last->mfn == view->mfn;
    return view->mfn == last->mfn + 1 && view->writable == last->writable;
}

/* Brings up to date what may be: everything after a flush, else only what showed nothing. */
static void window_show(struct sim *sim, struct sim_window *window, bool flushed)
{
    uint32_t first = 0;

    if (!window->stale)
        return;
    window->stale = false;
    for (uint32_t i = 0; i <= window->touched; i++) {
        bool differs = i < window->touched && !view_equal(&window->now[i], &window->shown[i]);
        bool takes = differs && (flushed || window->shown[i].mfn == 0);

        if (first < i && (!takes || !view_follows(&window->now[i - 1], &window->now[i]))) {
            run_show(sim, window, first, i);
            first = i;
        }
        if (!takes)
            first = i + 1;
        window->stale = window->stale || (differs && !takes);
    }
}

void windows_settle(struct sim *sim)
{
    for (unsigned int i = 0; i < WINDOWS; i++)
        window_show(sim, &sim->windows[i], false);
}

void windows_flush(struct sim *sim)
{
    for (unsigned int i = 0; i < WINDOWS; i++)
        window_show(sim, &sim->windows[i], true);
}

/* The launcher's own pages; the scratch ones among them are mapped by windows alone. */
static bool is_launchers(const struct sim *sim, uint64_t mfn)
{
    uint64_t page = mfn - SIM_FRAME_FIRST;

    return !sim->left && page < SIM_CHUNK_PAGES &&
           (page < SIM_SCRATCH_FIRST || page >= SIM_SCRATCH_FIRST + SCRATCH_PAGES);
}

bool frame_is_mapped(const struct sim *sim, uint64_t mfn)
{
    return sim->uses[mfn].mapped > 0 || is_launchers(sim, mfn);
}

bool frame_is_mapped_writable(const struct sim *sim, uint64_t mfn)
{
    return sim->uses[mfn].writable > 0 || is_launchers(sim, mfn);
}

void windows_clear(struct sim *sim)
{
    for (unsigned int i = 0; i < WINDOWS; i++)
        for (uint32_t page = 0; page < sim->windows[i].touched; page++)
            window_set(sim, &sim->windows[i], page, (struct sim_view){0});
    windows_flush(sim);
}

uint32_t windows_count(const struct sim *sim, uint32_t domid)
{
    uint32_t count = 0;

    for (unsigned int i = 0; i < WINDOW_IMAGE; i++) {
        const struct sim_window *window = &sim->windows[i];

        for (uint32_t page = 0; page < window->touched; page++) {
            const struct sim_view *now = &window->now[page], *shown = &window->shown[page];

            count += (now->mfn && now->domid == domid) || (shown->mfn && shown->domid == domid);
        }
    }
    return count;
}
