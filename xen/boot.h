/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the machine hands to the phases of a launch; a hosted build makes the same by other means.
 */
#ifndef XEN_BOOT_H
#define XEN_BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/frames.h"
#include "xen/window.h"
#include "xen/xen.h"

/* Sizes of the windows, in pages. */
enum {
    WINDOW_LOAD_PAGES = 2048, /* guest memory being filled, 256 KiB by each CPU */
    WINDOW_RING_PAGES = 512,  /* rings of console and store of each domain, while it lives */
    WINDOW_COPY_PAGES = 512,  /* everything short-lived */
    WINDOW_GRANT_PAGES = 32,  /* pages that domains grant: those of PCI front ends */
    WINDOW_P2M_PAGES = 65536, /* the frame list of the PV domain being built: 128 GiB of memory */
    SCRATCH_PAGES = 64,       /* own frames for decoded bytes that no guest page takes: one chunk */
};

/* The pages of a domain in the window of rings. */
enum { RING_CONSOLE, RING_STORE, RINGS_PER_DOMAIN };

struct boot {
    const void *image;
    uint64_t image_size;
    const char *command_line;
    struct shared_info *shared;
    uint64_t event_entry; /* for xen_event_enter() */
    struct window load;
    struct window rings;
    struct window copy;
    struct window p2m;
    struct window grants;
    void *store;        /* own memory for a xenstore, not zeroed; NULL: there is none ... */
    uint64_t store_kib; /* ... its size, also once it was given back */
    /* What domain 0 has and does not need, not given back yet, as good as free. */
    uint64_t pending_kib;
    uint64_t scratch_mfn; /* first of SCRATCH_PAGES own consecutive frames, mapped nowhere else */
    /* What the next domain 0 needs. */
    const struct start_info *start; /* as Xen gave it; a page, what console.dom0 names included */
    uint64_t
        own_mfn; /* the launcher's own frames, consecutive in the machine: page frames from 0 */
    uint64_t own_pages;
    uint64_t top_mfn; /* its top-level page table */
    /* Page frames [spare_first, spare_end) that Xen gave beside, left for the next domain 0. */
    const uint64_t *spare_list; /* the machine frame of each page frame; NULL: none are left */
    uint64_t spare_first;
    uint64_t spare_end;
    uint64_t jump_pfn;     /* the one of them that leaves for another kernel: it must be seen ... */
    uint64_t jump_address; /* ... at this address in both address spaces, executable */
};

/* Where domain 0 goes on after the hand-over. */
struct boot_jump {
    uint64_t top_mfn; /* the new address space's top-level page table, pinned */
    uint64_t entry;   /* addresses in it: the kernel's entry, the end of its stack, start info */
    uint64_t stack;
    uint64_t start_info;
};

/*
 * Unmaps `count` pages of the launch image from page `first` on, and gives them back to Xen. Each
 * page once. 0, or Xen's error: then none of them may be read any more, and some may be lost.
 */
int boot_image_trim(struct xen *xen, struct boot *boot, uint64_t first, uint64_t count);

/*
 * Unmaps the launch image and gives its memory back to Xen. 0 or Xen's error; boot->image is gone
 * either way.
 */
int boot_release_image(struct xen *xen, struct boot *boot);

/*
 * Settles what domain 0 keeps: the launcher, its image, the spare page frames below `pages`, and
 * `store_size` bytes at boot->store where it has so much. The rest is pending. Says so.
 */
void boot_memory_settle(struct xen *xen, struct boot *boot, uint64_t pages, uint64_t store_size);
/*
 * Gives back some MiB of what is pending, zeroed and released by `release` with its context, and
 * says so once all is. What Xen refuses is said as well, and then nothing is pending any more.
 */
void boot_memory_give(struct boot *boot, frames_release_by *release, void *context);
/* Unmaps the store and gives its memory back, zeroed. 0 or Xen's error; it is gone either way. */
int boot_store_release(struct xen *xen, struct boot *boot);
/*
 * Lets go of the spare page frames: `unused` ones are pending, else only their list is left, and
 * goes. 0 or Xen's error; there is no spare memory afterwards either way.
 */
int boot_spare_finish(struct xen *xen, struct boot *boot, bool unused);

/* Readies the jump. 0 or Xen's error; nothing has changed for domain 0 yet. */
int boot_jump_prepare(struct xen *xen, const struct boot *boot, const struct boot_jump *jump);
/* Leaves for the kernel of the jump that was readied. Returns only in a hosted build. */
void boot_jump_leave(struct boot *boot);

/*
 * -- further CPUs of domain 0 (launcher/cpus) -----------------------------------------------------
 */

/* CPUs with the first one, which is number 0: Xen's shared page has a place for so many vCPUs. */
enum { BOOT_CPUS_MAX = 32 };

/* What a CPU does once it is woken: one piece of work, as often as this is true. */
typedef bool boot_help(void *context, uint32_t number);

/*
 * Starts vCPUs of domain 0, up to `count` from `first` on, as CPUs number 1, 2, ...: each does
 * `help`, and sleeps when there is nothing to do. Returns how many were started.
 */
uint32_t boot_cpus_start(struct xen *xen, struct boot *boot, uint32_t first, uint32_t count,
                         boot_help *help, void *context);
/* There is something to do. */
void boot_cpu_wake(struct xen *xen, uint32_t number);
/* Waits a moment for the others. */
void boot_cpu_relax(struct xen *xen);
/*
 * Takes them down for good, off the launcher's page tables; Xen does not start a vCPU anew. 0, or
 * an error: then one still has those tables.
 */
int boot_cpus_stop(struct xen *xen, struct boot *boot);

/* -- what the machine calls (launcher/main.c) -------------------------------------------------- */

/* Meets Xen and says so. False when this Xen is not known. */
bool launcher_enter(struct xen *xen, struct boot *boot);
/* The launcher's loop, once entered: launches and serves. Returns only when nothing can be served.
 */
void launcher_run(void);

#endif
