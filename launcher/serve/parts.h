/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the files of the resident service call of each other; calls go from resident.c downwards.
 */
#ifndef LAUNCHER_SERVE_PARTS_H
#define LAUNCHER_SERVE_PARTS_H

#include "launcher/serve/resident.h"
#include "xen/log.h"

/* How long a destruction waits that Xen put off. */
#define PUT_OFF_NS UINT64_C(10000000)

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

/* Attaches the consoles of the running domains that are not attached yet. */
void turns_open(struct resident *r);
/* Writes lines of the domains, each in its turn, while the console takes them. */
void turns_serve(struct resident *r);
/* Takes a turn of one that ended; false where there is none. */
bool turns_finish(struct resident *r);
/* Whether a turn could be taken now, if the console took it. */
bool turns_wait(struct resident *r);
/* Takes a line from a domain's ring; returns how many bytes were taken. */
uint32_t line_take(struct resident *r, uint32_t i);
/* Tells the domains whose output was taken that there is room. */
void takings_tell(struct resident *r);

/* -- the store (store_serve.c) --------------------------------------------------------------------
 */

/* Serves a request of each domain that has one. */
void stores_glance(struct resident *r);
/* The same again and again, for as long as there are some or a while. */
void stores_serve(struct resident *r);
/* Whether a request waits that could be served now. */
bool stores_wait(const struct resident *r);
/* A domain is being destroyed: closes its ring, removes its nodes. */
void store_end(struct resident *r, uint32_t i);
/* A domain ended and is preserved: closes its ring, leaves its nodes for who may read them. */
void store_preserve(struct resident *r, uint32_t i);

/* -- devices that domains serve (devices.c) --------------------------------------------------- */

/* How far a device is. */
struct device_link {
    enum device_state {
        DEVICE_OUT,         /* it has no nodes */
        DEVICE_IN,          /* it has, and both domains run */
        DEVICE_LEAVES_BACK, /* the frontend's domain ended: the backend is to let go of it */
        DEVICE_LEAVES_FRONT /* the backend's domain ended: the frontend is to let go of it */
    } state;
    bool had_nodes; /* it was plugged in at least once */
    bool is_shown;  /* the frontend's domain was told of it, by a watch that it has */
    uint64_t until; /* when what leaves is waited for no more */
    uint64_t quiet; /* DEVICE_LEAVES_FRONT: when the frontend has let go of it for long enough */
};

/* Begins with none of them, in memory for all. */
void devices_begin(struct resident *r, struct device_link *links);
/* A domain has come to the store: it may have there what its devices need. */
void devices_allow(struct resident *r, uint32_t i);
/* Plugs in what can be, and goes on with what leaves. */
void devices_serve(struct resident *r);
/* Tells domains that have begun to watch for devices of those that came before. */
void devices_show(struct resident *r);
/* A domain ended: unplugs what it serves, and what it has unless it is preserved. Before its nodes
 * go. */
void devices_leave(struct resident *r, uint32_t i, bool is_preserved);
/* When there is something to do though no event came; 0: never. */
uint64_t devices_when(const struct resident *r);

/* -- PCI devices (pcis.c) ------------------------------------------------------------------------
 */

/* A domain has come to the store: makes the nodes of its devices. */
void pcis_open(struct resident *r, uint32_t i);
/* It ended: its devices are not served any more. */
void pcis_end(struct resident *r, uint32_t i);
/* Serves a request of each domain that has one. */
void pcis_serve(struct resident *r);
/* Whether one waits. */
bool pcis_wait(const struct resident *r);

/* -- what domains share, in the store (shares.c) --------------------------------------------------
 */

/* A domain has its nodes: adds those of what it shares, and its peers'. */
void shares_tell(struct resident *r, uint32_t i);
/* A domain's nodes go: so do its peers' of what it shared. */
void shares_forget(struct resident *r, uint32_t i);

/* -- what domains printed last (tails.c) ---------------------------------------------------------
 */

/* Begins to keep it, in memory for one of each domain. */
void tails_begin(struct resident *r, struct tail *tails);
/* Ends that: their memory goes. */
void tails_end(struct resident *r);
/* That of a domain; NULL where nobody may read it. */
struct tail *tail_of(const struct resident *r, uint32_t i);
/* Writes to the store what changed, and who failed. */
void tails_serve(struct resident *r);
/* A domain ended, and all that it printed was shown: writes it at once. */
void tail_end(struct resident *r, uint32_t i);
/* When there is something to write though no event came; 0: never. */
uint64_t tails_when(const struct resident *r);

/* -- events (resident.c) --------------------------------------------------------------------------
 */

/* Serves those that came: ends, input; and goes on with what was put off. Does not wait. */
void events_serve(struct resident *r);

/* -- the set and its record in the store (set_nodes.c, set_leaves.c) ----------------------------
 */

enum { SET_NODES_PATH_SIZE = 128 };
#define SET_NODES_DONE   "/hyperlaunch/done"
#define SET_NODES_FAILED "/hyperlaunch/failed" /* who did, in the order of the failures */

/* Whether a domain may read it. */
static inline bool set_is_reader(const struct lcm_domain *domain)
{
    return domain->domid != 0 &&
           (domain->functions & (LCM_FUNC_BOOT | LCM_FUNC_RECOVERY | LCM_FUNC_CONSOLE)) != 0;
}

