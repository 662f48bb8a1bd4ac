/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making what a domain shares: pages, grants, ports.
 */
#include "launcher/share/share.h"

#include <string.h>

#include "core/base/text.h"
#include "core/share/share.h"
#include "launcher/share/grants.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/memory_op.h"
#include "xen/window.h"

#include <xen/grant_table.h>

enum { PAGES_MAX = LCM_SHARE_MAX_KIB / LCM_PAGE_KIB };

/* One that is being made. */
struct making {
    struct build *b;
    const struct lcm_share *share;
    struct share_place place;
    uint64_t frames[PAGES_MAX]; /* its pages as grants name them: PVH by gfn, PV by mfn */
};

static int share_refused(const struct making *m, const char *what, int64_t error)
{
    char text[BUILD_CAUSE_SIZE / 2];

    (void)text_set(text, sizeof(text), "%s %s: %s",
                   m->share->kind == LCM_SHARE_CHANNEL ? "its channel" : "its shared memory",
                   m->share->name, what);
    return build_refused(m->b, BUILD_CHANNELS, text, error);
}

static int pages_populate(struct making *m)
{
    struct build *b = m->b;
    bool is_pv = b->domain->mode == LCM_MODE_PV;
    uint64_t first = (is_pv ? b->pv.pages : LAYOUT_SHARED_GFN) + m->place.first;
    int64_t done;

    for (uint32_t i = 0; i < m->place.pages; i++)
        m->frames[i] = first + i;
    done = xen_memory_populate(b->xen, b->domid, m->frames, m->place.pages, 0);
    if (done < m->place.pages)
        return share_refused(m, "its pages", done < 0 ? done : -XEN_ENOMEM);
    return 0;
}

/* What Xen gives may have bytes of who had it before. */
static int pages_clear(struct making *m)
{
    const struct window *window = &m->b->boot->copy;
    int error = window_map(m->b->xen, window, 0, m->frames, m->place.pages, m->b->domid);

    if (!error) {
        memset(window->base, 0, (size_t)m->place.pages * XEN_PAGE_SIZE);
        error = window_unmap(m->b->xen, window, 0, m->place.pages);
    }
    return error ? share_refused(m, "its pages", error) : 0;
}

/* Grants the pages, by consecutive references from `first` on. */
static int pages_grant(struct making *m, uint32_t first, uint32_t domid, uint16_t flags)
{
    int error = grants_write(m->b, first, m->place.pages, m->frames, domid, flags);

    return error ? share_refused(m, "its grants", error) : 0;
}

/* Offers the port to the peer. Who reckons with another number would bind another's. */
static int port_offer(struct making *m, uint32_t peer)
{
    uint32_t port;
    int error = xen_event_offer(m->b->xen, m->b->domid, peer, &port);

    if (error)
        return share_refused(m, "its event channel", error);
    return port == m->place.port ? 0 : share_refused(m, "its event channel's port", -XEN_EBUSY);
}

static int share_make(struct build *b, const struct lcm_share *share)
{
    static struct making making; /* one build at a time */
    struct making *m = &making;
    uint32_t peer = b->image->plan.domains[share->peer].domid;
    uint16_t flags = GTF_permit_access | (share->access == LCM_ACCESS_RO ? GTF_readonly : 0);
    int error;

    m->b = b;
    m->share = share;
    share_place(&b->image->plan, share, &m->place);
    error = pages_populate(m);
    if (!error)
        error = pages_clear(m);
    if (!error)
        error = pages_grant(m, m->place.reference, peer, flags);
    if (!error && m->place.own_reference)
        error = pages_grant(m, m->place.own_reference, b->domid, GTF_permit_access);
    return !error && m->place.port ? port_offer(m, peer) : error;
}

/* Lets domain 0 map the console and store pages by grant, as xenconsoled and xenstored do. */
static int rings_grant(struct build *b)
{
    const uint64_t frames[] = {b->result->console_frame, b->result->store_frame};
    int error;

    _Static_assert(GNTTAB_RESERVED_XENSTORE == GNTTAB_RESERVED_CONSOLE + 1,
                   "one follows the other");
    error = grants_write(b, GNTTAB_RESERVED_CONSOLE, 2, frames, 0, GTF_permit_access);
    return error ? build_refused(b, BUILD_CHANNELS, "its grant table", error) : 0;
}

int build_grants_make(struct build *b)
{
    const struct lcm_plan *plan = &b->image->plan;
    int error = rings_grant(b);

    for (uint32_t i = 0; i < plan->share_count && !error; i++)
        if (&plan->domains[plan->shares[i].domain] == b->domain)
            error = share_make(b, &plan->shares[i]);
    return error;
}
