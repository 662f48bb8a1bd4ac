/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Copying what a domain built before was given into one that gets the same: a quarter of the cost
 * of decoding it again.
 *
 * The pages to copy from are shown where a PV domain's frame list would be, for as long as others
 * may want them: to map a page costs more than to copy it.
 */

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

static int holder_show(struct build *b, uint32_t holder, uint64_t gfn, uint32_t count)
{
    static uint64_t frames[WINDOW_LOAD_PAGES];
    struct build_shown *shown = &b->site->shown;
    int error;

    if (shown->whole && shown->domid == holder && shown->gfn == gfn && shown->count >= count)
        return 0;
    error = build_shown_drop(b->site);
    if (error)
        return error;
    *shown = (struct build_shown){.domid = holder, .count = count, .gfn = gfn};
    for (uint32_t done = 0, n; done < count && !error; done += n) {
        n = count - done < WINDOW_LOAD_PAGES ? count - done : WINDOW_LOAD_PAGES;
        for (uint32_t i = 0; i < n; i++)
            frames[i] = gfn + done + i;
        error = window_map(b->xen, &b->boot->p2m, done, frames, n, holder);
    }
    shown->whole = error == 0;
    return error;
}

int build_pieces_copy(struct build *b, const struct elf_piece *pieces, uint32_t count,
                      uint32_t holder, uint64_t shift)
{
    uint64_t first = UINT64_MAX, end = 0;
    int error;

    for (uint32_t i = 0; i < count; i++) {
        if (pieces[i].size > 0) {
            first = pieces[i].paddr / PAGE < first ? pieces[i].paddr / PAGE : first;
            end = pieces[i].paddr + pieces[i].size > end ? pieces[i].paddr + pieces[i].size : end;
        }
    }
    end = (end + PAGE - 1) / PAGE;
    if (first >= end || end - first > b->boot->p2m.pages)
        return BUILD_TOO_WIDE;
    error = holder_show(b, holder, (first * PAGE + shift) / PAGE, (uint32_t)(end - first));
    for (uint32_t i = 0; i < count && !error; i++) {
        if (pieces[i].size > 0) {
            error =
                guest_write(b, pieces[i].paddr,
                            b->boot->p2m.base + (pieces[i].paddr - first * PAGE), pieces[i].size);
            b->result->loaded += pieces[i].size;
        }
    }
    return error ? build_refused(b, BUILD_LOAD, "its memory", error) : 0;
}
