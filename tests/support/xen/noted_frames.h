/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Hypercalls that note for each frame of the launcher what was done with it, in place of Xen's or
 * the fake Xen's; for programs that make no other hypercall.
 */
#ifndef TESTS_SUPPORT_XEN_NOTED_FRAMES_H
#define TESTS_SUPPORT_XEN_NOTED_FRAMES_H

#include <stdint.h>

#include "xen/frames.h"
#include "xen/hypercall.h"

enum { NOTED_FRAMES = 3000 };

/* What was done with a frame. */
enum noted { IN_USE, CLEARED, RELEASED };

/* Machine frames as a host has them: runs, far apart, the higher first. */
extern uint64_t noted_p2m[NOTED_FRAMES];

/* The frames of the launcher, runs to remember some in, and the door to the hypercalls. */
extern struct frames noted_frames;
extern struct frames_runs noted_runs;
extern struct xen noted_xen;

/* How many calls come before Xen refuses. */
extern unsigned int noted_calls_left;

/* A setup of cmocka: all frames are in use and free to be given back, and no call is refused. */
int noted_frames_make(void **state);

/* The machine frame that stands behind a page frame. */
uint64_t noted_mfn(uint64_t pfn);

/* Checks that this was done with the page frames from `first` up to `end`. */
void noted_assert(uint64_t first, uint64_t end, enum noted expected);

#endif
