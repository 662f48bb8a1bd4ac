/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory: giving it to domains and back to Xen, memory maps, grant tables (memory_op), and how much
 * the host has (sysctl).
 *
 * Sources: xen/include/public/{memory,sysctl}.h. Each function returns 0 or -XEN_E*, unless said
 * otherwise. Frames are numbers of 4 KiB pages.
 */
#ifndef XEN_MEMORY_OP_H
#define XEN_MEMORY_OP_H

#include <stdint.h>

#include "core/base/e820.h"
#include "xen/xen.h"

/* The host's memory: all of it, and what is free. KiB. */
int xen_host_memory(struct xen *xen, uint64_t *total_kib, uint64_t *free_kib);

/*
 * Gives a domain memory: `count` extents of 2^order pages at the frames listed. For a PV domain
 * (domain 0 itself: DOMID_SELF) Xen replaces those done by their machine frames. Returns the number
 * of extents done; fewer than `count` means that memory ran out there.
 */
int64_t xen_memory_populate(struct xen *xen, uint32_t domid, uint64_t *frames, uint64_t count,
                            unsigned int order);
/* Returns own frames to Xen; the number done. They must not be mapped. */
int64_t xen_memory_release(struct xen *xen, const uint64_t *mfns, uint64_t count);

/* Gives a domain its memory map: `count` entries, ascending, apart. */
int xen_memory_set_map(struct xen *xen, uint32_t domid, const struct e820_entry *map,
                       uint32_t count);
/* Reads the host's own map, at most *count entries; *count becomes their number. */
int xen_memory_host_map(struct xen *xen, struct e820_entry *map, uint32_t *count);
/* The machine frame of page `frame` of a domain's grant table (version 1 entries), which is made,
 * and those before it. */
int xen_grant_table_frame(struct xen *xen, uint32_t domid, uint32_t frame, uint64_t *mfn);

#endif
