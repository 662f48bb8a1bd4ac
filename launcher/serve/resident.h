/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service beside and after a launch: consoles, input, a xenstore, ends and restarts of domains.
 *
 * The launcher's one loop (launcher/main.c) calls it: between two steps of the launch it only
 * glances at the consoles, once the launch is over it sleeps until there is something to do.
 */
#ifndef LAUNCHER_SERVE_RESIDENT_H
#define LAUNCHER_SERVE_RESIDENT_H

#include "core/life/life.h"
#include "launcher/builder/teardown.h"
#include "launcher/serve/console.h"
#include "launcher/serve/keys.h"
#include "launcher/serve/store_ring.h"
#include "launcher/launch/launch.h"
#include "launcher/pci/link.h"

/* What the leaves of a domain in the store tell (set_leaves.c). */
struct set_told {
    enum domain_state state;
    enum life_state life;
    uint32_t restarts;
    uint64_t began;
    uint64_t created;
    uint64_t started;
    uint64_t ready;
    const char *end;
};

/* Large: keep it static. */
struct resident {
    struct launch *launch; /* whose domains are served */
    uint32_t timer_port;   /* a deadline passed */
    uint32_t console_port; /* something was typed */
    uint32_t ended_port;   /* a domain shut down or crashed; 0: it is not bound */
    bool is_listening;     /* all that wakes the service is bound */
    bool is_settled;       /* and it was said who has the input */
    uint32_t focus;        /* index of the domain that input goes to */
    bool has_had_focus;    /* so has the domain that is to have it first */
    struct keys keys;
    struct screen screen;
    struct store *store; /* in the memory that the machine keeps for it; NULL: none is served */
    struct pci_link pci[LCM_PCI_MAX]; /* of a domain: at the place of its first device */
    uint32_t store_next;       /* index of the domain whose request comes first in the next round */
    struct tail *tails;        /* of each domain, behind the store; NULL: nobody may read them */
    uint64_t tails_at;         /* when they are written next at the earliest */
    uint32_t failures_written; /* of the launch's, how many stand in the store */
    struct device_link *devices; /* of each of the plan's, behind the store */
    char *cmdlines;     /* that the boot domain may give, LCM_BOOTARGS_SIZE for each domain */
    bool has_set;       /* it has the tree of the set, for domains that may read it ... */
    bool set_is_cut;    /* ... but not all of it, for lack of memory */
    bool store_hurries; /* its time was over before all was done */
    struct life_boot boot;
    bool focus_waits;    /* input goes to the next domain that runs */
    uint64_t destroy_at; /* when a destruction that Xen put off is gone on with; 0: there is none */
    uint32_t failures_told; /* of the launch's, how many were said */
    bool has_recovered;     /* the recovery domain was started by one of them */
    uint64_t recovery_at;   /* when it is gone on with undoing that; 0: at once */
    bool is_rebuilding;     /* a domain that ended is being built again ... */
    uint32_t rebuilt;       /* ... its index */
    uint64_t rebuild_at;    /* when that is gone on with; 0: at once */
    /* What becomes of the host: it ends once all output is shown; or stays, as Xen refused that. */
    enum { HOST_RUNS, HOST_ENDS, HOST_STAYS } host;
    uint64_t written;   /* bytes on the screen, by all domains */
    uint64_t turn;      /* the latest that a turn began, in what turns cost */
    uint64_t prompt_at; /* when the focused domain's unfinished line is shown; 0: there is none */
    char tail_text[TAIL_SIZE]; /* what is being written of them */
    struct resident_domain {
        struct console console;
        bool is_open;         /* its console was attached */
        uint64_t turn;        /* where its next turn begins at the earliest */
        bool is_taken;        /* something was taken from its ring: it is to be told */
        const char *end_said; /* how it ended last; NULL: it never did */
        struct set_told told; /* in the store */
        const char *end; /* how it ended, while the rest of its output is shown; NULL: it runs */
        enum life_action action;  /* what follows then */
        uint32_t left;            /* bytes of that rest, at most */
        uint64_t ended_at;        /* by which a restart is measured */
        uint64_t again_at;        /* it is destroyed, and built again from then on; 0: it is not */
        uint32_t waits;           /* how often that was put off, because Xen still has some of it */
        struct teardown teardown; /* of one that is DOMAIN_ENDING */
        bool is_settled;          /* what the boot domain asked for was taken, or was not */
        bool has_nodes;           /* in the store */
        struct store_ring store;
    } domains[LCM_DOMAINS_MAX];
};

/* -- for the launcher's loop (resident.c, drain.c, ends.c, store_serve.c) -----------------------
 */

/* Bytes of memory for the xenstore of the domains of a plan; 0 where a dom0 alone will serve it. */
uint64_t resident_store_size(const struct lcm_plan *plan);
/* A dom0 is to be built: gives back the memory of the xenstore, which was the boot domain's. */
void resident_store_end(struct resident *r);

/* Begins to serve the domains of a launch, of which none runs yet. */
void resident_begin(struct resident *r, struct launch *launch);
/*
 * The boot domain, if there is one: begins, and does one step of what is done while it has its say.
 * False once it is gone (boot_domain.c).
 */
void boot_begin(struct resident *r);
bool boot_step(struct resident *r);
/*
 * Binds what wakes the service, so that it notices the end of a domain: best before one runs.
 * False, logged, when that is refused.
 */
bool resident_listen(struct resident *r);
/*
 * Between two steps of the launch: serves ends, restarts, readiness and a request of each domain
 * that asks the store, and shows one whole line of one domain, if there is one. Where there is
 * nothing to do, no hypercall is made.
 */
void resident_glance(struct resident *r);
/* Before the hand-over: shows what the domains have printed, as far as the console takes it. */
void resident_drain(struct resident *r);
/* Says once which of the running domains have ended; they stay as they are. */
void resident_ends_tell(const struct resident *r);
/* The dom0 does not come: looks for ends that were left to it. */
void resident_look(struct resident *r);
/*
 * While nothing can be started before a domain is ready: serves what happens, once. Where nothing
 * can be noticed, nothing is waited for.
 */
void resident_wait(struct resident *r);
/*
 * After the launch, or at its first wait: listens, and says who has the input. False when that is
 * refused.
 */
bool resident_init(struct resident *r);
/* Sleeps until something happened, then serves it once. */
void resident_serve(struct resident *r);

#endif
