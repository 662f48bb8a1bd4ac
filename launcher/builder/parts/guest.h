/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing into the memory of the domain being built, through the copy window.
 */
#ifndef LAUNCHER_BUILDER_PARTS_GUEST_H
#define LAUNCHER_BUILDER_PARTS_GUEST_H

#include "launcher/builder/parts/build.h"
#include "launcher/cpus/pool.h"

/* A page of the domain as mappings name it: PVH by guest frame, PV by machine frame. */
static inline uint64_t guest_frame(const struct build *b, uint64_t pfn)
{
    return b->p2m ? b->p2m[pfn] : pfn;
}

/*
 * Shows up to CPU_PAGES pages of the domain, in a row from `pfn` on, to a CPU in its part of the
 * load window: at *shown. For jobs. 0 or Xen's error.
 */
int guest_show(const struct build *b, const struct cpu *cpu, uint64_t pfn, uint32_t pages,
               uint8_t **shown);

/* Writes `count` bytes of `source` at guest-physical `address`. 0 or Xen's error. */
int guest_write(struct build *b, uint64_t address, const void *source, uint64_t count);

#endif
