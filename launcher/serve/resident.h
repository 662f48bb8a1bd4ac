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

/* Says a line of the launcher's own between those of the domains. */
#define say(r, ...)                                                                                \
    do {                                                                                           \
        screen_break(&(r)->screen);                                                                \
        log_line(__VA_ARGS__);                                                                     \
    } while (0)

static inline bool is_running(const struct resident *r, uint32_t i)
{
    return r->launch->domains[i].state == DOMAIN_RUNNING;
}

/* -- events of own ports (ports.c). One that is pending wakes nobody when it comes again. -- */

bool event_is_pending(const struct resident *r, uint32_t port);
/* Whether the event was pending; it no longer is. */
bool event_take(const struct resident *r, uint32_t port);
void event_keep(const struct resident *r, uint32_t port);

/* -- whose line is next (turns.c) ---------------------------------------------------- */

/* Attaches the consoles of the running domains. */
void turns_open(struct resident *r);
/* Writes lines of the domains, each in its turn, while the console takes them. */
void turns_serve(struct resident *r);
/* Whether a turn could be taken now, if the console took it. */
bool turns_wait(struct resident *r);
/* Takes a line from a domain's ring; returns how many bytes were taken. */
uint32_t line_take(struct resident *r, uint32_t i);
/* Tells the domains whose output was taken that there is room. */
void takings_tell(struct resident *r);

/* -- input (focus.c, input.c) ------------------------------------------------------------------ */

/* Says where input goes. */
void focus_announce(struct resident *r);
/* Moves the focus to the next running domain, `step` forwards. */
void focus_move(struct resident *r, uint32_t step);
/* Reads what was typed. */
void input_serve(struct resident *r);

/* -- ends (ends.c) ------------------------------------------------------------------- */

/* Xen says only that some domain ended: looks which. */
void ends_serve(struct resident *r);
/* Destroys a domain whose output is shown. */
void domain_end(struct resident *r, uint32_t i);

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
