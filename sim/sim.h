/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen: hypercall() for hosted builds, so that a whole launch runs as an ordinary process.
 *
 * It decodes every hypercall of the launcher from raw memory by layouts of its own, and checks the
 * arguments as Xen does. A call that Xen would refuse because the caller is wrong is recorded as a
 * fault (sim_faults); running out of memory or a refusal asked for by a test is not. The fake
 * serves one launch at a time: there is one sim alive in a process.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/e820.h"
#include "xen/boot.h"

struct sim;

/* A PCI device of the host, as the firmware left it. */
struct sim_pci_device {
    uint32_t sbdf;
    uint8_t space[256];  /* its configuration space */
    uint32_t lengths[7]; /* what its BARs read after all ones were written; the last: its ROM */
    bool can_reset;      /* a second domain may have it */
};

struct sim_config {
    unsigned int minor;      /* Xen 4.minor, 14 to 22 */
    uint64_t free_kib;       /* what Xen has free at the start */
    uint64_t spare_kib;      /* what domain 0 has beside the launcher and its image; not zeroed */
    uint64_t withheld_kib;   /* of what Xen counts as free: not to be had (another's claim) */
    unsigned int order_max;  /* of the free memory's extents; 0: not fragmented */
    unsigned int says_minor; /* what it answers when asked for its version; 0: minor */
    unsigned int says_major; /* the same; 0: 4 */
    uint32_t domctl_version; /* 0: that of the version; so below */
    uint32_t sysctl_version;
    const void *image; /* NULL: none */
    uint64_t image_size;
    const char *options;   /* of the launcher; NULL: none */
    uint32_t vcpus;        /* of domain 0; 0: 1 */
    uint32_t helpers_most; /* of them that it can start; 0: all */
    bool helpers_stay;     /* one of them cannot be stopped */
    uint64_t hole_kib;     /* where the host's own memory map has a hole of 1 MiB; 0: none more */
    uint32_t host_cpus;    /* 0: 4 */
    uint32_t scheduler;    /* 0: credit2 */
    bool has_xsm;
    int microcode_error;      /* Xen's answer to microcode; 0: taken */
    const char *command_line; /* Xen's own; NULL: it has no serial console */
    uint32_t
        line_rate; /* bytes a second that its serial line sends; 0: the console loses nothing */
    bool intel;    /* its processors; else AMD's */
    const uint32_t *refused; /* domids of domains that it does not create */
    uint32_t refused_count;
    bool has_iommu;
    const struct sim_pci_device *pci;
    uint32_t pci_count;
};

/* NULL with errno when the host lacks memory, or EINVAL for a version that is not known. */
struct sim *sim_new(const struct sim_config *config);
void sim_free(struct sim *sim);

/* What the machine hands to the phases of a launch. */
struct boot *sim_boot(struct sim *sim);

/* -- asking for trouble ------------------------------------------------------------------------ */

/*
 * Makes hypercall number `call` (from 1) fail with Xen's errno value `error` (positive). A few
 * calls may be asked for.
 */
void sim_fail_call(struct sim *sim, uint64_t call, int error);
/* Makes a populate that is hypercall number `call` do only the first half of its extents. */
void sim_shorten_call(struct sim *sim, uint64_t call);

/* -- watching ---------------------------------------------------------------------------------- */

/* One hypercall as it was served. The text is valid during the callback only. */
struct sim_operation {
    uint64_t number; /* from 1 */
    int64_t result;
    bool requested; /* it failed because sim_fail_call said so */
    bool counted;   /* the result is a number of things done */
    int32_t domid;  /* the domain it was about; -1: none */
    const char *words;
};

typedef void sim_trace_fn(void *context, const struct sim_operation *operation);
void sim_trace(struct sim *sim, sim_trace_fn *trace, void *context);

uint64_t sim_calls(const struct sim *sim);
/* What a real Xen takes time for beside them, since the start. */
struct sim_work {
    uint64_t created;   /* domains */
    uint64_t extents;   /* that were given to domains, domain 0 as well ... */
    uint64_t populated; /* ... and their pages, which Xen scrubs */
    uint64_t mapped;    /* pages that entries of windows were made for */
};
struct sim_work sim_work(const struct sim *sim);
/* Everything the caller did wrong, a line each; "" when nothing. */
const char *sim_faults(const struct sim *sim);
/* Checks the fake's own books: every frame has one owner. "" or what is wrong. */
const char *sim_audit(const struct sim *sim);

/* Everything that was written to the host's console. */
const char *sim_console(const struct sim *sim);
void sim_console_clear(struct sim *sim);

