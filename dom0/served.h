/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Attaching the disks and network cards that driver domains serve.
 *
 * Xl gives a backend ten seconds to take a device; the nodes stay after that, and a backend that
 * comes later finds them. So a device is attached once, and what its backend says is waited for by
 * watches on the store. A device whose driver domain is gone is detached, and attached again to
 * the one that was built in its place.
 */
#ifndef DOM0_SERVED_H
#define DOM0_SERVED_H

#include "dom0/devices.h"

/* How long a driver domain has to take what it serves: the default, and the most. Seconds. */
enum { SERVED_WAIT = 60, SERVED_WAIT_MAX = 3600 };

/* The domain does not run. No domain has this domid. */
#define SERVED_NOWHERE UINT32_MAX

enum served_state {
    SERVED_IDLE,   /* nothing is to be done */
    SERVED_WANTED, /* to be attached, or its backend to answer */
    SERVED_DONE,
    SERVED_FAILED, /* which was told */
};

struct served_device {
    uint8_t state;
    bool is_new;    /* xl was called for it */
    bool is_silent; /* and gave up waiting for the backend */
    uint64_t quiet; /* it was detached: its frontend has until then to let go of it */
};

/* The backend, or the domain that has devices; so one for each domain of the plan. */
struct served_domain {
    uint32_t domid;   /* now, or SERVED_NOWHERE */
    bool is_coming;   /* it does not run, and will again */
    bool is_awaited;  /* as a backend: until it says that it is ready */
    uint64_t until;   /* it has to take its devices until then */
    uint32_t watched; /* the domid whose nodes are watched; 0: none */
};

/* Large: keep it static. */
struct served {
    struct xs_handle *store;
    const struct lcm_plan *plan; /* NULL: nothing is served */
    uint64_t plugged;            /* when xl attached one last; 0: never */
    struct served_domain domains[LCM_DOMAINS_MAX];
    struct served_device devices[LCM_DEVICES_MAX];
};

/* No domain runs, and no device is wanted. */
void served_begin(struct served *s, struct xs_handle *store, const struct lcm_plan *plan);

/* Wants all devices that this domain of the plan serves. */
void served_want(struct served *s, uint32_t backend);

/*
 * Does what can be done by now. Returns how many devices are still waited for, and by `due` when to
 * look again at the latest; the store has an event as soon as there is something to see.
 */
uint32_t served_look(struct served *s, uint64_t *due);

/* Whether that domain says by data/hyperlaunch/ready that it is ready. */
bool served_says_ready(struct xs_handle *store, uint32_t domid);

/*
 * Gives driver domains the nodes that libxl gives them, attaches what introduced domains do not
 * have yet of what they serve, and waits so many seconds for the answers. False, told on stderr,
 * where a device cannot be used; `done` is told how many were attached.
 */
bool served_attach(struct dom0 *dom0, const struct record *record, const struct lcm_plan *plan,
                   struct introduction *done, unsigned int seconds);

#endif
