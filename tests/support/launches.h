/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whole launches against the fake Xen: images made with the project's own writer, run through the
 * launcher's own phases.
 */
#ifndef TESTS_SUPPORT_LAUNCHES_H
#define TESTS_SUPPORT_LAUNCHES_H

#include "core/record/record_read.h"
#include "launcher/launcher.h"
#include "sim/sim.h"
#include "xen/console_output.h"
#include "tests/support/kernel.h"

/* Ports that the resident launcher has for itself: ends, timer, console. */
enum { LAUNCH_OWN_PORTS = 3 };

/*
 * One domain of a set; ramdisk NULL: none; bootargs NULL: none, which differs from "". Domid 0 is
 * the next domain 0; its memory may be 0, for the rest.
 */
struct set_domain {
    const char *name;
    uint32_t domid;
    uint64_t memory_kib;
    uint32_t cpus;
    const struct kernel *kernel;
    const uint8_t *ramdisk;
    size_t ramdisk_size;
    const char *bootargs;
    enum lcm_mode mode;
    enum lcm_enhanced enhanced;
};

/* What few domains have. */
struct set_more {
    struct lcm_limits limits;
    uint32_t cpupool;
    struct bits start_after;
    const char *security_id;
    bool label_optional;
    uint8_t on_reboot;
    uint8_t on_crash;
    uint8_t on_poweroff;
    uint8_t on_failure;
    uint32_t restart_limit;
    uint32_t functions;
    uint32_t boot_may;
    uint32_t boot_timeout_ms;
    const char *ready_line; /* NULL: it is ready when it is started ... */
    bool ready_signal;      /* ... or says so in the store */
    uint32_t ready_timeout_ms;
    uint32_t start_within_ms;
};

/* What a set has beside its domains. */
struct set_rest {
    const struct set_more *more; /* one for each domain; NULL: nothing */
    const char *microcode;       /* NULL: none */
    const char *policy;
    const struct lcm_affinity *affinities;
    uint32_t affinity_count;
    const struct lcm_cpupool *cpupools;
    uint32_t cpupool_count;
    const struct lcm_device *devices; /* whose backends are made driver domains */
    uint32_t device_count;
    const struct lcm_share *shares;
    uint32_t share_count;
    enum lcm_all_stopped when_all_stopped;
};

struct set_image {
    uint8_t *bytes;
    size_t size;
};

/* Builds the launch image of a set. */
struct set_image set_build(const struct set_domain *domains, uint32_t count);

/* The same with what the set has beside its domains. */
struct set_image set_build_with(const struct set_domain *domains, uint32_t count,
                                const struct set_rest *rest);

/* Frees its bytes. */
void set_free(struct set_image *image);

/* One launch: everything that the launcher keeps, and the Xen it runs on. */
struct run {
    struct sim *sim;
    struct xen xen;
    struct console_output output;
    struct launcher launcher;
    bool greeted;  /* the version was found out */
    bool left;     /* the next domain 0 has taken over */
    bool resident; /* the service is up */
    /* The last hypercall of each phase. */
    struct run_marks {
        uint64_t greeted;
        uint64_t settled;
        uint64_t created;
        uint64_t started;
        uint64_t leaving; /* the first past the point of no return */
    } marks;
    uint64_t free_before; /* KiB that Xen had free */
    uint64_t own_before;  /* frames that domain 0 had */
    uint64_t cpus_before; /* that are in a cpupool */
};

/* Makes the Xen; the launch has not begun. `run` is large: keep it static. */
void run_make(struct run *run, const struct sim_config *config);
/* The launcher's loop up to where it only serves. */
void run_launch(struct run *run);
/* For a launch that was greeted: goes on until that phase comes next. False where it never does. */
bool run_until(struct run *run, enum launcher_phase phase);

/* Serves until no domain is to be built again. False where that has no end. */
bool run_restarts_serve(struct run *run);

/* Frees what the launch took; the run can be made again. */
void run_free(struct run *run);

/* The record that the launcher would leave now. */
void run_record(const struct run *run, struct record *record);

/* Whether the console has this text. */
bool run_said(const struct run *run, const char *text);

/*
 * Finds the first byte of a guest's memory that is not as `bytes` has it, or not zero where that is
 * NULL: `count` where there is none.
 */
size_t run_memory_differs(const struct run *run, uint32_t domid, uint64_t address,
                          const uint8_t *bytes, size_t count);

/*
 * Checks what must hold after every launch, whatever failed: no fault of the caller's, the books in
 * order, each domain alive or gone as its record says, nothing mapped but rings, no port too many,
 * each CPU in a cpupool, the memory of what failed given back. "" or what is wrong.
 */
const char *run_wrong(const struct run *run);

#endif