/* The serial line: what waits for it in Xen's buffer, the most that did, and what was lost. */
struct sim_line {
    uint64_t waiting;
    uint64_t most;
    uint64_t lost;
    uint64_t looked; /* when the line has sent what is not waiting */
    bool is_dropping;
};
struct sim_line sim_line(struct sim *sim);

uint64_t sim_free_kib(const struct sim *sim);
/* Frames that domain 0 owns. */
uint64_t sim_own_frames(const struct sim *sim);
/* The machine frame of each of domain 0's page frames, as Xen tells it at the start. */
const uint64_t *sim_p2m(const struct sim *sim, uint64_t *count);
/* Event channels that domain 0 holds. */
uint32_t sim_own_ports(const struct sim *sim);
/* Domains alive beside domain 0, and destroyed ones that a mapping keeps. */
uint32_t sim_domains(const struct sim *sim);
uint32_t sim_zombies(const struct sim *sim);
/* Whether the launcher left for the next domain 0, and where to. */
bool sim_left(const struct sim *sim, struct boot_jump *jump);
/* Whether the host ended, and domain 0's reason, SHUTDOWN_* of xen/include/public/sched.h. */
bool sim_ended(const struct sim *sim, uint32_t *reason);
/* Reads by virtual address through page tables; false where nothing is mapped. */
bool sim_space_read(const struct sim *sim, uint64_t top, uint64_t address, void *bytes,
                    size_t count);
/* Reads or writes bytes of a machine frame; false where there is none. */
bool sim_frame_read(const struct sim *sim, uint64_t mfn, size_t offset, void *bytes, size_t count);
bool sim_frame_write(struct sim *sim, uint64_t mfn, size_t offset, const void *bytes, size_t count);
/* The page frame that a PV domain's machine frame is, as Xen tells. */
uint64_t sim_m2p(const struct sim *sim, uint64_t mfn);
/* Pages of domain 0's windows that show something of the domain. */
uint32_t sim_mapped(const struct sim *sim, uint32_t domid);
/* Own frames that windows show (scratch pages). */
uint32_t sim_mapped_own(const struct sim *sim);

/* What Xen itself was given: sizes and first bytes. */
struct sim_given {
    uint32_t microcode_size;
    uint8_t microcode_first;
    uint32_t policy_size;
    uint8_t policy_first;
};
struct sim_given sim_given(const struct sim *sim);

/* A cpupool, by its number; the first 64 CPUs as bits. False when there is none. */
struct sim_pool_view {
    uint32_t scheduler;
    uint64_t cpus;
};
bool sim_pool_view(const struct sim *sim, uint32_t pool, struct sim_pool_view *view);
/* Domain 0's share of CPUs that others want, too. */
enum { SIM_WEIGHT = 256 /* at first, as Xen's */ };
uint16_t sim_weight(const struct sim *sim);

/* The label that the fake's security module gives "system_u:system_r:domU_t". */
enum { SIM_LABEL = 17 };

/* A PCI device now. False when there is none. */
struct sim_pci_view {
    uint32_t owner; /* 0, a domain, or DOMID_IO */
    bool used;      /* a domain had it since its last reset */
    uint32_t pirqs; /* interrupts of it that domains have */
    uint8_t space[256];
};
bool sim_pci_view(const struct sim *sim, uint32_t sbdf, struct sim_pci_view *view);

/* What became of a domain. */
struct sim_domain_view {
    uint8_t handle[16];
    uint32_t vcpus;
    bool running;
    uint64_t pages;
    uint64_t limit_kib;
    uint64_t pool_kib;
    uint64_t lost;       /* of the pages: that have no place in its memory */
    uint64_t extents[3]; /* of 4 KiB, 2 MiB, 1 GiB */
    uint64_t entry;      /* rip and rbx of its first vCPU */
    uint64_t start_info;
    bool pv;
    uint64_t top;          /* PV: its top-level page table */
    uint64_t params[3];    /* PVH: STORE_PFN, STORE_EVTCHN, MONITOR_RING_PFN */
    uint32_t console_port; /* its own number */
    uint64_t grants[2];    /* the first two grant entries */
    uint32_t grant_count;  /* frames of its grant table that were made */
    uint32_t map_count;
    const struct e820_entry *map;
    uint32_t pool;
    uint64_t affinity[4]; /* of its first vCPUs, as bits; 0: not bound */
    uint32_t label;
    uint32_t grant_version;
    int32_t grant_frames; /* -1: Xen's default; so below */
    int32_t maptrack_frames;
    uint32_t event_channels;
};
/* What CPUID tells a domain; subleaf all ones where it has none. False where it has no such leaf.
 */
bool sim_cpuid(const struct sim *sim, uint32_t domid, uint32_t leaf, uint32_t subleaf,
               uint32_t registers[4]);
