/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PV domain from inside: what it was handed over, the checks of it, and the hypercalls for them.
 *
 * Page frames (pfn) are numbered from 0 by the domain, machine frames (mfn) by the host. Checks
 * keep what is wrong for the report.
 */
#ifndef TESTS_GUEST_PV_PV_H
#define TESTS_GUEST_PV_PV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>

#include "tests/guest/boot.h"
#include "tests/guest/pv/layout.h"

/* The registers that the domain was entered with; entry.S fills it. */
struct pv_entry {
    uint64_t start_info;
    uint64_t stack;
    uint64_t flags;
    uint16_t cs, ss, ds, es, fs, gs;
};

/* At least so many bytes are mapped behind the stack. */
enum { MAP_SPARE = 512 << 10 };

struct pv {
    const struct pv_entry *entry;
    const struct start_info *info;
    bool plain; /* the notes ask for a hypercall page, not for INIT_P2M and MOD_START_PFN */
    bool dom0;  /* it is the initial domain */
    uint64_t list_wanted;  /* where the notes ask for the list, unless plain */
    uint64_t base;         /* where page frame 0 is seen */
    uint64_t image_end;    /* the page frame after the kernel and its symbols */
    uint64_t symbol_count; /* 0 in the plain guest, which does not ask for them */
    uint64_t mapped;       /* pages of the initial mapping */
    uint64_t listed;      /* pages of the list of frames that are mapped at an address of its own */
    const uint64_t *list; /* the mfn of each pfn; NULL unless all of it can be read */
    const volatile uint64_t *m2p; /* the pfn of each mfn, below m2p_count */
    uint64_t m2p_count;
    volatile struct shared_info *shared; /* NULL: could not be mapped */
    bool record_found;                   /* in the ramdisk's last archive: a launcher built this */
    uint32_t record_size;
    uint8_t record_start[8];
};

/* The one domain this is. */
extern struct pv pv_self;

/* An mfn that no page has. */
#define PV_NO_FRAME UINT64_MAX

/* The pfn under an address of the initial mapping, and the other way. */
static inline uint64_t pv_page(const struct pv *pv, uint64_t address)
{
    return (address - pv->base) / 4096;
}

static inline void *pv_address(const struct pv *pv, uint64_t pfn)
{
    return (void *)(uintptr_t)(pv->base + pfn * 4096);
}

/* What the host says of a machine frame; PV_NO_FRAME beyond its table. */
static inline uint64_t pv_pfn(const struct pv *pv, uint64_t mfn)
{
    return mfn < pv->m2p_count ? pv->m2p[mfn] : PV_NO_FRAME;
}

/* Memory that nobody but a launcher promises to have cleared: domain 0's, as Xen builds it. */
static inline bool pv_built_by_xen(const struct pv *pv)
{
    return pv->dom0 && !pv->record_found;
}

/* -- checks, in their order ------------------------------------------------------------------ */

/*
 * Walks the page tables: that each lies where start_info says, that they show the initial mapping
 * and the list, and nothing else. Sets `mapped` and `listed`. tables.c
 */
void pv_check_tables(struct pv *pv, uint64_t root_mfn);

/* The symbols that the notes ask for; moves `image_end` behind them. After pv_check_tables.
 * symbols.c
 */
void pv_check_symbols(struct pv *pv);

/* Bytes [from, end) of a page that must be zero; `text` is the error where one is not. start_info.c
 */
void pv_check_zero(const volatile uint8_t *page, size_t from, size_t end, const char *text);

/* Registers at entry, magic, flags, and that all is packed in Xen's order. start_info.c */
void pv_check_start_info(const struct pv *pv);

/* The list against the host's table; sets `list`. frames.c */
void pv_check_frames(struct pv *pv);
/* What follows the list in its last page. frames.c */
void pv_check_list_end(const struct pv *pv);

/* Finds the ramdisk and fills `boot`; after pv_check_frames. ramdisk.c */
void pv_read_boot(struct pv *pv, struct boot *boot);
/* Looks for the launch record at the ramdisk's end; sets `record_*`. ramdisk.c */
void pv_find_record(struct pv *pv, const struct boot *boot);

/* The page shared with Xen, as it is before the domain touches it. rings.c */
void pv_check_shared_info(const struct pv *pv);
/* Pages and ports of console and store; returns the console's page, NULL without one. rings.c */
void *pv_check_rings(const struct pv *pv);
/* What Xen says of the domain's memory: amount, and the map of it. rings.c */
void pv_check_memory(const struct pv *pv);

/* What only domain 0 has, or must not have. dom0.c */
void pv_check_dom0(const struct pv *pv);
void pv_report_dom0(const struct pv *pv);

/* -- the machine ----------------------------------------------------------------------------- */

/* Makes hypercalls possible; a page that the builder should have filled is checked. xen.c */
void pv_open_hypercalls(const struct pv *pv);

/* Shows a machine frame (address and flags of a table's entry) at a page of the guest. xen.c */
bool pv_map(void *page, uint64_t entry);

/* An XENMEM_* that answers with a number for this domain; ~0 where Xen refuses. xen.c */
uint64_t pv_memory_number(unsigned int operation);

/* Whether the port is closed; whether it is offered to or bound with domain 0. xen.c */
bool pv_port_closed(uint32_t port);
bool pv_port_to_dom0(uint32_t port);

/* A VCPUOP_*: 0, a positive answer, or Xen's error. xen.c */
long pv_vcpu_op(unsigned int operation, uint32_t cpu, void *argument);

/* The machine frame of the top page table. xen.c */
uint64_t pv_root(void);

/* Windows, each one page of the guest's own. window.c */
volatile void *pv_show_shared_info(const struct pv *pv);
/* A page table of one level, read-only, until the next of that level; NULL where Xen refuses. */
const uint64_t *pv_show_table(const struct pv *pv, unsigned int level, uint64_t mfn);

/* Starts vCPU 1 and those after it; returns how many ran, vCPU 0 included. smp.c */
uint32_t pv_start_cpus(const struct pv *pv);

#endif
