/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the files of the fake Xen share: its state, and the parts that serve each hypercall.
 */
#ifndef SIM_INTERNAL_H
#define SIM_INTERNAL_H

#include "sim/layouts.h"
#include "sim/ranges.h"
#include "sim/sim.h"

#include "xen/errno.h"
#include <xen/hvm/params.h>

enum {
    SIM_DOMAINS_MAX = 272,
    SIM_POOLS_MAX = 24,
    SIM_CPUS = 4, /* of the host, unless the test says otherwise */
    SIM_CPUS_MAX = 64,
    SIM_CPU_FREE = 0xfffe, /* in no pool */
    SIM_CPU_ABSENT = 0xffff,
    SIM_PORTS_MAX = 320,
    SIM_MAP_MAX = 16,
    SIM_FAILURES_MAX = 8,
    SIM_TYPED_MAX = 4096,
    SIM_CPUID_MAX = 32, /* leaves that a domain's builder changes */
    SIM_WORDS_SIZE = 256,
    /* Where machine memory starts, so that no frame has the number 0. */
    SIM_FRAME_FIRST = 0x1000,
    SIM_CHUNK_PAGES = 1024,      /* the launcher itself: domain 0's first page frames */
    SIM_TICK_NS = 1000,          /* what one hypercall takes */
    SIM_CHANNEL_PORT_MAX = 4095, /* of the two-level event channels */
    SIM_CONSOLE_INFO_SIZE = 40,  /* of the screen's description that domain 0 finds */
    SIM_HYPERCALL_BYTE = 0xf1,   /* what stands for Xen's hypercall entries */
    /*
     * Of the window for frame lists: 64 GiB of memory, half of what a launcher can list. Each page
     * may take a mapping of its own, and of those Linux gives a process 65530.
     */
    SIM_P2M_PAGES = 32768,
    SIM_SCRATCH_FIRST = 256, /* in the chunk; tables and everything else come before */
};

#define SIM_SHARED_ADDRESS UINT64_C(0x7f000)
#define SIM_JUMP_ADDRESS   UINT64_C(0xffffffff80001000)

/* Text that grows. */
struct sim_text {
    char *text;
    size_t used;
    size_t room;
};

struct sim_extent {
    uint64_t gfn;
    uint64_t mfn;
    uint64_t count;
};

struct sim_port {
    enum { PORT_FREE, PORT_UNBOUND, PORT_BOUND, PORT_VIRQ } state;
    uint32_t remote_domid;
    uint32_t remote_port;
    uint32_t virq;
    uint32_t signals;
};

/* A leaf of CPUID that a domain was given. */
struct sim_cpuid {
    uint32_t leaf;
    uint32_t subleaf; /* all ones: none */
    uint32_t registers[4];
};

struct sim_domain {
    uint32_t domid;
    bool dying;
    bool paused;
    bool started; /* unpaused at least once */
    bool shut_down;
    uint8_t reason;
    struct sim_create create;
    bool has_vcpus;
    bool has_context;
    uint64_t entry;
    uint64_t start_info;
    uint64_t pages;
    uint64_t pages_max;
    uint64_t pool_pages;
    uint64_t pool_used; /* of those, by tables */
    bool has_pool;
    uint64_t *table_list;   /* the nested page tables that were needed */
    uint64_t table_last[4]; /* of each level; 0: none */
    size_t table_count;
    size_t table_room;
    uint64_t lost;              /* pages that have no place in it, for want of a table */
    uint64_t grant_mfn;         /* 0: no grant table yet */
    uint64_t shared_mfn;        /* PV: the page that it shares with Xen */
    uint64_t pinned;            /* PV: its top-level page table; 0: none */
    uint64_t tables;            /* page tables in use below it, and itself */
    struct sim_extent *extents; /* sorted by gfn */
    size_t extent_count;
    size_t extent_room;
    uint64_t extents_done[3];
    uint64_t params[HVM_NR_PARAMS];
    struct sim_port ports[SIM_PORTS_MAX];
    uint32_t map_count;
    struct e820_entry map[SIM_MAP_MAX];
    uint32_t pool;
    uint64_t affinity[128]; /* of each vCPU, the first 64 CPUs; 0: not bound */
    uint32_t cpuid_count;
    struct sim_cpuid cpuid[SIM_CPUID_MAX];
};

struct sim_pool {
    bool live;
    uint32_t scheduler;
};

/* Where a PV kernel starts: virtual addresses. */
struct sim_start {
    uint64_t entry;
    uint64_t stack; /* its end */
    uint64_t info;
};

/* What a page of a window shows; mfn 0: nothing. */
struct sim_view {
    uint64_t mfn;
    uint32_t domid; /* whose frame */
    bool writable;
};

