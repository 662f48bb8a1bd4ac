/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The steps of the hand-over that have files of their own; each 0, or -1 with step and cause in the
 * result.
 */
#ifndef LAUNCHER_HANDOVER_STEPS_H
#define LAUNCHER_HANDOVER_STEPS_H

#include "launcher/handover/handover.h"
#include "xen/mmu.h"

enum { HANDOVER_BATCH = XEN_CLEAR_MAX };

/* The hand-over that a build is part of. */
static inline struct handover *handover_of(struct build *b)
{
    return (struct handover *)(void *)((char *)b - offsetof(struct handover, build));
}

/* The dom0 that the plan asks for, and its place there; NULL where it asks for none. reckon.c */
const struct lcm_domain *handover_dom0(const struct launch *launch, uint32_t *i);
/* Memory, vCPUs, and what lies where. reckon.c */
int handover_layout(struct build *b);

/* The page frames that the launcher's own are not among: those come last. spare.c */
uint64_t handover_fresh_end(const struct build *b);
/* Whether the spare page frame was taken over with its number. spare.c */
bool handover_is_adopted(const struct handover *h, uint64_t pfn);
/* Takes over the spare page frames, with the numbers that they have. spare.c */
int handover_spare_adopt(struct build *b);

/* First only what is in use: the launch image still takes its own memory. frames.c */
int handover_memory_begin(struct build *b);
/* Gives the launch image back, then takes the rest of the memory. frames.c */
int handover_memory_finish(struct build *b);
/* Numbers the launcher's own frames: the page that is left from, all others last. frames.c */
int handover_own_frames_adopt(struct build *b);

/* Writes the record behind the ramdisk again, once all is known that it tells. leave_record.c */
int handover_record_put(struct build *b);

/* Undoes all that was done, and says so. undo.c */
void handover_undo(struct handover *h);

#endif