/* Whether a domain of the plan may. */
bool set_is_read(const struct lcm_plan *plan);
/* Makes the tree, where a domain of the set may read it. */
void set_nodes_begin(struct resident *r);
/* A domain has come to the store: gives it its permissions, if it is one that reads the tree. */
void set_nodes_permit(struct resident *r, uint32_t i);
/* Writes what is otherwise than it was. */
void set_nodes_serve(struct resident *r);
/* The path of a leaf of domain i; "": of the domain itself. Whether it fitted. */
bool set_nodes_path(const struct resident *r, uint32_t i, const char *leaf,
                    char path[SET_NODES_PATH_SIZE]);

struct text;
/* The n-th leaf of a domain that can change, and what it says; NULL from an n on. */
const char *set_leaf(const struct resident *r, uint32_t i, uint32_t n, struct text *text);
/* What all of those of a domain are made of; and whether that is the same. */
struct set_told set_told_of(const struct resident *r, uint32_t i);
bool set_told_is(const struct set_told *a, const struct set_told *b);

/* A domain is settled: writes what it gets, which the boot domain cannot change any more. */
void set_nodes_settle(struct resident *r, uint32_t i);

/* -- the boot domain (boot_domain.c, boot_changes.c, boot_carry.c)
 * -----------------------------------------------
 */

/* Looks what the boot domain said, and whether it failed. */
void boot_serve(struct resident *r);
/* It failed: the launch goes on as the LCM says, unless the boot domain is required. */
void boot_fail(struct resident *r, const char *why);
/* It is gone: what it asked for is taken, or not where it failed. */
void boot_finish(struct resident *r);
/* When it has failed; 0: it does not run. */
uint64_t boot_when(const struct resident *r);
/* Whether it asks for domain i to be held back ("skip"), or started ("start"). */
bool boot_asks(const struct resident *r, uint32_t i, const char *leaf);
/* Puts what it asks for into the plan, once: domain i is to be built. */
void boot_changes_take(struct resident *r, uint32_t i);
/*
 * Keeps a command line for a dom0 that comes, and has `text` be what is kept. False where the
 * launch record has no room for it.
 */
bool boot_carry_cmdline(struct resident *r, uint32_t i, const char **text);
/* The same for the data at a path of the store: NULL, or why they are refused. */
const char *boot_carry_data(struct resident *r, uint32_t i, const char *from);
/* It is done: keeps the data that it wrote for others. */
void boot_data_keep(struct resident *r);
/* Domain i has come to the store: gives it its data. */
void boot_data_give(struct resident *r, uint32_t i);
/* The bytes of the command lines that it may give to the domains before one. */
uint64_t boot_cmdlines_size(const struct lcm_plan *plan, uint32_t domain);

/* -- input (focus.c, input.c) ------------------------------------------------------------------ */

/* Says where input goes. */
void focus_announce(struct resident *r);
/* Gives the input to the domain that is to have it first, or to one that runs. */
void focus_begin(struct resident *r);
/* Gives it to the domain that is to have it first, where that was started since. */
void focus_serve(struct resident *r);
/* A domain is gone that may have had the input: it goes to the next. */
void focus_leave(struct resident *r, uint32_t i);
/* Domain i runs: it has the input where nobody has. */
void focus_offer(struct resident *r, uint32_t i);
/* Moves the focus to the next running domain, `step` forwards. */
void focus_move(struct resident *r, uint32_t step);
/* Reads what was typed. */
void input_serve(struct resident *r);

/* -- ends (ends.c) ------------------------------------------------------------------- */

/* Xen says only that some domain ended: looks which. */
void ends_serve(struct resident *r);
/* It ended, or is to end: from now on only what its ring has yet is shown of it. */
void end_notice(struct resident *r, uint32_t i, const char *how, enum life_end end);
/* Destroys a domain whose output is shown. */
void domain_end(struct resident *r, uint32_t i);
/* Goes on destroying those that Xen put off, when it is time. */
void ends_continue(struct resident *r);

/* -- restarts (restart.c) ------------------------------------------------------------ */

/* A domain ended, or could not be started again: decides what follows. */
void restart_decide(struct resident *r, uint32_t i, enum life_end end);
/* Has a domain that was destroyed built again, from that time on. */
void restart_plan(struct resident *r, uint32_t i, uint64_t when);
/*
 * The domain ended for good: input goes to the next, and the launch image goes where it was the
 * last to need that.
 */
void restart_none(struct resident *r, uint32_t i);
/* Does a step of building a domain again, if there is one to be built. */
void restarts_continue(struct resident *r);
/* When that has something to do; 0: never. */
uint64_t restarts_when(const struct resident *r);
/* Says what the launch image is kept for. */
void restarts_tell(struct resident *r);

/* -- readiness (ready.c) ------------------------------------------------------------- */

/* Looks which domains printed what makes them ready, and which are late. */
void ready_serve(struct resident *r);
/* When the next one is late; 0: none will be. */
uint64_t ready_when(const struct resident *r);
/* Nothing that domains do can be noticed: those that are not ready yet count as late. */
void ready_abandon(struct resident *r);

/* -- failures (recovery.c) ----------------------------------------------------------- */

/* Says which domains failed, and starts the recovery domain where one asks for it. */
void recovery_serve(struct resident *r);
/* When that has something to do though no event came; 0: never. */
uint64_t recovery_when(const struct resident *r);

/* -- the host (stopped.c) ------------------------------------------------------------ */

/* Ends the host where its policy says so, when all domains have ended. */
void stopped_serve(struct resident *r);

#endif
