/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's operations as the launcher needs them: one function per operation, layouts inside.
 *
 * Unless said otherwise a function returns 0 (or what it says) on success and -XEN_E* on failure
 * (xen/errno.h). The state is only the version table's row and a count of hypercalls.
 */
#ifndef XEN_XEN_H
#define XEN_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The interface of Xen 4.14, the oldest served; newer ones keep to it. */
#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <xen/xen.h>

#include "core/base/bits.h"
#include "core/base/e820.h"
#include "core/base/page.h"
#include "xen/abi.h"

struct xen {
    const struct xen_abi *abi;
    unsigned int major;
    unsigned int minor;
    uint64_t calls; /* hypercalls issued so far */
};

/* How often to try what undoes: where it fails, memory or a whole domain stays behind. */
enum { XEN_UNDO_TRIES = 4 };

/* Issues one hypercall and counts it. */
int64_t xen_call(struct xen *xen, unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3,
                 uint64_t a4);

/*
 * Finds out which Xen this is and confirms its domctl version by a harmless question. With
 * -ENOSYS the version is unknown (major and minor are filled), other errors are Xen's own: EACCES
 * where its control interface is another than that of the version.
 */
int xen_init(struct xen *xen);
/* Says why this Xen cannot be served, with what is known and what to do. */
enum { XEN_REFUSAL_SIZE = 256 };
void xen_refusal_write(const struct xen *xen, int error, char *buffer, size_t size);

/* Copies Xen's own command line, with a NUL. */
enum { XEN_COMMAND_LINE_SIZE = 1024 };
int xen_command_line(struct xen *xen, char line[XEN_COMMAND_LINE_SIZE]);

/* -- domain control (domctl.c) ------------------------------------------------------------- */

struct xen_create {
    uint32_t domid; /* as asked; EEXIST where it is taken */
    uint8_t handle[16];
    uint32_t vcpus;
    bool pv;
    uint32_t label;           /* of the security module; 0: its default */
    uint32_t grant_version;   /* at most; without effect where xen_limits_grant_version() is not */
    uint32_t grant_frames;    /* at most; XEN_LIMIT_DEFAULT: as Xen's command line says */
    uint32_t maptrack_frames; /* the same */
};

#define XEN_LIMIT_DEFAULT UINT32_MAX

/* Whether this Xen can keep a domain to grant tables of version 1. */
bool xen_limits_grant_version(const struct xen *xen);
/* Creates a PVH (HAP, local APIC only) or PV domain, paused, with all its vCPUs down. */
int xen_domain_create(struct xen *xen, const struct xen_create *create);
int xen_domain_destroy(struct xen *xen, uint32_t domid);
/* Pauses are counted: each is taken back by one unpause. */
int xen_domain_pause(struct xen *xen, uint32_t domid);
int xen_domain_unpause(struct xen *xen, uint32_t domid);
int xen_domain_set_vcpus(struct xen *xen, uint32_t domid, uint32_t vcpus);
int xen_domain_set_max_memory(struct xen *xen, uint32_t domid, uint64_t kib);
/* Sizes the pool that Xen takes the domain's nested page tables from. KiB. */
int xen_domain_set_paging_pool(struct xen *xen, uint32_t domid, uint64_t kib);
/* Loads HVM save records (xen/include/public/arch-x86/hvm/save.h). */
int xen_domain_set_hvm_context(struct xen *xen, uint32_t domid, const void *records, size_t size);
/* The state in which vCPU 0 of a PV domain starts. */
int xen_domain_set_vcpu(struct xen *xen, uint32_t domid, const struct vcpu_guest_context *context);
/* Fills a PV domain's page with Xen's hypercall entries. */
int xen_domain_fill_hypercalls(struct xen *xen, uint32_t domid, uint64_t mfn);

