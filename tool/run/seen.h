/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a booting machine's console shows of its domains, as far as `hyperlaunch run` waits for it.
 *
 * It is fed bytes as they come and keeps no clock. The lines "[NAME] ..." and "hyperlaunch: ..."
 * are the launcher's own, so that no domain can speak for another. After a hand-over the console is
 * dom0's: then nobody else is waited for.
 */
#ifndef TOOL_RUN_SEEN_H
#define TOOL_RUN_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/lcm/lcm.h"

enum { RUN_LINE_SIZE = 4096, RUN_LAST_SIZE = 128, RUN_END_SIZE = 64 };

/* What is waited for, of each domain. */
enum run_until {
    RUN_UNTIL_READY,   /* "hyperlaunch-guest: ready", a prompt, or an end that is no failure */
    RUN_UNTIL_STARTED, /* that it was started */
    RUN_UNTIL_SHELL,   /* the prompt of a shell or a login */
    RUN_UNTIL_TEXT,    /* a line with a text, or a prompt with it */
};

enum run_verdict { RUN_OPEN, RUN_PASSED, RUN_FAILED };

struct run_seen_domain {
    bool reached;             /* what is waited for */
    char end[RUN_END_SIZE];   /* how it ended, in the launcher's words; empty: it runs */
    char last[RUN_LAST_SIZE]; /* the last line that it printed, cut */
};

struct run_seen {
    const struct lcm_plan *plan;
    enum run_until until;
    const char *text; /* for RUN_UNTIL_TEXT */
    struct run_seen_domain domains[LCM_DOMAINS_MAX];
    uint32_t focus; /* the domain that has the keyboard, or plan->domain_count */
    bool complete;  /* the launch */
    bool fatal;     /* the launcher parked itself */
    unsigned long started, failed;
    uint64_t said; /* grows with each line, but for those about the keyboard */
    enum { SEEN_TEXT, SEEN_ESCAPE, SEEN_SEQUENCE } escape;
    char line[RUN_LINE_SIZE]; /* what is longer is cut: no line of interest is */
    size_t used;
};

void run_seen_init(struct run_seen *seen, const struct lcm_plan *plan, enum run_until until,
                   const char *text);

/* The domain that takes over domain 0, or NULL. */
const struct lcm_domain *run_dom0(const struct lcm_plan *plan);

/* Whether the domain starts only where another fails. */
static inline bool run_is_recovery(const struct lcm_domain *domain)
{
    return (domain->functions & LCM_FUNC_RECOVERY) != 0;
}

void run_seen_bytes(struct run_seen *seen, const char *bytes, size_t count);

/* Nothing came for a moment: the line that is open may be a prompt. */
void run_seen_quiet(struct run_seen *seen);

enum run_verdict run_seen_verdict(const struct run_seen *seen);

/* Whether a prompt may be what is waited for: only the domain with the keyboard shows one. */
bool run_seen_wants_focus(const struct run_seen *seen);

/* Whether the domain with the keyboard is done, so that another may have it. */
bool run_seen_focus_is_done(const struct run_seen *seen);

/* Whether all domains that were started have ended, none of them being domain 0. */
bool run_seen_all_ended(const struct run_seen *seen);

/* Writes what is waited for, and of whom. */
void run_seen_describe(const struct run_seen *seen, struct text *out);

/* Whether an end is no failure here: it may be what is waited for, or come after that. */
bool run_seen_end_is_fine(const struct run_seen *seen, uint32_t i);

/* Writes why it failed, or for RUN_OPEN what is missing of whom. */
void run_seen_reason(const struct run_seen *seen, struct text *out);

/* Writes how each domain ended. */
void run_seen_ends(const struct run_seen *seen, struct text *out);

#endif
