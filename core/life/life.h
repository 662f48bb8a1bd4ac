/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The life of launched domains: state and event in, action out.
 *
 * It knows neither Xen nor time: whoever asks says what happened and when, and does what follows.
 */
#ifndef CORE_LIFE_LIFE_H
#define CORE_LIFE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lcm/lcm.h"

/* How a domain ended. */
enum life_end {
    LIFE_REBOOTED,
    LIFE_CRASHED, /* or its watchdog stopped it */
    LIFE_POWERED_OFF,
    LIFE_UNBUILT, /* it was to be started again, and could not be built or started */
    LIFE_ENDED,   /* in a way that no policy is about */
};

/* What follows. */
enum life_action {
    LIFE_DESTROY,
    LIFE_RESTART, /* destroy it, and build it again */
    LIFE_PRESERVE,
    LIFE_GIVE_UP, /* destroy it: it was to be started again, and has been too often */
    LIFE_RECOVER, /* destroy it; then the recovery domain starts */
};

/* How far a domain is, for those that start after it. One that was ready once stays that. */
enum life_state {
    LIFE_WAITING, /* it is to be started, or to be started again */
    LIFE_RUNNING, /* it was started, and is not ready yet */
    LIFE_READY,
    LIFE_LATE, /* it runs, and was not ready in time */
    LIFE_GONE, /* it ended before it was ready, for good */
    LIFE_FAILED,
    LIFE_HELD, /* it is not started, as somebody held it back */
};

/* Whether a domain may start. */
enum life_gate {
    LIFE_OPEN,
    LIFE_SHUT,  /* not yet: one that it starts after is not ready */
    LIFE_NEVER, /* one of those will not be */
    LIFE_STAGED /* not by itself: it is the recovery domain */
};

/* What is remembered of one domain. All zero at first. */
struct life {
    enum life_state state;
    uint64_t started;  /* when it was, the last time */
    uint64_t ready_by; /* when one that is LIFE_RUNNING is late */
    uint64_t ready_at; /* when it became ready; 0: it did not */
    bool was_late;     /* be it that it became ready after that */
    enum life_end end; /* the last one; no end if it is ended_at 0 */
    uint64_t ended_at;
    enum life_action action;                   /* what followed, be it of a restart that failed */
    uint32_t restarts;                         /* so far */
    uint64_t restarted[LCM_RESTART_LIMIT_MAX]; /* when: the last ones, in a ring */
};

/* By Xen's shutdown reason, SHUTDOWN_* of xen/include/public/sched.h. */
enum life_end life_end_of(uint8_t reason);

/* Whether any end of the domain may lead to a restart. */
bool life_may_restart(const struct lcm_domain *domain);

/* How often the domain may be started again in LCM_RESTART_SECONDS. */
uint32_t life_restart_limit(const struct lcm_domain *domain);

/*
 * The domain ended at `now`, in nanoseconds: what follows. A restart counts at once, be it that the
 * domain does not come up.
 */
enum life_action life_end(struct life *life, const struct lcm_domain *domain, enum life_end end,
                          uint64_t now);

/* -- order (order.c) ------------------------------------------------------------------ */

/* How long the domain may take to be ready. Milliseconds. */
uint32_t life_ready_timeout(const struct lcm_domain *domain);

/* The domain was started, or started again. */
void life_start(struct life *life, const struct lcm_domain *domain, uint64_t now);
/* Whether it is waited for, be it in vain by now. */
bool life_is_awaited(const struct life *life);
/* It did what is waited for. Whether it is ready by that, and was not before. */
bool life_ready(struct life *life, uint64_t now);
/* Time passed. Whether it is late now, and was not before. */
bool life_late(struct life *life, uint64_t now);
/* It does not run any more, or never did: LIFE_WAITING, LIFE_GONE or LIFE_FAILED. */
void life_leave(struct life *life, enum life_state state);

/*
 * Whether domain i of the plan may start, by the lives of all. Where it never may, `first` becomes
 * one that it waits for in vain.
 */
enum life_gate life_gate(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                         uint32_t *first);
/*
 * Which domain is built next: `first` of those that are `left`; or, where one that was `started`
 * has the same kernel, so that it is decoded again, the last PVH domain that has it, too.
 */
