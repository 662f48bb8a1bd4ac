/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What driver domains serve, when one of them or a domain that it serves is built again.
 */
#include <string.h>

#include "dom0/frontends.h"
#include "dom0/wake.h"
#include "dom0/watch_parts.h"
#include "xen/errno.h"

/* Its number in the plan; the number of domains there, where it has none. */
static uint32_t number_of(const struct watch *w, const struct watched *d)
{
    const struct lcm_plan *plan = w->served.plan;
    uint32_t i = 0;

    while (plan && i < plan->domain_count && plan->domains[i].domid != d->domain->domid)
        i++;
    return plan ? i : LCM_DOMAINS_MAX;
}

static bool is_planned(const struct watch *w, uint32_t number)
{
    return w->served.plan && number < w->served.plan->domain_count;
}

void watch_served_begin(struct watch *w)
{
    served_begin(&w->served, w->store, &w->set.image.plan);
}

/* Where they all are by now. */
static void domains_find(struct watch *w)
{
    for (uint32_t i = 0; i < w->record->domain_count; i++) {
        const struct watched *d = &w->domains[i];
        uint32_t number = number_of(w, d);
        struct served_domain *domain = &w->served.domains[number];

        if (!is_planned(w, number))
            continue;
        domain->is_coming = d->is_left;
        domain->domid = d->is_left && !d->again_at ? d->domid : SERVED_NOWHERE;
    }
}

/* Shows domains what they were given, which may boot just now; returns when to do so again. */
static uint64_t devices_show(const struct watch *w)
{
    uint32_t shown = 0;

    if (!w->served.plugged || dom0_now() >= w->served.plugged + WAKE_SECONDS * NOW_SECOND)
        return UINT64_MAX;
    for (uint32_t i = 0; i < w->record->domain_count; i++)
        if (w->domains[i].is_left && !w->domains[i].again_at)
            shown += frontends_show(w->store, w->domains[i].domid);
    return shown > 0 ? dom0_now() + NOW_SECOND : UINT64_MAX;
}

uint64_t watch_served_look(struct watch *w)
{
    uint64_t due = UINT64_MAX, again;

    domains_find(w);
    (void)served_look(&w->served, &due);
    again = devices_show(w);
    return again < due ? again : due;
}

void watch_served_note(struct watch *w, struct watched *d)
{
    d->says_ready = served_says_ready(w->store, d->domid);
}

void watch_served_gone(struct watch *w, const struct watched *d)
{
    uint32_t number = number_of(w, d);
    uint64_t due;

    if (!is_planned(w, number))
        return;
    served_want(&w->served, number);
    domains_find(w);
    w->served.domains[number].domid = SERVED_NOWHERE;
    (void)served_look(&w->served, &due);
}

void watch_served_back(struct watch *w, const struct watched *d)
{
    uint32_t number = number_of(w, d);

    if (!is_planned(w, number))
        return;
    w->served.domains[number].until = dom0_now() + SERVED_WAIT * NOW_SECOND;
    w->served.domains[number].is_awaited = d->says_ready;
}

/* Whether a driver domain is on its way, so that xl could not have it take a device yet. */
static bool is_away(struct watch *w, const struct watched *d)
{
    uint32_t number = number_of(w, d);
    struct xen_domain_info info;
    int error;

    if (!d->is_left)
        return false;
    if (d->again_at || w->served.domains[number].is_awaited)
        return true;
    error = xen_domain_info(&w->xen, d->domid, &info);
    return error ? error == -XEN_ESRCH : info.dying || info.shut_down;
}

const struct watched *watch_served_away(struct watch *w, const struct watched *d)
{
    const struct lcm_plan *plan = w->served.plan;
    uint32_t number = number_of(w, d);

    for (uint32_t n = 0; is_planned(w, number) && n < plan->device_count; n++) {
        if (plan->devices[n].domain != number || !devices_is_served(plan, &plan->devices[n]))
            continue;
        for (uint32_t i = 0; i < w->record->domain_count; i++)
            if (number_of(w, &w->domains[i]) == plan->devices[n].backend &&
                is_away(w, &w->domains[i]))
                return &w->domains[i];
    }
    return NULL;
}