/* What getdomaininfo tells, as far as it is used. */
struct xen_domain_info {
    bool dying;
    bool shut_down;
    uint8_t shutdown_reason; /* SHUTDOWN_*, xen/include/public/sched.h */
    uint64_t pages;
    uint64_t shared_info_mfn; /* of a PV domain */
    uint64_t cpu_time_ns;
    uint32_t vcpus; /* that it may have */
    uint8_t handle[16];
};

/* -ESRCH when there is no domain with exactly this id. */
int xen_domain_info(struct xen *xen, uint32_t domid, struct xen_domain_info *info);

/* The host's memory. KiB. */
int xen_host_memory(struct xen *xen, uint64_t *total_kib, uint64_t *free_kib);

/* -- what CPUID tells (policy.c) ------------------------------------------------------------- */

struct xen_cpuid {
    uint32_t leaf;
    uint32_t subleaf; /* all ones where the leaf has none */
    uint32_t a, b, c, d;
};

enum xen_cpu_policy { XEN_CPU_POLICY_HOST = 1, XEN_CPU_POLICY_PV = 4, XEN_CPU_POLICY_HVM = 5 };

/* Reads the host's policy or a default; at most *count leaves, which becomes their number. */
int xen_cpu_policy_get(struct xen *xen, enum xen_cpu_policy which, struct xen_cpuid *leaves,
                       uint32_t *count);
/* Changes leaves of a domain's policy; those that are not named stay. Before it first runs. */
int xen_domain_set_cpu_policy(struct xen *xen, uint32_t domid, const struct xen_cpuid *leaves,
                              uint32_t count);

/* -- where vCPUs run (schedule.c) ------------------------------------------------------------ */

/* Binds a vCPU to physical CPUs. */
int xen_vcpu_set_affinity(struct xen *xen, uint32_t domid, uint32_t vcpu, const struct bits *hard);
/* The number of the scheduler that Xen was booted with. */
int xen_scheduler(struct xen *xen, uint32_t *scheduler);
/* Makes an empty pool; Xen chooses its number. */
int xen_cpupool_create(struct xen *xen, uint32_t scheduler, uint32_t *pool);
/* It must be empty. */
int xen_cpupool_destroy(struct xen *xen, uint32_t pool);
/* Where it cannot be put into the other pool, it stays in its own. */
int xen_cpupool_move_cpu(struct xen *xen, uint32_t cpu, uint32_t from, uint32_t to);
int xen_cpupool_move_domain(struct xen *xen, uint32_t domid, uint32_t pool);

/* -- for Xen itself (platform.c) ------------------------------------------------------------- */

int xen_microcode_update(struct xen *xen, const void *bytes, uint32_t size);
/* -ENOSYS from these two: this Xen has no XSM. */
int xen_policy_load(struct xen *xen, const void *bytes, uint32_t size);
int xen_label_find(struct xen *xen, const char *label, uint32_t *sid);

/* -- memory (memory.c) --------------------------------------------------------------------- */

/*
 * Gives a domain memory: `count` extents of 2^order pages at the frames listed. For a PV domain
 * (domain 0 itself: DOMID_SELF) Xen replaces those done by their machine frames. Returns the number
 * of extents done; fewer than `count` means that memory ran out there.
 */
int64_t xen_memory_populate(struct xen *xen, uint32_t domid, uint64_t *frames, uint64_t count,
                            unsigned int order);
/* Returns own frames to Xen; the number done. They must not be mapped. */
int64_t xen_memory_release(struct xen *xen, const uint64_t *mfns, uint64_t count);

int xen_memory_set_map(struct xen *xen, uint32_t domid, const struct e820_entry *map,
                       uint32_t count);
/* Reads the host's own map, at most *count entries; *count becomes their number. */
int xen_memory_host_map(struct xen *xen, struct e820_entry *map, uint32_t *count);
/* The machine frame of the first page of a domain's grant table (version 1 entries). */
int xen_grant_table_frame(struct xen *xen, uint32_t domid, uint64_t *mfn);

/* -- page tables and frames (mmu.c) -------------------------------------------------------- */

