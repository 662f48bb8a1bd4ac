/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The machine under the launcher: a 64-bit PV domain, its vCPUs, traps and page tables.
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
#define MACHINE_REST_BASE   UINT64_C(0xffffc10000000000)
#define MACHINE_P2M_BASE    UINT64_C(0x8000000000)

/*
 * Stacks of further CPUs, each above a page where nothing is mapped, in the first table of the
 * windows: behind the page shared with Xen and the grants.
 */
enum { MACHINE_STACK_PAGES = 4, MACHINE_STACKS_FIRST = 64 };
#define MACHINE_STACK_STEP  ((MACHINE_STACK_PAGES + 1) * XEN_PAGE_SIZE)
#define MACHINE_STACKS_BASE (MACHINE_WINDOW_BASE + MACHINE_STACKS_FIRST * XEN_PAGE_SIZE)
#define MACHINE_STACKS_SIZE ((BOOT_CPUS_MAX - 1) * MACHINE_STACK_STEP)

/* Boundaries set by link.lds. */
extern char machine_text_start[], machine_text_end[], machine_rodata_end[], machine_end[];
/* leave.S: a page of its own; leaves for another kernel, returns where Xen refuses to. */
extern char machine_jump[], machine_jump_data[];
/* The same page, in which a CPU that goes rests: called with the tables to rest on and its vCPU. */
extern char machine_rest[];
/* Where compiled code finds its stack guard, on every CPU. */
extern char machine_thread[];
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
/* The same on a further CPU. */
void machine_traps_enter(struct xen *xen);
/* Whether a CPU has reported one: then nothing goes on. */
bool machine_is_dead(void);
/* Tells where Xen leaves the address of a page fault, and the vCPU of the second CPU. */
void machine_traps_place(const struct shared_info *shared, uint32_t second);

/* sha256.c: looks whether the CPUs hash by instructions; before that they are not used. */
void machine_sha_init(void);

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
/* Makes a top-level table that shows one page only: that of machine_rest, at MACHINE_REST_BASE; it
 * is shown there by the launcher's own tables, too. As machine_paging_map(). */
int machine_paging_rest(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                        uint64_t *top_mfn);
/* Empties one slot of the top-level table: everything mapped below it is unmapped. */
int machine_paging_drop(struct xen *xen, const struct machine_paging *paging, uint64_t address);

/* -- further CPUs (cpu.c) -------------------------------------------------------------------------
 */

/* Which CPU runs this, by its stack: 0 for the first. */
static inline uint32_t machine_cpu_number(void)
{
    uint64_t here = (uint64_t)(uintptr_t)__builtin_frame_address(0);

    return here - MACHINE_STACKS_BASE < MACHINE_STACKS_SIZE
               ? (uint32_t)((here - MACHINE_STACKS_BASE) / MACHINE_STACK_STEP) + 1
               : 0;
}

/* The launcher's own tables, and the frames that are free: until memory is given back. start.c */
void machine_cpus_memory(const struct machine_paging **tables, struct frames **free);

#endif
