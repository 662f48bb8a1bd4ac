/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch: its phases, what became of each domain, and the service that stays.
 */
#ifndef LAUNCHER_LAUNCH_LAUNCH_H
#define LAUNCHER_LAUNCH_LAUNCH_H

#include <stdbool.h>

#include "core/image/image.h"
#include "xen/boot.h"
#include "launcher/builder/builder.h"
#include "core/record/record.h"

enum domain_state {
    DOMAIN_FAILED,  /* was not built, or not started: see result */
    DOMAIN_PAUSED,  /* built */
    DOMAIN_RUNNING, /* unpaused */
    DOMAIN_ENDED,   /* shut down or crashed, and was destroyed */
};

/* What became of one domain. Times are Xen's system time in nanoseconds. */
struct outcome {
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
    uint64_t entered; /* when the launcher was entered */
    struct outcome domains[LCM_DOMAINS_MAX];
    uint32_t started;
    uint32_t failed;
};

/* Says which launcher and which Xen this is. False when this Xen is not known. */
bool launcher_greet(struct xen *xen, struct boot *boot);
/* All phases of a launch, then the resident service; returns only when there is nothing to serve.
 */
void launcher_run(struct xen *xen, struct boot *boot);

/* All phases of a launch. True where the next domain 0 has taken over: only in a hosted build. */
bool launch_run(struct launch *launch, struct xen *xen, struct boot *boot);

/* -- the phases, in their order ---------------------------------------------------------- */

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
/* Logs a table of the domains, what each cost, and the closing line. summary_log.c */
void launch_summary_log(const struct launch *launch);

/* Fills the launch record, which is for dom0 (core/record). record_fill.c */
void launch_record_fill(const struct launch *launch, struct record *record);
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
