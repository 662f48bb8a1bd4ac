/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Goes on with the devices that driver domains serve, each as far as it can be by now.
 */
#include "dom0/served.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dom0/nodes.h"
#include "dom0/now.h"
#include "dom0/say.h"

/* A frontend that sees its nodes come again before it saw them go takes them for the old ones. */
#define QUIET_NS NOW_SECOND

enum { PATH_SIZE = 64 };

void served_begin(struct served *s, struct xs_handle *store, const struct lcm_plan *plan)
{
    memset(s, 0, sizeof(*s));
    s->store = store;
    s->plan = plan;
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        s->domains[i].domid = SERVED_NOWHERE;
}

void served_want(struct served *s, uint32_t backend)
{
    for (uint32_t n = 0; s->plan && n < s->plan->device_count; n++)
        if (devices_is_served(s->plan, &s->plan->devices[n]) &&
            s->plan->devices[n].backend == backend)
            s->devices[n] = (struct served_device){.state = SERVED_WANTED};
}

static void ready_path(uint32_t domid, char path[PATH_SIZE])
{
    (void)snprintf(path, PATH_SIZE, "/local/domain/%" PRIu32 "/data/hyperlaunch/ready", domid);
}

bool served_says_ready(struct xs_handle *store, uint32_t domid)
{
    char path[PATH_SIZE];

    ready_path(domid, path);
    return nodes_is(store, path, NULL);
}

/* -- watches ---------------------------------------------------------------------------------- */

/* Calls it for what a driver domain answers by. */
static void paths_watch(const struct served *s, uint32_t domid,
                        bool (*call)(struct xs_handle *, const char *, const char *))
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/backend", domid);
    (void)call(s->store, path, "served");
    ready_path(domid, path);
    (void)call(s->store, path, "served");
}

/* Only what is waited for is watched: what a driver domain writes otherwise wakes nobody. */
static void domain_watch(const struct served *s, struct served_domain *domain, bool is_wanted)
{
    uint32_t domid = is_wanted && domain->domid != SERVED_NOWHERE ? domain->domid : 0;

    if (domain->watched == domid)
        return;
    if (domain->watched)
        paths_watch(s, domain->watched, xs_unwatch);
    if (domid)
        paths_watch(s, domid, xs_watch);
    domain->watched = domid;
}

/* -- a device --------------------------------------------------------------------------------- */

/* Whether xl has waited in vain for a device of this kind, of this backend. */
static bool is_mute(const struct served *s, const struct lcm_device *device)
{
    for (uint32_t n = 0; n < s->plan->device_count; n++)
        if (s->devices[n].is_silent && s->plan->devices[n].kind == device->kind &&
            s->plan->devices[n].backend == device->backend)
            return true;
    return false;
}

static void late_tell(const struct lcm_plan *plan, const struct lcm_device *device,
                      enum devices_presence presence)
{
    const char *name = plan->domains[device->domain].name;
    const char *backend = plan->domains[device->backend].name;
    char title[DEVICES_TITLE_SIZE];

    devices_title(plan, device, title);
    if (presence == DEVICES_SILENT)
        say("domain %s: %s: driver domain %s did not take it in time; it works once that does: see "
            "by xl console %s whether it has %s, and hyperlaunch-backend or xl devd",
            name, title, backend, backend,
            device->kind == LCM_DEVICE_DISK ? "xen-blkback" : "xen-netback");
    else
        say("domain %s: %s is not attached, as driver domain %s was not ready in time; see xl "
            "console %s, then run hyperlaunch-init again",
            name, title, backend, backend);
}

static void device_end(struct served_device *state, enum served_state end)
{
    state->state = end;
    state->is_silent = false;
}

/* One that the domain does not have: has xl attach it, unless that is to wait. */
static enum devices_presence device_bring(struct served *s, uint32_t n, uint64_t *due)
{
    const struct lcm_device *device = &s->plan->devices[n];
    struct served_device *state = &s->devices[n];
    const struct served_domain *back = &s->domains[device->backend];
    uint32_t domid = s->domains[device->domain].domid;
    enum devices_presence presence;
    bool good;

