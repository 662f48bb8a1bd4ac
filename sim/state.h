/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The state of a fake Xen. What is in it by subject is declared by the headers of those.
 */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/alloc.h"
#include "sim/domain.h"
#include "sim/layouts.h"
#include "sim/pci.h"
#include "sim/ranges.h"
#include "sim/schedule.h"
#include "sim/sim.h"
#include "sim/windows.h"
#include "xen/frames.h"

enum {
    SIM_FAILURES_MAX = 8,
    SIM_TYPED_MAX = 4096,
    SIM_WORDS_SIZE = 256,
    SIM_TICK_NS = 1000,  /* what one hypercall takes */
    SIM_EVENT_ENTRY = 1, /* where events would enter the launcher */
};

struct sim {
    struct sim_config config;
    const struct sim_layouts *layouts;
    struct boot boot;
    struct shared_info *shared;
    struct sim_window windows[WINDOWS];
    void *store;                   /* memory for the launcher's xenstore ... */
    struct frames_runs store_runs; /* ... and the frames that stand for it */
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
    struct sim_pci_state pci;

    struct sim_cpus {
        uint32_t count;                      /* of the helpers */
        void (*interleave)(struct sim *sim); /* lets them work before a hypercall is served */
        boot_help *help;
        void *context;
        uint32_t chance;
        bool awake[BOOT_CPUS_MAX];
        bool busy[BOOT_CPUS_MAX]; /* in a job, be it that another CPU runs within a hypercall of it
                                   */
    } cpus;

    uint64_t calls;
    struct sim_work work;
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
    uint64_t event_entry; /* of domain 0 */
    uint64_t timer;       /* of its vCPU; 0: none is set */
    struct start_info *start;
    struct boot_jump jump;
    bool left;
    bool ended; /* domain 0 shut down, and so the host ... */
    uint32_t end_reason;
    /* Large, and used between two hypercalls only: domain 0's frames as it sorts them. */
    struct frames frames;
    struct frames_runs runs; /* what is left of the image's ... */
    bool has_runs;           /* ... once that is known */
};

#endif
