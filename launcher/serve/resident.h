/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The resident service: its state, and what the launch asks of it.
 */
#ifndef LAUNCHER_SERVE_RESIDENT_H
#define LAUNCHER_SERVE_RESIDENT_H

#include "launcher/serve/console.h"
#include "launcher/serve/keys.h"
#include "launcher/launch/launch.h"

/* The service that stays. Large: keep it static. */
struct resident {
    struct launch *launch;
    uint32_t console_port; /* something was typed */
    uint32_t ended_port;   /* a domain shut down or crashed */
    uint32_t focus;        /* index of the domain that input goes to */
    struct keys keys;
    struct screen screen;
    uint64_t written;   /* bytes on the screen, by all domains */
    uint64_t turn;      /* the latest that a turn began, in what turns cost */
    uint64_t prompt_at; /* when the focused domain's unfinished line is shown; 0: there is none */
    struct resident_domain {
        struct console console;
        uint64_t turn;   /* where its next turn begins at the earliest */
        bool is_taken;   /* something was taken from its ring: it is to be told */
        const char *end; /* how it ended, while the rest of its output is shown; NULL: it runs */
        uint32_t left;   /* bytes of that rest, at most */
    } domains[LCM_DOMAINS_MAX];
};

/* -- for the launch (resident.c, drain.c, ends.c) ---------------------------------------------- */

/* Binds what wakes the service. False, logged, when that is refused. */
bool resident_init(struct resident *r, struct launch *launch);
/* Sleeps until something happened, then serves it once. */
void resident_serve(struct resident *r);
/* Shows what the running domains have printed until now, as far as the console takes it. */
void resident_drain(struct resident *r, struct launch *launch);
/* Says once which of the running domains have ended; they stay as they are. */
void resident_ends_tell(const struct resident *r);

#endif
