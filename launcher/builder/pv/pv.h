/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The parts of building a PV address space; the same for a domain and for the next domain 0.
 *
 * Each is 0, or -1 with step and cause in the result. Entry state and layouts:
 * xen/include/public/arch-x86/xen-x86_64.h and xen.h.
 */
#ifndef LAUNCHER_BUILDER_PV_PV_H
#define LAUNCHER_BUILDER_PV_PV_H

#include "launcher/builder/parts/build.h"

/* Gives the domain the pages of its frame list, maps them (b->p2m) and lists them. memory.c */
int build_pv_list_make(struct build *b);
/* Gives it the page frames [first, end), the list's own left out. memory.c */
int build_pv_populate(struct build *b, uint64_t first, uint64_t end);
/*
 * Zeroes the stack and what of the kernel no bytes of its file fill: what a guest gave back
 * meanwhile may come again as it was. Own frames only. memory.c
 */
int build_pv_image_clear(struct build *b);
/* Limits, frame list and all memory of a domain. memory.c */
int build_pv_memory_create(struct build *b);
/* Unmaps the frame list; 0 or Xen's error. memory.c */
int build_pv_list_unmap(struct build *b);
/* Gives the pages of an own frame list back, unmapped, as far as Xen takes them. memory.c */
void build_pv_list_release(struct build *b);

/* Writes the start info, and has Xen fill the hypercall page where there is one. info.c */
int build_pv_info_write(struct build *b);

/* Writes all page tables and has Xen check and pin them. tables.c */
int build_pv_tables_make(struct build *b);

/* Sets up the page shared with Xen and the first vCPU. vcpu.c */
int build_pv_vcpu_set(struct build *b);

#endif
