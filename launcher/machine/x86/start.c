/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's first steps as domain 0: traps, protections, the image's map; and its memory, kept
 * or given back.
 */
#include <string.h>

#include "core/base/version.h"
#include "xen/clock.h"
#include "xen/boot.h"
#include "xen/console_output.h"
#include "xen/errno.h"
#include "xen/log.h"
#include "xen/mmu.h"
#include "launcher/machine/x86/machine.h"
#include "xen/hypercall.h"

void machine_start(const struct start_info *original);

/* Frames that take long to zero; what domain 0 needs beside the launcher and its image. */
enum { MUCH = 128 * 256, SPARE_MIB = 8 };

/* Page frames given back in one step: some milliseconds. */
enum { STEP = 8 * 256 };

static struct xen xen;
static struct console_output output;
static struct boot boot;
static struct machine_paging paging;
static struct frames frames;
/* Frames of the image and of the tables that map it, to be given back when it was used. */
static struct frames_runs image_runs;
/* The same of the store. */
static struct frames_runs store_runs;
/* The list of frames was unmapped. */
static bool list_is_gone;
/* What was given back of what was pending. */
static uint64_t given_kib;
/* The first frame of the image; 0 where they are not in a row. */
static uint64_t image_mfn;

/* Maps the launch image, if there is one; says on the console why it cannot be. */
static void image_init(const struct start_info *info)
{
    uint64_t pages = (info->mod_len + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
    int error;

    if (info->mod_len == 0 || !(info->flags & SIF_MOD_START_PFN))
        return;
    frames_keep(&frames, info->mod_start, pages);
    error = machine_paging_map(&xen, &paging, &frames, MACHINE_IMAGE_BASE, info->mod_start, pages,
                               XEN_PTE_RO);
    if (error) {
        log_line("the launch image cannot be mapped: %s; give domain 0 more memory (dom0_mem=)",
                 xen_strerror(error));
        return;
    }
    boot.image = (const void *)(uintptr_t)MACHINE_IMAGE_BASE;
    boot.image_size = info->mod_len;
    image_runs = frames.taken;
    frames_runs_add(&image_runs, frames.p2m + info->mod_start, pages);
    image_mfn = frames.p2m[info->mod_start];
    for (uint64_t i = 0; i < pages; i++)
        if (frames.p2m[info->mod_start + i] != frames.p2m[info->mod_start] + i)
            image_mfn = 0;
}

/* Keeps the launcher, its image, and the list of frames as long as it is needed. */
static void memory_init(const struct start_info *info)
{
    frames_init(&frames, (const uint64_t *)info->mfn_list, info->nr_pages);
    frames_keep(&frames, 0, paging.chunk_pages);
    frames_keep(&frames, info->first_p2m_pfn, info->nr_p2m_frames);
    image_init(info);
}

/* Pages of the list of frames that can be given back. */
static uint64_t list_pages(const struct boot *b)
{
    bool stays = b->spare_list || list_is_gone || b->start->mfn_list != MACHINE_P2M_BASE;

    return stays ? 0 : b->start->nr_p2m_frames;
}

/* Unmaps what hangs in a slot of the top-level table, and gives it back. 0 or Xen's error. */
static int slot_give_back(struct xen *x, uint64_t address, struct frames_runs *runs)
{
    int64_t given = machine_paging_drop(x, &paging, address);

    if (given == 0)
        given = frames_runs_give_back(x, runs);
    return given < 0 ? (int)given : 0;
}

/* Gives back the list of frames itself, which is large where domain 0 is large. */
static int list_give_back(struct xen *x, struct boot *b)
{
    static struct frames_runs runs;

    if (list_pages(b) == 0)
        return 0;
    given_kib += list_pages(b) * 4;
    frames_runs_add(&runs, frames.p2m + b->start->first_p2m_pfn, b->start->nr_p2m_frames);
    list_is_gone = true;
    return slot_give_back(x, MACHINE_P2M_BASE, &runs);
}

static void pending_count(struct boot *b)
{
    b->pending_kib = (frames_left(&frames) + list_pages(b)) * 4;
}

/*
 * Maps `size` bytes of what is spare for a xenstore, or says why not. What is spare
 * begins behind them and their tables then.
 */
static void store_init(struct xen *x, struct boot *b, uint64_t size)
{
    uint64_t pages = (size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
    uint64_t spare = b->start->nr_pages > b->spare_first ? b->start->nr_pages - b->spare_first : 0;
    int error = pages < spare ? 0 : -XEN_ENOMEM;

    if (size == 0)
        return;
    if (!error) {
        frames.taken.count = 0;
        frames_keep(&frames, b->spare_first, pages);
        error = machine_paging_map(x, &paging, &frames, MACHINE_STORE_BASE, b->spare_first, pages,
                                   XEN_PTE_RW);
        store_runs = frames.taken;
        frames_runs_add(&store_runs, frames.p2m + b->spare_first, pages);
        b->spare_first += pages;
        b->spare_first = b->spare_first > frames.next ? b->spare_first : frames.next;
    }
    if (error) {
        log_line("the %lu KiB of a xenstore cannot be had: %s; domains are not told of a "
                 "store; give domain 0 more memory (dom0_mem=)",
                 pages * 4, xen_strerror(error));
        return;
    }
    b->store = (void *)(uintptr_t)MACHINE_STORE_BASE;
    b->store_kib = pages * 4;
}

void boot_memory_settle(struct xen *x, struct boot *b, uint64_t pages, uint64_t store_size)
{
    const struct start_info *info = b->start;
    uint64_t kept = paging.chunk_pages;

    /* Xen numbers the launcher, its image and the list first; then come the tables of the image's
     * map, and what is spare. */
    b->spare_first = info->first_p2m_pfn + info->nr_p2m_frames;
    b->spare_first = b->spare_first > frames.next ? b->spare_first : frames.next;
    store_init(x, b, store_size);
    b->spare_end = pages < info->nr_pages ? pages : info->nr_pages;
    if (b->spare_end > b->spare_first && info->mfn_list == MACHINE_P2M_BASE) {
        b->spare_list = frames.p2m;
        frames_keep(&frames, b->spare_first, b->spare_end - b->spare_first);
    }
    pending_count(b);
    log_line("domain 0 keeps %lu KiB and a launch image of %lu KiB, %lu KiB can be given back",
             kept * 4, info->mod_len / 1024, b->pending_kib);
    if (pages && b->pending_kib / 4 > MUCH) {
        uint64_t least = kept / 256 + ((info->mod_len + store_size) >> 20) + SPARE_MIB,
                 wanted = (pages + kept) / 256;

        log_line("the next domain 0 waits until that is zeroed: dom0_mem=%luM on Xen's command "
                 "line is enough",
                 wanted > least ? wanted : least);
    }
}

void boot_memory_give(struct boot *b, frames_release_by *release, void *context)
{
    bool is_last = frames_left(&frames) == 0;
    int64_t given =
        is_last ? list_give_back(&xen, b) : frames_give_back(&frames, STEP, release, context);

    if (given < 0) {
        log_line("memory cannot be given back: %s; domains must fit into what Xen has free",
                 xen_strerror((int)given));
        b->pending_kib = 0;
        return;
    }
    given_kib += (uint64_t)given * 4;
    pending_count(b);
    if (b->pending_kib == 0) {
        struct clock_parts at = clock_split(clock_now());

        log_line("%lu KiB of domain 0's memory given back, zeroed, at %lu.%06lu s", given_kib,
                 at.seconds, at.microseconds);
    }
}

void machine_cpus_memory(const struct machine_paging **tables, struct frames **free)
{
    *tables = &paging;
    *free = &frames;
}

int boot_store_release(struct xen *x, struct boot *b)
{
    b->store = NULL;
    return slot_give_back(x, MACHINE_STORE_BASE, &store_runs);
}

int boot_spare_finish(struct xen *x, struct boot *b, bool unused)
{
    uint64_t next = frames.next > b->spare_end ? frames.next : b->spare_end;

    if (!b->spare_list)
        return 0;
    b->spare_list = NULL;
    if (unused) {
        /* Those behind them that were given back stay so. */
        frames_init(&frames, frames.p2m, b->start->nr_pages);
        frames_keep(&frames, 0, b->spare_first);
        frames_keep(&frames, b->spare_end, next - b->spare_end);
        pending_count(b);
        return 0;
    }
    return list_give_back(x, b);
}

int boot_image_trim(struct xen *x, struct boot *b, uint64_t first, uint64_t count)
{
    static struct frames_runs runs;
    int64_t given;
    int error =
        image_mfn && frames_runs_cut(&image_runs, image_mfn + first, count) ? 0 : -XEN_ENOMEM;

    runs.count = 1;
    runs.runs[0] = (struct frames_range){image_mfn + first, count};
    for (uint64_t page = first; page < first + count && !error; page++)
        error = xen_page_unmap(x, (const uint8_t *)b->image + page * XEN_PAGE_SIZE);
    if (!error)
        error = xen_tlb_flush(x);
    if (error)
        return error;
    given = frames_runs_give_back(x, &runs);
    return given < 0 ? (int)given : 0;
}

int boot_release_image(struct xen *x, struct boot *b)
{
    b->image = NULL;
    b->image_size = 0;
    return slot_give_back(x, MACHINE_IMAGE_BASE, &image_runs);
}

void machine_start(const struct start_info *original)
{
    /* Xen's page is not mapped any more once protections are set. What describes the screen follows
     * the structure in it. */
    static uint8_t page[XEN_PAGE_SIZE] __attribute__((aligned(8)));
    struct start_info *info = (struct start_info *)(void *)page;

    machine_traps_init(&xen);
    log_init(&output, &xen);
    log_line("version " HYPERLAUNCH_VERSION);
    memcpy(page, original, sizeof(page));
    info->cmd_line[sizeof(info->cmd_line) - 1] = 0;
    boot.command_line = (const char *)info->cmd_line;
    boot.start = info;
    machine_paging_init(&paging, info);
    if (machine_paging_protect(&xen, &paging))
        machine_die("the launcher's pages cannot be protected");
    machine_paging_windows(&paging, &boot);
    boot.shared = machine_paging_map_shared(&xen, &paging, info->shared_info);
    if (!boot.shared)
        machine_die("the page shared with Xen cannot be mapped");
    machine_traps_place(boot.shared, 0);
    boot.event_entry = (uint64_t)(uintptr_t)machine_event;
    clock_init(boot.shared);
    machine_sha_init();
    if (launcher_enter(&xen, &boot)) {
        memory_init(info);
        launcher_run();
    }
    machine_park();
}
