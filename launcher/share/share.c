/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making what a domain shares: pages, grants, ports.
 */
#include "launcher/share/share.h"

#include <string.h>

#include "core/base/text.h"
#include "core/share/share.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
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

/* Has the window's first page show a frame of the domain's grant table. */
static int table_show(struct making *m, uint32_t frame)
{
    const struct window *window = &m->b->boot->copy;
    struct xen_pte_update update = {.pointer = window->entries | XEN_PTE_NO_TRANSLATE};
    uint64_t mfn;
    int error = xen_grant_table_frame(m->b->xen, m->b->domid, frame, &mfn);

    update.value = (mfn << XEN_PAGE_SHIFT) | XEN_PTE_RW;
    return error ? error : xen_pte_update(m->b->xen, &update, 1, m->b->domid);
}

static void entry_write(grant_entry_v1_t *entry, uint32_t domid, uint64_t frame, uint16_t flags)
{
    entry->domid = (domid_t)domid;
    entry->frame = (uint32_t)frame;
    /* The flags make the entry valid: last. */
    __atomic_store_n(&entry->flags, flags, __ATOMIC_RELEASE);
}

/* Grants the pages, by consecutive references from `first` on. */
static int pages_grant(struct making *m, uint32_t first, uint32_t domid, uint16_t flags)
{
    const struct window *window = &m->b->boot->copy;
    grant_entry_v1_t *table = (grant_entry_v1_t *)(void *)window->base;
    int error = 0;

    for (uint32_t i = 0; i < m->place.pages && !error; i++) {
        uint32_t reference = first + i, at = reference % SHARE_ENTRIES;

        if (i == 0 || at == 0)
            error = table_show(m, reference / SHARE_ENTRIES);
        if (!error)
            entry_write(&table[at], domid, m->frames[i], flags);
        if (!error && (i + 1 == m->place.pages || at + 1 == SHARE_ENTRIES))
            error = window_unmap(m->b->xen, window, 0, 1);
    }
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

int build_shares_make(struct build *b)
{
    const struct lcm_plan *plan = &b->image->plan;
    int error = 0;

    for (uint32_t i = 0; i < plan->share_count && !error; i++)
        if (&plan->domains[plan->shares[i].domain] == b->domain)
            error = share_make(b, &plan->shares[i]);
    return error;
}