/* One page table entry to write: machine address of the entry (low bits: command) and its value. */
struct xen_pte_update {
    uint64_t pointer;
    uint64_t value;
};

/* Page table bits; a PV guest's entries get the user bit from Xen. */
#define XEN_PTE_PRESENT  (UINT64_C(1) << 0)
#define XEN_PTE_WRITE    (UINT64_C(1) << 1)
#define XEN_PTE_USER     (UINT64_C(1) << 2)
#define XEN_PTE_ACCESSED (UINT64_C(1) << 5)
#define XEN_PTE_DIRTY    (UINT64_C(1) << 6)
#define XEN_PTE_NX       (UINT64_C(1) << 63)
/* Entries that point to tables; what protects is the last level. */
#define XEN_PTE_TABLE                                                                              \
    (XEN_PTE_PRESENT | XEN_PTE_WRITE | XEN_PTE_USER | XEN_PTE_ACCESSED | XEN_PTE_DIRTY)
#define XEN_PTE_RO (XEN_PTE_PRESENT | XEN_PTE_ACCESSED | XEN_PTE_NX)
#define XEN_PTE_RW (XEN_PTE_RO | XEN_PTE_WRITE | XEN_PTE_DIRTY)

/*
 * Writes own page table entries. `owner` is the domain whose frames they name (DOMID_SELF: own
 * machine frames; a PVH domain: its guest frames). A frame of Xen's that belongs to `owner` (a
 * grant table) is named by machine frame with XEN_PTE_NO_TRANSLATE in `pointer`.
 */
#define XEN_PTE_NO_TRANSLATE UINT64_C(3)
int xen_pte_update(struct xen *xen, const struct xen_pte_update *updates, uint32_t count,
                   uint32_t owner);
/*
 * Tells Xen which page frame each own machine frame is: pointer is the frame's machine address.
 */
#define XEN_PTE_MACHPHYS UINT64_C(1)
/* Makes a frame of `owner` a top-level page table, checked with all below it; takes that back. */
int xen_table_pin(struct xen *xen, uint64_t mfn, uint32_t owner);
int xen_table_unpin(struct xen *xen, uint64_t mfn, uint32_t owner);
/* Forgets all cached translations of this vCPU. */
int xen_tlb_flush(struct xen *xen);
/* Fills own frames with zeros without mapping them. At most XEN_CLEAR_MAX at a time. */
enum { XEN_CLEAR_MAX = 256 };
int xen_frames_clear(struct xen *xen, const uint64_t *mfns, uint32_t count);

/* -- events, parameters, console, waiting (event.c) ---------------------------------------- */

/* Makes an event channel port inside `domid` that domain 0 may bind to. */
int xen_event_offer(struct xen *xen, uint32_t domid, uint32_t *port);
/* Binds an own port to a port offered inside `domid`. */
int xen_event_bind(struct xen *xen, uint32_t domid, uint32_t remote_port, uint32_t *port);
int xen_event_bind_virq(struct xen *xen, uint32_t virq, uint32_t *port);
int xen_event_send(struct xen *xen, uint32_t port);
int xen_event_close(struct xen *xen, uint32_t port);
/* Closes all own ports; what other domains offered to domain 0 stays on offer. */
int xen_event_reset(struct xen *xen);

int xen_hvm_param_set(struct xen *xen, uint32_t domid, uint32_t index, uint64_t value);

void xen_console_write(struct xen *xen, const char *bytes, size_t count);
/* Returns the number of bytes that had been typed, 0 when there are none. */
size_t xen_console_read(struct xen *xen, char *bytes, size_t count);

/*
 * Sleeps until one of the ports has an event pending, or until `deadline` (system time in
 * nanoseconds; 0: for ever). XEN_POLL_MAX ports at most, Xen's own limit.
 */
enum { XEN_POLL_MAX = 128 };
int xen_poll(struct xen *xen, const uint32_t *ports, uint32_t count, uint64_t deadline);

#endif