/* An entry of version 1 in its grant table, as one number; 0: none, or no such frame was made. */
uint64_t sim_grant(const struct sim *sim, uint32_t domid, uint32_t reference);
/* Whom an own port of a domain is offered to; SIM_NOBODY: it is not offered. */
enum { SIM_NOBODY = 0xffff };
uint32_t sim_offer(const struct sim *sim, uint32_t domid, uint32_t port);
/* False when no such domain is alive. */
bool sim_domain_view(const struct sim *sim, uint32_t domid, struct sim_domain_view *view);

/* -- acting as a guest, and as the person at the console ------------------------------------------
 */

bool sim_guest_read(const struct sim *sim, uint32_t domid, uint64_t address, void *bytes,
                    size_t count);
bool sim_guest_write(struct sim *sim, uint32_t domid, uint64_t address, const void *bytes,
                     size_t count);
/* Writes text into its console ring as far as it has room, and signals. Returns how much. */
size_t sim_guest_print(struct sim *sim, uint32_t domid, const char *text);
/* Takes what was typed to it, up to `size` - 1 characters, as a string. */
size_t sim_guest_typed(struct sim *sim, uint32_t domid, char *text, size_t size);
/* Signals its console's event channel, whatever the ring says. */
void sim_guest_signal(struct sim *sim, uint32_t domid);
/* How often its console's event channel was signalled by domain 0. */
uint32_t sim_guest_signals(const struct sim *sim, uint32_t domid);

/* Grants domain 0 to write a page, by its place in the domain's memory. False where it cannot. */
bool sim_guest_grant(struct sim *sim, uint32_t domid, uint32_t ref, uint64_t pfn);
/* Offers domain 0 a port; 0: it has no more. */
uint32_t sim_guest_offer(struct sim *sim, uint32_t domid);
/* Signals domain 0 through a port; how often that was signalled by domain 0. */
uint32_t sim_guest_port_signal(struct sim *sim, uint32_t domid, uint32_t port);

/* -- at its store ring (store.c); none of them does anything where it was told of no store --------
 */

/* Writes bytes into the ring as far as it has room, and signals. Returns how many. */
size_t sim_guest_store_send(struct sim *sim, uint32_t domid, const void *bytes, size_t count);
/* Takes what the ring has for it, and signals where there was something. Returns how many. */
size_t sim_guest_store_take(struct sim *sim, uint32_t domid, void *bytes, size_t size);
/* Reads a word of the ring's page; writes one, and signals. False where there is none. */
bool sim_guest_store_page(const struct sim *sim, uint32_t domid, size_t offset, uint32_t *word);
bool sim_guest_store_spoil(struct sim *sim, uint32_t domid, size_t offset, uint32_t word);
/* Signals its store's event channel; how often it was signalled by domain 0. */
void sim_guest_store_signal(struct sim *sim, uint32_t domid);
uint32_t sim_guest_store_signals(const struct sim *sim, uint32_t domid);

/* The domain shuts down with SHUTDOWN_* of xen/include/public/sched.h. */
void sim_guest_shutdown(struct sim *sim, uint32_t domid, uint8_t reason);

/*
 * Has `act` called before each hypercall is served, with its number: guests run beside the
 * launcher, and may do then what follows here. Each needs a domain that is unpaused and has not
 * shut down.
 */
typedef void sim_between_fn(void *context, uint64_t call);
void sim_between(struct sim *sim, sim_between_fn *act, void *context);

/* Closes a port of its own. */
bool sim_guest_close(struct sim *sim, uint32_t domid, uint32_t port);
/* Fills its console's page, the indexes too, with bytes by a rule, and signals. */
bool sim_guest_spoil_ring(struct sim *sim, uint32_t domid, uint32_t seed);
/* A PVH domain gives pages back, not zeroed, or takes more up to its limit. How many it did. */
uint64_t sim_guest_give_back(struct sim *sim, uint32_t domid, uint64_t pages);
uint64_t sim_guest_grow(struct sim *sim, uint32_t domid, uint64_t pages);
/* Another domain maps some of its memory, which stays through its destruction until it lets go. */
void sim_hold(struct sim *sim, uint32_t domid);
void sim_let_go(struct sim *sim, uint32_t domid);
/* Time passes in which nothing happens. */
void sim_pass(struct sim *sim, uint64_t nanoseconds);

/* Types at the host's console. */
void sim_type(struct sim *sim, const char *text);

/* How often domain 0 slept: until a deadline, or with nothing that could wake it. */
struct sim_sleeps {
    uint32_t timed;
    uint32_t endless;
};
struct sim_sleeps sim_sleeps(const struct sim *sim);

#endif