    if (back->domid == SERVED_NOWHERE || back->is_awaited || is_mute(s, device))
        return DEVICES_ABSENT;
    if (dom0_now() < state->quiet) {
        *due = state->quiet < *due ? state->quiet : *due;
        return DEVICES_ABSENT;
    }
    good = devices_plug(s->plan, device, domid);
    s->plugged = dom0_now();
    presence = devices_presence_of(s->store, s->plan, device, domid);
    state->is_new = presence != DEVICES_ABSENT;
    state->is_silent = !good && presence == DEVICES_SILENT;
    if (state->is_silent) {
        char title[DEVICES_TITLE_SIZE];

        devices_title(s->plan, device, title);
        say("domain %s: %s: driver domain %s has not taken it yet, and is waited for",
            s->plan->domains[device->domain].name, title, s->plan->domains[device->backend].name);
    }
    if (presence == DEVICES_ABSENT && !good)
        device_end(state, SERVED_FAILED);
    return presence;
}

/* Its driver domain took its half along. */
static void device_drop(struct served *s, uint32_t n, uint64_t *due)
{
    const struct lcm_device *device = &s->plan->devices[n];
    struct served_device *state = &s->devices[n];

    if (!devices_unplug(s->plan, device, s->domains[device->domain].domid)) {
        devices_complain(s->plan, device, DEVICES_STALE);
        device_end(state, SERVED_FAILED);
        return;
    }
    state->quiet = dom0_now() + QUIET_NS;
    *due = state->quiet < *due ? state->quiet : *due;
}

static void device_look(struct served *s, uint32_t n, uint64_t *due)
{
    const struct lcm_device *device = &s->plan->devices[n];
    struct served_device *state = &s->devices[n];
    const struct served_domain *back = &s->domains[device->backend];
    uint32_t domid = s->domains[device->domain].domid;
    enum devices_presence presence;

    if (domid == SERVED_NOWHERE) { /* xl gives it to a domain that it builds */
        device_end(state, SERVED_IDLE);
        return;
    }
    presence = devices_presence_of(s->store, s->plan, device, domid);
    if (presence == DEVICES_STALE) {
        device_drop(s, n, due);
        return;
    }
    if (presence == DEVICES_ABSENT)
        presence = device_bring(s, n, due);
    if (presence == DEVICES_THERE) {
        device_end(state, SERVED_DONE);
    } else if (presence == DEVICES_FAILED || state->state == SERVED_FAILED) {
        devices_complain(s->plan, device, presence);
        device_end(state, SERVED_FAILED);
    } else if (back->domid == SERVED_NOWHERE) {
        if (!back->is_coming)
            device_end(state, SERVED_IDLE);
    } else if (dom0_now() >= back->until) {
        late_tell(s->plan, device, presence);
        state->state = SERVED_FAILED; /* and stays silent: others of its kind are not tried */
    }
}

/* -- all of them ------------------------------------------------------------------------------ */

static void domains_look(struct served *s, uint64_t *due)
{
    for (uint32_t i = 0; i < s->plan->domain_count; i++) {
        struct served_domain *domain = &s->domains[i];

        if (!domain->is_awaited || domain->domid == SERVED_NOWHERE)
            continue;
        domain->is_awaited =
            dom0_now() < domain->until && !served_says_ready(s->store, domain->domid);
        if (domain->is_awaited && domain->until < *due)
            *due = domain->until;
    }
}

uint32_t served_look(struct served *s, uint64_t *due)
{
    bool wanted[LCM_DOMAINS_MAX] = {false};
    uint32_t count = 0;

    *due = UINT64_MAX;
    if (!s->plan)
        return 0;
    domains_look(s, due);
    for (uint32_t n = 0; n < s->plan->device_count; n++) {
        const struct served_domain *back;

        if (s->devices[n].state == SERVED_WANTED)
            device_look(s, n, due);
        if (s->devices[n].state != SERVED_WANTED)
            continue;
        count++;
        wanted[s->plan->devices[n].backend] = true;
        back = &s->domains[s->plan->devices[n].backend];
        if (back->domid != SERVED_NOWHERE && back->until < *due)
            *due = back->until;
    }
    for (uint32_t i = 0; i < s->plan->domain_count; i++)
        domain_watch(s, &s->domains[i], wanted[i] || s->domains[i].is_awaited);
    return count;
}
