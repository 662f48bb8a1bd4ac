/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch: its phases, what became of each domain, and the service that stays.
 */
#ifndef LAUNCHER_LAUNCH_LAUNCH_H
#define LAUNCHER_LAUNCH_LAUNCH_H

#include <stdbool.h>

#include "core/image/image.h"
#include "xen/boot.h"
#include "launcher/builder/parts/build.h"
#include "core/record/record.h"

enum domain_state {
    DOMAIN_FAILED,  /* was not built, or not started: see result */
    DOMAIN_PAUSED,  /* built */
    DOMAIN_RUNNING, /* unpaused */
    DOMAIN_ENDED,   /* shut down or crashed, and was destroyed */
};

/* What became of one domain. Times are Xen's system time in nanoseconds. */
struct domain_record {
    enum domain_state state;
    struct build_result result;
    uint64_t began; /* when its building began */
    uint64_t created;
    uint64_t started;
    uint64_t memory_kib; /* that it got */
    uint32_t vcpus;
};

/* One launch, from the image to the last domain started. Large: keep it static. */
struct launch {
    struct xen *xen;
    struct boot *boot;
    struct image image;
    struct build_site site;
    uint64_t entered; /* when the launcher was entered and had found out which Xen this is */
    struct domain_record domains[LCM_DOMAINS_MAX];
    uint32_t started;
    uint32_t failed;
};

/*
 * The least that a domain 0 which takes the rest has to run in, beside its kernel, ramdisk and
 * tables: a Linux with less dies while it unpacks its ramdisk. KiB.
 */
enum { HANDOVER_FLOOR_KIB = 64 * 1024 };

/* The launcher's own frames, which domain 0 has beside them until it runs: those of launcher.elf.
 * KiB. */
enum { HANDOVER_OWN_KIB = 4 * 1024 };

/*
 * The beginning of a launch: finds out which Xen this is, says so, sets the pace of the console,
 * and takes the time. The log and the clock work already. False, with the reason logged, when this
 * Xen cannot be served.
 */
bool launch_enter(struct launch *launch, struct xen *xen, struct boot *boot);
/* All phases of a launch. True where the next domain 0 has taken over: only in a hosted build. */
bool launch_run(struct launch *launch, struct xen *xen, struct boot *boot);

/*
 * The same for the launch that main.c owns, the machine's. launcher_run() goes on with the resident
 * service and returns only when there is nothing to serve.
 */
bool launcher_enter(struct xen *xen, struct boot *boot);
void launcher_run(struct xen *xen, struct boot *boot);

/* -- the phases, in their order (phases.c, configure.c, handover.c, record.c)
 * ----------------------------------------- */

/* Opens the image and reads the plan; false, with every fault logged, when it cannot be used. */
bool launch_read(struct launch *launch, struct xen *xen, struct boot *boot);
/*
 * How many page frames of what Xen gave domain 0 at boot the dom0 of the plan may keep; 0 without
 * one.
 */
uint64_t launch_spare_pages(const struct launch *launch);
/* Loads microcode and policy, and makes the cpupools; what Xen refuses is logged. */
void launch_configure(struct launch *launch);
/* Builds every domain but domain 0, paused. */
void launch_create(struct launch *launch);
/* Unpauses every domain that was built, in the order of the plan, each after those it waits for. */
void launch_start(struct launch *launch);
/*
 * Leaves for the dom0 that the plan asks for. False where it asks for none, and where that cannot
 * be built, which is recorded and logged. A hosted build returns true after the jump.
 */
bool launch_hand_over(struct launch *launch);
/* What Xen keeps of a host with so much memory where domain 0 takes the rest. handover.c */
uint64_t handover_reserve_kib(uint64_t total_kib);
/* Logs the record of the launch: a table, the hypercalls, and the closing line. */
void launch_record(const struct launch *launch);

/* The launch as its record tells it. */
void launch_tell(const struct launch *launch, struct record *record);
/* Says at which step a domain failed, the cause and the remedy. */
void launch_failure_log(const struct lcm_domain *domain, const struct build_result *result);

/* -- the resident service (resident.c) ------------------------------------------------------- */

/* Shows what the running domains have printed until now, as far as the console takes it. */
void resident_drain(struct launch *launch);
/* Says once which of the running domains have ended; they stay as they are. */
void resident_ends_tell(const struct launch *launch);
/* Binds what wakes the service. False, logged, when that is refused. */
bool resident_init(struct launch *launch);
/* Sleeps until something happened, then serves it once. */
void resident_serve(struct launch *launch);

#endif
