/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Copying what a domain built before was given into one that gets the same: a quarter of the cost
 * of decoding it again.
 *
 * The pages to copy from are shown where a PV domain's frame list would be, for as long as others
 * may want them: to map a page costs more than to copy it.
 */
#include <string.h>

#include "launcher/builder/parts/guest.h"
#include "xen/window.h"

#define PAGE XEN_PAGE_SIZE

int build_shown_drop(struct build_site *site)
{
    struct build_shown *shown = &site->shown;
    const struct window *window = &site->boot->p2m;
    int first = 0;

    shown->whole = false;
    for (int tries = 0; shown->count > 0 && tries < XEN_UNDO_TRIES; tries++) {
        int error = window_unmap(site->xen, window, 0, shown->count);

        shown->count = error ? shown->count : 0;
        first = tries > 0 ? first : error;
    }
    return first;
}

/* Pages that one job shows, those of one page table; pages that one copies. */
enum { SHOW_PAGES = 512, UNIT = CPU_PAGES * (int)PAGE };

/* A job: shows some pages of the holder. */
static int pages_show(void *context, const struct cpu *cpu, uint32_t i)
{
    const struct build_site *site = context;
    uint32_t first = i * SHOW_PAGES, left = site->shown.count - first;
    uint64_t frames[SHOW_PAGES];

    left = left < SHOW_PAGES ? left : SHOW_PAGES;
    for (uint32_t j = 0; j < left; j++)
        frames[j] = site->shown.gfn + first + j;
    return window_map(cpu->xen, &site->boot->p2m, first, frames, left, site->shown.domid);
}

static int holder_show(struct build *b, uint32_t holder, uint64_t gfn, uint32_t count)
{
    struct build_shown *shown = &b->site->shown;
    int error;

    if (shown->whole && shown->domid == holder && shown->gfn == gfn && shown->count >= count)
        return 0;
    error = build_shown_drop(b->site);
    if (error)
        return error;
    *shown = (struct build_shown){.domid = holder, .count = count, .gfn = gfn};
    error = cpus_share(b->site->cpus, pages_show, b->site, (count + SHOW_PAGES - 1) / SHOW_PAGES);
    shown->whole = error == 0;
    return error;
}

/* What is copied: pieces, from where the domain's page `first` is shown on. */
struct copying {
    struct build *b;
    const struct elf_piece *pieces;
    uint64_t first;
};

/* Jobs that copy a piece: each has the pages of one unit of the domain's memory. */
static uint32_t units_of(const struct elf_piece *piece)
{
    return piece->size ? (uint32_t)((piece->paddr % PAGE + piece->size + UNIT - 1) / UNIT) : 0;
}

/* A job: copies one unit of a piece. */
static int unit_copy(void *context, const struct cpu *cpu, uint32_t i)
{
    const struct copying *copying = context;
    const struct build *b = copying->b;
    const struct elf_piece *piece = copying->pieces;
    uint64_t pfn, start, end;
    uint8_t *target;
    int error;

    for (; i >= units_of(piece); piece++)
        i -= units_of(piece);
    pfn = piece->paddr / PAGE + (uint64_t)i * CPU_PAGES;
    start = i == 0 ? piece->paddr : pfn * PAGE;
    end = piece->paddr + piece->size;
    end = end < pfn * PAGE + UNIT ? end : pfn * PAGE + UNIT;
    error = guest_show(b, cpu, pfn, (uint32_t)((end + PAGE - 1) / PAGE - pfn), &target);
    if (!error)
        memcpy(target + start % PAGE, b->boot->p2m.base + (start - copying->first * PAGE),
               end - start);
    return error;
}

int build_pieces_copy(struct build *b, const struct elf_piece *pieces, uint32_t count,
                      uint32_t holder, uint64_t shift)
{
    struct copying copying = {.b = b, .pieces = pieces, .first = UINT64_MAX};
    uint64_t end = 0;
    uint32_t units = 0;
    int error;

    for (uint32_t i = 0; i < count; i++) {
        if (pieces[i].size > 0) {
            uint64_t first = pieces[i].paddr / PAGE;

            copying.first = first < copying.first ? first : copying.first;
            end = pieces[i].paddr + pieces[i].size > end ? pieces[i].paddr + pieces[i].size : end;
        }
    }
    end = (end + PAGE - 1) / PAGE;
    if (copying.first >= end || end - copying.first > b->boot->p2m.pages)
        return BUILD_TOO_WIDE;
    error = holder_show(b, holder, (copying.first * PAGE + shift) / PAGE,
                        (uint32_t)(end - copying.first));
    for (uint32_t i = 0; i < count && !error; i++) {
        units += units_of(&pieces[i]);
        b->result->loaded += pieces[i].size;
    }
    if (!error)
        error = cpus_share(b->site->cpus, unit_copy, &copying, units);
    if (!error)
        error = build_loaded_drop(b);
    return error ? build_refused(b, BUILD_LOAD, "its memory", error) : 0;
}
