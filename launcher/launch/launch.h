/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch: its phases in steps, and what became of each domain.
 *
 * A phase does one bounded step at a time, so that its owner (launcher/main.c) can serve the
 * domains that run in between.
 */
#ifndef LAUNCHER_LAUNCH_LAUNCH_H
#define LAUNCHER_LAUNCH_LAUNCH_H

#include <stdbool.h>

#include "core/base/bits.h"
#include "core/life/life.h"
#include "core/image/image.h"
#include "xen/boot.h"
#include "launcher/builder/builder.h"
#include "core/record/archive.h"

enum domain_state {
    DOMAIN_PLANNED,   /* not built yet */
    DOMAIN_FAILED,    /* was not built, or not started: see result */
    DOMAIN_PAUSED,    /* built */
    DOMAIN_RUNNING,   /* unpaused */
    DOMAIN_ENDING,    /* shut down or crashed, and is being destroyed */
    DOMAIN_ENDED,     /* destroyed, unless Xen would not */
    DOMAIN_PRESERVED, /* shut down or crashed, and left as it is */
};

/* What became of one domain. Times are Xen's system time in nanoseconds, those of its first build.
 */
struct outcome {
    enum domain_state state;
    bool needs_image; /* its payloads are, or may be, yet to be read: see launch_image_user() */
    struct build_result result;
    uint64_t began; /* when its building began */
    uint64_t created;
    uint64_t started;
    uint64_t memory_kib; /* that it got */
    uint32_t vcpus;
    struct record_texts cmdline, data; /* that the boot domain gave it, for dom0, in `carried` */
};

/* One launch, from the image to the last domain started. Large: keep it static. */
struct launch {
    struct xen *xen;
    struct cpus *cpus;
    struct boot *boot;
    struct image image;
    struct build_site site;
    uint64_t entered; /* when the launcher was entered */
    struct outcome domains[LCM_DOMAINS_MAX];
    struct life lives[LCM_DOMAINS_MAX]; /* of those */
    struct life_failures failures;
    uint32_t started; /* domains that were; likewise below */
    uint32_t failed;
    uint32_t late;        /* started after their budget was over */
    struct bits trimmed;  /* payloads that are no longer in memory ... */
    uint64_t trimmed_kib; /* ... and what that gave */
    /* How far it is. */
    uint32_t next;     /* index of the first domain that is not built yet */
    struct bits ahead; /* domains that are built before their turn, for others to be copied from */
    bool is_built;     /* all were; nothing of them is mapped but their rings */
    bool is_building;  /* a domain is being built: the next, or one that is started again ... */
    uint32_t building; /* ... its index */
    struct builder builder; /* it */
    struct bits reached;    /* the domains that it was decided about whether they start */
    bool is_undoing;        /* one that was built and cannot run is being destroyed ... */
    uint32_t undone;        /* ... its index */
    struct teardown teardown;
    uint32_t carried_size; /* of the texts for dom0 */
    char carried[RECORD_CARRIED_MAX];
    char archive[ARCHIVE_MAX] __attribute__((aligned(8))); /* room for the record */
};

/* Whether a domain is the next domain 0, which is built last, in domain 0 itself. */
static inline bool launch_is_next_dom0(const struct launch *launch, uint32_t i)
{
    return launch->image.plan.domains[i].domid == 0;
}

/* Whether it is the recovery domain, built and not started: it waits for another's failure. */
static inline bool launch_is_staged(const struct launch *launch, uint32_t i)
{
    return launch->domains[i].state == DOMAIN_PAUSED && launch->domains[i].started == 0 &&
           (launch->image.plan.domains[i].functions & LCM_FUNC_RECOVERY) != 0;
}

/* -- the phases, in their order -----------------------------------------------------------------
 */

/* Opens the image and reads the plan; false, with every fault logged, when it cannot be used. */
bool launch_read(struct launch *launch);
/* Whether Xen has too little memory to go on, and domain 0 gives back some now. create.c */
bool launch_memory_lacks(struct launch *launch);
/* Loads microcode and policy, and makes the cpupools; what Xen refuses is logged. */
void launch_configure(struct launch *launch);
/*
 * Building and starting every domain but domain 0, in the order of the plan: each starts as soon as
 * it is built and those that it starts after are ready, and the rest is built meanwhile. One step
 * of that. LAUNCH_WAITS: all are built, and none can start before something happens. start.c
 */
enum launch_progress { LAUNCH_MORE, LAUNCH_WAITS, LAUNCH_DONE };
enum launch_progress launch_step(struct launch *launch);
/*
 * Whether the launch still builds it; the first of these is `launch->next`. Which of them is built
 * next, not always the first. Whether one that was built may start by that: the others are copied
 * from it. next.c
 */
bool launch_is_to_be_built(const struct launch *launch, uint32_t i);
uint32_t launch_next_choose(struct launch *launch);
bool launch_has_turn(const struct launch *launch, uint32_t i);
/* Does a step of building the next domain. False where none is left to be built. create.c */
bool launch_create_step(struct launch *launch);
/*
 * Beginning to build a domain, where none is being built; and, once the launch's builder has no
 * more steps, saying what came of it. create.c
 */
void launch_build_begin(struct launch *launch, uint32_t i);
void launch_build_end(struct launch *launch);
/* Unpauses a domain that was built; where Xen refuses that it is undone, step by step. start.c */
void launch_domain_start(struct launch *launch, uint32_t i);
/* A domain was started for the first time: says if that was too late. start.c */
void launch_budget_tell(struct launch *launch, uint32_t i);
/* Logs a table of the domains, what each cost, and the closing line. summary_log.c */
void launch_summary_log(const struct launch *launch);

/* -- what goes wrong (failure.c) ------------------------------------------------------------------
 */

/* Says at which step a domain failed, the cause and the remedy. */
void launch_failure_log(const struct lcm_domain *domain, const struct build_result *result);
/* Counts a domain that was not built, or cannot run. */
void launch_fail(struct launch *launch, uint32_t i);
/* Leaves out a domain that was not built, as the boot domain asks for it. */
void launch_leave_out(struct launch *launch, uint32_t i);
/* Begins to destroy a domain that was built and cannot run, for the cause in its result. */
void launch_undo_begin(struct launch *launch, uint32_t i);
/* The same, for a domain to which Xen refused something. */
void launch_undo_refused(struct launch *launch, uint32_t i, enum build_step step, const char *what,
                         int error);
/* Goes on with that. False where there is nothing to undo. */
bool launch_undo_step(struct launch *launch);

/* -- the launch image (image_life.c) --------------------------------------------------------------
 */

/*
 * The name of a domain that the launch image is kept for: one whose payloads are yet to be read, be
 * it that it is started again. NULL where there is none.
 */
const char *launch_image_user(const struct launch *launch);
/* What of the launch image is in memory; 0 once it is gone. KiB. */
uint64_t launch_image_kib(const struct launch *launch);
/*
 * Gives the memory of the launch image back to Xen, but for the payloads that a domain may need.
 * This is the one place that does. 0, or Xen's error: then some of the memory is lost.
 */
int launch_image_release(struct launch *launch);

/* -- the launch record (record_fill.c) ------------------------------------------------------------
 */

/* Writes the launch record as things are now (core/record): as record_write(). */
size_t launch_record_write(const struct launch *launch, void *buffer, size_t capacity);
/* Makes the end of an archive of it, for a boot domain or dom0: as archive_write(). */
size_t launch_archive_make(struct launch *launch);

#endif