uint32_t life_build_next(const struct lcm_plan *plan, const struct bits *started,
                         const struct bits *left, uint32_t first);
/* The state in words, as "NAME was not started". */
const char *life_why(enum life_state state);
/*
 * Which domains the one starts after, at most so many of them: first those that are not ready, then
 * those that became ready last. Returns how many.
 */
uint32_t life_after(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                    uint32_t *list, uint32_t most);

/* At most so many are named where it is said whom a domain starts after. */
enum { LIFE_AFTER_MAX = 16, LIFE_PLAN_SIZE = 768 };

/*
 * What the plan says of the domain's life, as "pvh; after db; budget 3000 ms; ready in 5000 ms by
 * "login:"": for the log, of which records are made (tool/record). plan_text.c
 */
void life_plan_write(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                     char words[LIFE_PLAN_SIZE]);

/* -- the budget of a start (budget.c) -------------------------------------------------- */

/* Milestones of one domain, on the clock of `entered`, the launcher's own. */
struct life_times {
    uint64_t entered;
    uint64_t began; /* its build */
    uint64_t created;
    uint64_t started;
};

enum { LIFE_BUDGET_SIZE = 320 };

/*
 * Whether the domain was started later than it is to be. `why` becomes what is said of that, with
 * what took most of the time and what to do about it.
 */
bool life_budget_missed(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                        const struct life_times *times, char why[LIFE_BUDGET_SIZE]);

/* -- failures (failure.c) ---------------------------------------------------------------- */

/* No domain of a plan. */
#define LIFE_NOBODY UINT32_MAX

/* One that failed, in the order of the failures. */
struct life_failure {
    uint32_t domain;
    bool asks;  /* for the recovery domain */
    bool again; /* it is in the list already, and did not ask then */
};

/*
 * The failures of a set: domains that could not be built or started, were not ready in time, passed
 * their restart limit, or ended in a way that asks for the recovery domain. All zero at first.
 */
struct life_failures {
    struct bits failed;
    struct bits asked;
    struct life_failure list[2 * LCM_DOMAINS_MAX];
    uint32_t count;
    bool is_recovery_wanted; /* where there is one */
    bool is_held;            /* nothing more is started but the recovery domain, since ... */
    uint32_t required;       /* ... this one failed */
};

/* The plan's recovery domain, which starts when it is wanted alone; or LIFE_NOBODY. */
uint32_t life_recovery(const struct lcm_plan *plan);
/* A domain failed. `asks`: its end, by what life_end() said, asks for the recovery domain. */
void life_fail(struct life_failures *failures, const struct lcm_plan *plan, uint32_t i, bool asks);
/* -- the boot domain (boot.c) ---------------------------------------------------------- */

/* The boot domain of a set, and what it said. */
struct life_boot {
    enum life_boot_state {
        LIFE_BOOT_STAGED, /* it is to be built and started */
        LIFE_BOOT_RUNS,
        LIFE_BOOT_ENDS, /* it said done, or failed: it is being destroyed */
        LIFE_BOOT_OVER, /* it is gone, or there is none */
    } state;
    uint32_t domain; /* its index; the number of domains where there is none */
    bool has_failed;
    uint64_t done_by;   /* when one that runs has failed */
    struct bits called; /* domains that it started before it was done */
};

void life_boot_begin(struct life_boot *boot, const struct lcm_plan *plan);
/* How long it may take. Milliseconds. */
uint32_t life_boot_timeout(const struct lcm_domain *domain);
/* It was started. */
void life_boot_start(struct life_boot *boot, const struct lcm_plan *plan, uint64_t now);
bool life_boot_is_late(const struct life_boot *boot, uint64_t now);
/* It said done, or failed. */
void life_boot_end(struct life_boot *boot, bool has_failed);
/* It asks for domain i to be started. Whether it may, and did not before. */
bool life_boot_call(struct life_boot *boot, const struct lcm_plan *plan, uint32_t i);
/* Whether domain i may be built now, or started, as far as the boot domain has a say in it. */
bool life_boot_may_build(const struct life_boot *boot, const struct lcm_plan *plan, uint32_t i);
bool life_boot_may_start(const struct life_boot *boot, uint32_t i);

#endif
