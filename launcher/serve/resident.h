/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the parts of the resident service share: its state, and the events that drive it.
 */
#ifndef LAUNCHER_SERVE_RESIDENT_H
#define LAUNCHER_SERVE_RESIDENT_H

#include "launcher/serve/console.h"
#include "launcher/serve/keys.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"

struct resident {
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

extern struct resident resident;

/* Says a line of the launcher's own between those of the domains. */
#define say(...)                                                                                   \
    do {                                                                                           \
        screen_break(&resident.screen);                                                            \
        log_line(__VA_ARGS__);                                                                     \
    } while (0)

static inline bool is_running(const struct launch *launch, uint32_t i)
{
    return launch->domains[i].state == DOMAIN_RUNNING;
}

/* -- events of own ports (resident.c). One that is pending wakes nobody when it comes again. -- */

bool event_is_pending(const struct launch *launch, uint32_t port);
/* Whether the event was pending; it no longer is. */
bool event_take(const struct launch *launch, uint32_t port);
void event_keep(const struct launch *launch, uint32_t port);

/* -- whose line is next (resident_turns.c) ---------------------------------------------------- */

/* Attaches the consoles of the running domains. */
void turns_open(const struct launch *launch);
/* Writes lines of the domains, each in its turn, while the console takes them. */
void turns_serve(struct launch *launch);
/* Whether a turn could be taken now, if the console took it. */
bool turns_wait(const struct launch *launch);

/* -- input (resident_keys.c) ------------------------------------------------------------------ */

/* Says where input goes. */
void focus_announce(const struct launch *launch);
/* Moves the focus to the next running domain, `step` forwards. */
void focus_move(const struct launch *launch, uint32_t step);
/* Reads what was typed. */
void input_serve(struct launch *launch);

/* -- ends (resident_ends.c) ------------------------------------------------------------------- */

/* Xen says only that some domain ended: looks which. */
void ends_serve(struct launch *launch);
/* Destroys a domain whose output is shown. */
void domain_end(struct launch *launch, uint32_t i);

#endif