struct sim_window {
    uint8_t *base;
    uint64_t entries; /* machine address of its first page table entry; 0: none of its own */
    uint32_t pages;
    struct sim_view *now;   /* as the page table says */
    struct sim_view *shown; /* as the TLB may still have it */
    bool stale;             /* they differ somewhere */
    uint32_t touched;       /* pages from here on were never mapped */
};

/* How often a frame is mapped, by a page table or still by the TLB. */
struct sim_uses {
    uint16_t mapped;
    uint16_t writable;
};

enum { WINDOW_LOAD, WINDOW_RINGS, WINDOW_COPY, WINDOW_P2M, WINDOW_IMAGE, WINDOWS };

struct sim {
    struct sim_config config;
    const struct sim_layouts *layouts;
    struct boot boot;
    struct shared_info *shared;
    struct sim_window windows[WINDOWS];
    uint64_t image_entry; /* machine address of the entry under which the image is mapped */

    int fd;          /* machine memory: frame n at offset n * 4096 */
    uint8_t *memory; /* all of it */
    uint64_t frame_end;
    struct sim_ranges free;
    struct sim_ranges own; /* domain 0's */
    uint64_t *p2m;
    uint64_t p2m_count;
    uint64_t *m2p;         /* page frame of each machine frame, as PV domains were told */
    uint8_t *levels;       /* of frames that are page tables; else 0 */
    struct sim_uses *uses; /* of each frame, by the windows */
    uint64_t reserved;     /* pages of `free` that Xen's own tables have taken */
    struct sim_domain *domains[SIM_DOMAINS_MAX]; /* [0] is domain 0 */
    struct sim_pool pools[SIM_POOLS_MAX];
    uint32_t cpu_pool[SIM_CPUS_MAX]; /* the pool of each CPU */
    struct sim_given given;

    uint64_t calls;
    struct sim_failure {
        uint64_t call;
        int error;
    } failures[SIM_FAILURES_MAX];
    uint32_t failure_count;
    uint64_t short_call;
    struct sim_operation operation;
    char words[SIM_WORDS_SIZE];
    sim_trace_fn *trace;
    void *trace_context;
    sim_between_fn *act;
    void *act_context;
    struct sim_text faults;
    struct sim_text console;
    struct sim_line line;
    char typed[SIM_TYPED_MAX];
    size_t typed_count;
    struct sim_sleeps sleeps;
    struct start_info *start;
    struct boot_jump jump;
    bool left;
};

/* -- sim.c ---------------------------------------------------------------------------------------
 */

/* Memory of the host's, or the end of the process: the fake has no other answer. */
void *sim_alloc(size_t size);
/* Makes room for `count` elements of `size` bytes in a list that has room for `*room`. */
void *sim_grow(void *list, size_t *room, size_t count, size_t size);
void sim_text_append(struct sim_text *text, const char *bytes, size_t count);

/* -- hypercall.c ---------------------------------------------------------------------------------
 */

