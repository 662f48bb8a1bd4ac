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

/* -- the phases, in their order (phases.c, configure.c, record.c) -------------------------------
 */

/* Opens the image and reads the plan; false, with every fault logged, when it cannot be used. */
bool launch_read(struct launch *launch, struct xen *xen, struct boot *boot);
/* Loads microcode and policy, and makes the cpupools; what Xen refuses is logged. */
void launch_configure(struct launch *launch);
/* Builds every domain but domain 0, paused. */
void launch_create(struct launch *launch);
/* Unpauses every domain that was built, in the order of the plan, each after those it waits for. */
void launch_start(struct launch *launch);
/* Logs a table of the domains, what each cost, and the closing line. summary_log.c */
void launch_summary_log(const struct launch *launch);

/* Fills the launch record, which is for dom0 (core/record). record_fill.c */
void launch_record_fill(const struct launch *launch, struct record *record);
/* Says at which step a domain failed, the cause and the remedy. */
void launch_failure_log(const struct lcm_domain *domain, const struct build_result *result);

#endif
