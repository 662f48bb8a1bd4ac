/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Windows: address ranges of the process that show machine frames as page table entries say.
 *
 * An entry that replaces or clears another shows only after a flush of the TLB, as it may be on a
 * machine.
 */
#ifndef SIM_WINDOWS_H
#define SIM_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

/*
 * Of the window for frame lists: 64 GiB of memory, half of what a launcher can list. Each page may
 * take a mapping of its own, and of those Linux gives a process 65530.
 */
enum { SIM_P2M_PAGES = 32768 };

/* What a page of a window shows; mfn 0: nothing. */
struct sim_view {
    uint64_t mfn;
    uint32_t domid; /* whose frame */
    bool writable;
};

struct sim_window {
    uint8_t *base;
    uint64_t entries; /* machine address of its first page table entry; 0: none of its own */
    uint32_t pages;
    struct sim_view *now;   /* as the page table says */
    struct sim_view *shown; /* as the TLB may still have it */
    bool stale;             /* they differ somewhere */
    uint32_t touched;       /* pages from here on were never mapped */
};

/* How often a frame is mapped, by a page table or still by the TLB. */
struct sim_uses {
    uint16_t mapped;
    uint16_t writable;
};

enum { WINDOW_LOAD, WINDOW_RINGS, WINDOW_COPY, WINDOW_P2M, WINDOW_GRANTS, WINDOW_IMAGE, WINDOWS };

/* Makes the windows of struct boot and maps the image. False with errno. */
bool windows_make(struct sim *sim);
void windows_free(struct sim *sim);
/* The page that the entry at this machine address maps; false when it is no window's. */
bool window_find(struct sim *sim, uint64_t address, struct sim_window **window, uint32_t *page);
/* Writes an entry. It shows at once where nothing was cached, else after a flush. */
void window_set(struct sim *sim, struct sim_window *window, uint32_t page, struct sim_view view);
/* Lets the address ranges show what the page tables say. */
void windows_settle(struct sim *sim);
/*
 * Everything shows what the page tables say. A caller lets go what was kept by a mapping alone:
 * domains_reap().
 */
void windows_flush(struct sim *sim);
/* Whether a page table, or the TLB, still has the frame; whether so that it can be written. */
bool frame_is_mapped(const struct sim *sim, uint64_t mfn);
bool frame_is_mapped_writable(const struct sim *sim, uint64_t mfn);
/* Unmaps everything, and flushes. */
void windows_clear(struct sim *sim);
/* Pages of all windows but the image's that show a frame of the domain. */
uint32_t windows_count(const struct sim *sim, uint32_t domid);

#endif
