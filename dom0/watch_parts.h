/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the files of the watch share and call of each other; calls go from watch.c downwards.
 */
#ifndef DOM0_WATCH_PARTS_H
#define DOM0_WATCH_PARTS_H

#include <xenstore.h>

#include "core/life/life.h"
#include "core/record/record_read.h"
#include "dom0/launch_image.h"
#include "dom0/now.h"
#include "dom0/served.h"
#include "xen/domain.h"

enum watch_status { WATCH_FINE = 0, WATCH_PARTLY = 1, WATCH_FAILED = 3 };

/* One launched domain. */
struct watched {
    const struct record_domain *domain;
    struct lcm_domain policy; /* only what is to follow when it ends */
    struct life life;
    uint32_t domid;    /* the one that it has now */
    bool is_left;      /* it is still to be watched */
    bool is_stopped;   /* it was told that it stands still, for now */
    const char *how;   /* it ended, in words */
    uint64_t again_at; /* it is destroyed, and built again from then on; 0: it is there */
    bool says_ready;   /* as it ended it had said that it is ready (dom0/served.h) */
};

/* Large: keep it static. Times are those of dom0_now(). */
struct watch {
    const struct record *record;
    char *const *images;
    const char *folder;
    struct xs_handle *store;
    struct xen xen;
    enum watch_status status;
    bool has_policies; /* those of the LCM were found, which `set` holds then */
    struct launch_image set;
    struct served served;
    struct watched domains[RECORD_DOMAINS_MAX];
};

/* The domain is not watched any more; `good` unless that is a fault. */
static inline void watch_leave(struct watch *w, struct watched *d, bool good)
{
    d->is_left = false;
    d->again_at = 0;
    w->status = good ? w->status : WATCH_PARTLY;
}

/* -- policies (watch_policy.c) ------------------------------------------------------- */

/*
 * Reads what is to follow when the domains end; again what was not found before. Once that is
 * there, this costs nothing.
 */
void watch_policies_read(struct watch *w);

/* -- devices of driver domains (watch_served.c) --------------------------------------- */

/* Takes them from the set, once that was found. */
void watch_served_begin(struct watch *w);
/* Does what can be done by now; returns when to look again. */
uint64_t watch_served_look(struct watch *w);
/* The domain ended, and is there yet: notes whether it had said that it is ready. */
void watch_served_note(struct watch *w, struct watched *d);
/* It is gone: what it served is taken from those that had it, to be attached again. */
void watch_served_gone(struct watch *w, const struct watched *d);
/* It was built again. */
void watch_served_back(struct watch *w, const struct watched *d);
/* A driver domain that the domain is to wait for before it is built again; NULL: none. */
const struct watched *watch_served_away(struct watch *w, const struct watched *d);

/* -- restarts (watch_restart.c) ------------------------------------------------------ */

/* Whether it is there, with `info` of it, as the domain that was launched, or built again. */
enum watch_presence { WATCH_PRESENT, WATCH_GONE, WATCH_UNKNOWN };
enum watch_presence watch_presence_of(struct watch *w, const struct watched *d, uint32_t domid,
                                      struct xen_domain_info *info);
/* Finds out which domain it is by now, be it that another watch had it built again. */
void watch_adopt(struct watch *w, struct watched *d);
/* It ended, and is to be started again: destroys and builds it. */
void watch_restart(struct watch *w, struct watched *d);
/* It is destroyed already: builds it. */
void watch_rebuild(struct watch *w, struct watched *d);

#endif
