/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The machine under the launcher: a 64-bit PV domain with one vCPU, its traps and page tables.
 */
#ifndef LAUNCHER_MACHINE_X86_MACHINE_H
#define LAUNCHER_MACHINE_X86_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/boot.h"
#include "xen/frames.h"
#include "xen/xen.h"

/* Virtual layout, all in own slots of the page tables. */
#define MACHINE_VIRT_BASE   UINT64_C(0xffffffff80000000)
#define MACHINE_WINDOW_BASE UINT64_C(0xffffffff90000000)
#define MACHINE_IMAGE_BASE  UINT64_C(0xffffc00000000000)
#define MACHINE_STORE_BASE  UINT64_C(0xffffc08000000000)
#define MACHINE_P2M_BASE    UINT64_C(0x8000000000)

/* Boundaries set by link.lds. */
extern char machine_text_start[], machine_text_end[], machine_rodata_end[], machine_end[];
/* leave.S: a page of its own; leaves for another kernel, returns where Xen refuses to. */
extern char machine_jump[], machine_jump_data[];
extern char machine_guard[], machine_stack[], machine_stack_end[];

/* trap_entry.S: where Xen enters for an event. */
extern char machine_event[];

/* Says why and parks: the guests run on, the host stays up. */
_Noreturn void machine_die(const char *reason);
/* Blocks for ever. */
_Noreturn void machine_park(void);

/* By whom to block for ever. */
void machine_park_by(struct xen *xen);

/* Makes every exception end in a report of registers and place, then parked. */
void machine_traps_init(struct xen *xen);
/* Tells where Xen leaves the address of a page fault. */
void machine_traps_place(const struct shared_info *shared);

/* Where the bootstrap page tables are and what of them may be changed. */
struct machine_paging {
    uint64_t chunk_mfn; /* machine frame of MACHINE_VIRT_BASE; consecutive from there */
    uint64_t chunk_pages;
    uint64_t root_mfn; /* the top-level table */
    uint64_t first_table;
    uint64_t table_count; /* pages of the chunk that hold Xen's bootstrap tables */
};

void machine_paging_init(struct machine_paging *paging, const struct start_info *info);
/*
 * Gives every page of the chunk the protection it needs (text read-only and executable, constants
 * read-only, data not executable, everything unused and the guard page unmapped), and hangs the
 * window tables in. 0 or Xen's error.
 */
int machine_paging_protect(struct xen *xen, const struct machine_paging *paging);
/* Fills in boot->windows; valid after machine_paging_protect. */
void machine_paging_windows(const struct machine_paging *paging, struct boot *boot);
/* Maps the shared_info page at machine address `address`; NULL on failure. */
struct shared_info *machine_paging_map_shared(struct xen *xen, const struct machine_paging *paging,
                                              uint64_t address);
/* Maps own frames [first_pfn, first_pfn + count) from the start of a slot of the top-level table
 * on, with the bits `bits` (XEN_PTE_*), tables taken from `frames`. 0, Xen's error, or -XEN_ENOMEM.
 */
int machine_paging_map(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                       uint64_t address, uint64_t first_pfn, uint64_t count, uint64_t bits);
/* Empties one slot of the top-level table: everything mapped below it is unmapped. */
int machine_paging_drop(struct xen *xen, const struct machine_paging *paging, uint64_t address);

#endif
