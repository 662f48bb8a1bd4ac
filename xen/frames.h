/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's own memory: which of domain 0's frames it keeps, takes for tables, or gives back.
 *
 * Domain 0 starts with whatever dom0_mem gave it, none of it scrubbed. Its page frames (pfn, dense
 * from 0) are named machine frames (mfn) by a list that Xen made. What is given back is zeroed
 * first, since Xen hands it to guests as it is.
 */
#ifndef XEN_FRAMES_H
#define XEN_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/mmu.h"

enum { FRAMES_KEPT_MAX = 5, FRAMES_RUNS_MAX = 512 };

struct frames_range {
    uint64_t first;
    uint64_t count;
};

/* Runs of consecutive machine frames, remembered while the list that named them goes. */
struct frames_runs {
    uint32_t count;
    struct frames_range runs[FRAMES_RUNS_MAX];
};

struct frames {
    const uint64_t *p2m; /* machine frame of each page frame */
    uint64_t count;      /* page frames there are */
    struct frames_range kept[FRAMES_KEPT_MAX];
    uint32_t kept_count;
    uint64_t next; /* every free page frame below was taken */
    struct frames_runs taken;
};

/* Frames that are zeroed, and released, once there are enough of them. */
struct frames_batch {
    struct xen *xen;
    bool stay;    /* they are only zeroed */
    int64_t done; /* how many were; the rest is zero at first */
    int error;    /* of the last call that failed; 0: none did */
    uint32_t count;
    uint64_t mfns[XEN_CLEAR_MAX];
};

/*
 * Zeroes and releases frames. Returns the number, or Xen's error. It touches nothing else, so that
 * several CPUs can each do it with frames of their own.
 */
int64_t frames_release(void *xen, const uint64_t *mfns, uint64_t count);

/* Adds a frame; deals with those that are left, and returns how many it were, or the error. */
void frames_batch_add(struct frames_batch *batch, uint64_t mfn);
int64_t frames_batch_end(struct frames_batch *batch);

void frames_init(struct frames *frames, const uint64_t *p2m, uint64_t count);
/* Marks page frames as in use, to be neither taken nor given back. */
void frames_keep(struct frames *frames, uint64_t first, uint64_t count);
/* Takes one free frame; false when there is none. */
bool frames_take(struct frames *frames, uint64_t *mfn);
/* How many are free. */
uint64_t frames_left(struct frames *frames);
/* Zeroes and releases frames: frames_release() by one CPU, with its struct xen. */
typedef int64_t frames_release_by(void *context, const uint64_t *mfns, uint64_t count);
/*
 * Zeroes and gives back free frames, `limit` or up to 2 MiB more: what stays begins, if it can,
 * with a whole extent of 2 MiB, so that domains get such. Returns how many, or Xen's error.
 */
int64_t frames_give_back(struct frames *frames, uint64_t limit, frames_release_by *release,
                         void *context);

/* Adds the machine frames of some page frames; what does not fit into the runs stays kept. */
void frames_runs_add(struct frames_runs *runs, const uint64_t *mfns, uint64_t count);
/*
 * Takes some frames out of the run that has them all. False where none has, or there is no room for
 * the two parts that are left.
 */
bool frames_runs_cut(struct frames_runs *runs, uint64_t first, uint64_t count);
/* Zeroes and gives back all frames of the runs. Returns how many, or Xen's error. */
int64_t frames_runs_give_back(struct xen *xen, struct frames_runs *runs);

#endif