/* Says what the call being served is about, for the trace. */
void sim_say(struct sim *sim, int32_t domid, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells the trace of what the machine does by hypercalls of its own. */
void sim_tell(struct sim *sim, int32_t domid, const char *words);
/* Records that the caller is wrong; returns -error. */
int64_t sim_fault(struct sim *sim, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* -- line.c --------------------------------------------------------------------------------------
 */

/* Writes to the host's console, as far as its line takes it. */
void line_write(struct sim *sim, const char *bytes, size_t count);

/* -- machine.c -----------------------------------------------------------------------------------
 */

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

/* -- windows.c -----------------------------------------------------------------------------------
 */

bool windows_make(struct sim *sim);
void windows_free(struct sim *sim);
/* The page that the entry at this machine address maps; false when it is no window's. */
bool window_find(struct sim *sim, uint64_t address, struct sim_window **window, uint32_t *page);
/* Writes an entry. It shows at once where nothing was cached, else after a flush. */
void window_set(struct sim *sim, struct sim_window *window, uint32_t page, struct sim_view view);
/* Lets the address ranges show what the page tables say. */
void windows_settle(struct sim *sim);
void windows_flush(struct sim *sim);
/* Whether a page table, or the TLB, still has the frame; whether so that it can be written. */
bool frame_is_mapped(const struct sim *sim, uint64_t mfn);
bool frame_is_mapped_writable(const struct sim *sim, uint64_t mfn);
/* Unmaps everything. */
void windows_clear(struct sim *sim);
uint32_t windows_count(const struct sim *sim, uint32_t domid);

/* -- domain.c ------------------------------------------------------------------------------------
 */

/* Also finds a dying one; NULL when there is none. */
struct sim_domain *domain_find(const struct sim *sim, uint32_t domid);
/* NULL, with `*result`, when Xen would refuse the domid or had no room. */
struct sim_domain *domain_new(struct sim *sim, uint32_t domid, const struct sim_create *create,
                              int64_t *result);
void domain_kill(struct sim *sim, struct sim_domain *domain);
/* Lets destroyed domains go that nothing maps any more. */
void domains_reap(struct sim *sim);
/* Releases the fake's own memory of a domain. */
void domain_free(struct sim_domain *domain);
/* 0 when nothing is there. */
uint64_t domain_mfn(const struct sim_domain *domain, uint64_t gfn);
bool domain_is_pv(const struct sim_domain *domain);
/* Whether any of the frames is populated. */
bool domain_has_any(const struct sim_domain *domain, uint64_t gfn, uint64_t count);
void domain_extent_add(struct sim_domain *domain, uint64_t gfn, uint64_t mfn, uint64_t count);

/* -- spaces.c, start.c, pv.c, handover.c: PV address spaces
 * ------------------------------------------------
 */

bool frame_is_owned(const struct sim *sim, const struct sim_domain *domain, uint64_t mfn);
/* Whether it is a table of a pinned tree: then nobody may write it. */
bool frame_is_table(const struct sim *sim, uint64_t mfn);
int64_t space_pin(struct sim *sim, struct sim_domain *domain, uint64_t mfn);
int64_t space_unpin(struct sim *sim, struct sim_domain *domain, uint64_t mfn);
/* The frame that an address shows, with the bits of its last entry; 0: none. */
uint64_t space_find(const struct sim *sim, uint64_t top, uint64_t address, uint64_t *bits);
/*
 * NULL, or what a PV kernel could not start with: its first vCPU's state, through its pinned
 * tables. Copies the start info.
 */
const char *start_wrong(const struct sim *sim, const struct sim_domain *domain,
                        const struct sim_start *start, struct start_info *info);
int64_t pv_context_set(struct sim *sim, struct sim_domain *domain, uint64_t address);
int64_t pv_hypercalls_fill(struct sim *sim, struct sim_domain *domain, uint64_t mfn);
/* Domain 0 as it is at its start; before it, its list of frames was made. */
void handover_make(struct sim *sim);

/* -- paging.c ------------------------------------------------------------------------------------
 */

/* Takes the tables for an extent; false where the pool is used up. */
bool paging_map(struct sim_domain *domain, uint64_t gfn, unsigned int order);

/* -- event.c, console.c --------------------------------------------------------------------------
 */

void port_signal(struct sim *sim, struct sim_domain *domain, uint32_t port);
void virq_raise(struct sim *sim, uint32_t virq);
/* Frees a port; its other end, where there is one, becomes unbound. */
void port_close(struct sim *sim, struct sim_domain *domain, uint32_t port);

/* -- the hypercalls; each returns what Xen returns
 * ------------------------------------------------- */

int64_t serve_domctl(struct sim *sim, uint64_t address);   /* domctl.c */
int64_t serve_sysctl(struct sim *sim, uint64_t address);   /* domctl.c */
int64_t serve_platform(struct sim *sim, uint64_t address); /* platform.c */
int64_t serve_xsm(struct sim *sim, uint64_t address);      /* platform.c */
/* Parts of a domctl and a sysctl; the bytes of their operation are changed in place. schedule.c */
int64_t serve_affinity(struct sim *sim, struct sim_domain *domain, uint8_t *operation);
int64_t serve_cpupool(struct sim *sim, uint8_t *bytes);
/* The same of CPU policies. cpuid.c */
int64_t serve_cpu_policy(struct sim *sim, uint8_t *operation);
int64_t serve_cpu_policy_set(struct sim *sim, struct sim_domain *domain, const uint8_t *operation);
/* All CPUs in the first pool. schedule.c */
void schedule_make(struct sim *sim);
int64_t serve_memory(struct sim *sim, uint64_t command, uint64_t address); /* memory.c */
int64_t serve_mmu_update(struct sim *sim, uint64_t requests, uint64_t count, uint64_t done,
                         uint64_t foreign); /* mmu.c */
int64_t serve_mmuext(struct sim *sim, uint64_t operations, uint64_t count, uint64_t done,
                     uint64_t foreign);                                   /* mmu.c */
int64_t serve_event(struct sim *sim, uint64_t command, uint64_t address); /* event.c */
int64_t serve_sched(struct sim *sim, uint64_t command, uint64_t address); /* console.c */
int64_t serve_console(struct sim *sim, uint64_t command, uint64_t count, uint64_t address);
int64_t serve_hvm(struct sim *sim, uint64_t command, uint64_t address); /* hvm.c */
/* Loads the records of a sethvmcontext. */
int64_t hvm_context_load(struct sim *sim, struct sim_domain *domain, uint64_t address,
                         uint32_t size);

#endif
