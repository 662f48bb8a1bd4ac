/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The machine's memory, and which of its frames nobody has.
 *
 * Frames are numbers of 4 KiB pages (mfn). Domain 0 starts with the launcher's chunk, the image and
 * what is spare; the rest is free.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

struct sim;

enum {
    /* Where machine memory starts, so that no frame has the number 0. */
    SIM_FRAME_FIRST = 0x1000,
    SIM_CHUNK_PAGES = 1024,  /* the launcher itself: domain 0's first page frames */
    SIM_SCRATCH_FIRST = 256, /* in the chunk; tables and everything else come before */
};

/* Makes the machine's memory and gives domain 0 its part of it. False with errno. */
bool machine_make(struct sim *sim);
void machine_free(struct sim *sim);
uint8_t *frame_bytes(const struct sim *sim, uint64_t mfn);
bool frame_is_zero(const struct sim *sim, uint64_t mfn);
/* Takes 2^order free frames; false where there are none. */
bool memory_take(struct sim *sim, unsigned int order, uint64_t *mfn);
/* Takes single frames that nobody ever names (Xen's own tables); all or none. */
bool memory_reserve(struct sim *sim, uint64_t pages);
void memory_unreserve(struct sim *sim, uint64_t pages);
/* Gives frames back; `scrub`: Xen zeroes them, as it does for a dying domain's. */
void memory_give(struct sim *sim, uint64_t mfn, uint64_t count, bool scrub);
/* Pages that Xen counts as free. */
uint64_t memory_free_pages(const struct sim *sim);

#endif
