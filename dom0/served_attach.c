/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of driver domains once the launched domains are introduced, with the nodes that libxl
 * gives a driver domain (driver_domain in libxl__domain_make() of Xen 4.17).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dom0/find.h"
#include "dom0/nodes.h"
#include "dom0/now.h"
#include "dom0/say.h"
#include "dom0/served.h"
#include "dom0/store_wait.h"

enum { PATH_SIZE = 64 };

/* Where xl and QEMU that run in the driver domain keep what they know; false after a complaint. */
static bool driver_nodes_write(struct xs_handle *store, uint32_t domid)
{
    static const char *const names[] = {"libxl", "device-model"};
    struct xs_permissions own = {.id = domid, .perms = XS_PERM_NONE};
    char path[PATH_SIZE];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/%s", domid, names[i]);
        if (nodes_is(store, path, NULL) || (xs_write(store, XBT_NULL, path, "", 0) &&
                                            xs_set_permissions(store, XBT_NULL, path, &own, 1)))
            continue;
        say("%s cannot be written: %s; xenstored's log may say more", path, strerror(errno));
        return false;
    }
    return true;
}

/* Which domain of the record it is; the number of domains there, where it is none. */
static uint32_t recorded(const struct record *record, uint32_t domid)
{
    uint32_t i = 0;

    while (i < record->domain_count && record->domains[i].domid != domid)
        i++;
    return i;
}

/* Finds out where each domain of the plan is by now, be it that xl built it again. */
static void domains_find(struct served *s, struct dom0 *dom0, const struct record *record,
                         const struct introduction *done, uint64_t until)
{
    for (uint32_t i = 0; i < s->plan->domain_count; i++) {
        struct served_domain *domain = &s->domains[i];
        uint32_t at = recorded(record, s->plan->domains[i].domid);

        domain->until = until;
        if (at == record->domain_count || record->domains[at].domid == 0)
            continue;
        if (introduction_is_good(&done[at]))
            domain->domid = record->domains[at].domid;
        else if (done[at].result == INTRODUCE_SKIPPED)
            (void)rebuilt_find(dom0->store, &dom0->xen, &record->domains[at], &domain->domid);
    }
}

/* Whether there is a driver domain for what the device's domain lacks; else says so. */
static bool backend_is_there(const struct served *s, const struct lcm_device *device)
{
    const char *backend = s->plan->domains[device->backend].name;
    char title[DEVICES_TITLE_SIZE];

    if (s->domains[device->backend].domid != SERVED_NOWHERE)
        return true;
    devices_title(s->plan, device, title);
    say("domain %s: %s is not attached, as driver domain %s does not run; build that by xl create, "
        "then run hyperlaunch-init again",
        s->plan->domains[device->domain].name, title, backend);
    return false;
}

/* Wants what can be had; false, told, where something cannot. */
static bool devices_want(struct served *s)
{
    bool good = true;

    for (uint32_t n = 0; n < s->plan->device_count; n++) {
        const struct lcm_device *device = &s->plan->devices[n];

        if (!devices_is_served(s->plan, device) ||
            s->domains[device->domain].domid == SERVED_NOWHERE)
            continue;
        if (devices_sound(s->plan->domains[device->domain].name, device) &&
            backend_is_there(s, device))
            s->devices[n].state = SERVED_WANTED;
        else
            good = false;
    }
    return good;
}

/* Goes on until nothing is waited for; false after a complaint where the store went away. */
static bool answers_wait(struct served *s)
{
    uint64_t due;

    while (served_look(s, &due) > 0)
        if (!store_wait(s->store, due))
            return false;
    return true;
}

bool served_attach(struct dom0 *dom0, const struct record *record, const struct lcm_plan *plan,
                   struct introduction *done, unsigned int seconds)
{
    static struct served served;
    struct served *s = &served;
    bool good = true;

    served_begin(s, dom0->store, plan);
    domains_find(s, dom0, record, done, dom0_now() + seconds * NOW_SECOND);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (plan->domains[i].driver_domain && s->domains[i].domid != SERVED_NOWHERE)
            good = driver_nodes_write(dom0->store, s->domains[i].domid) && good;
    good = devices_want(s) && good;
    good = answers_wait(s) && good;
    for (uint32_t n = 0; n < plan->device_count; n++) {
        uint32_t at = recorded(record, plan->domains[plan->devices[n].domain].domid);

        good = good && s->devices[n].state != SERVED_FAILED;
        if (s->devices[n].state == SERVED_DONE && s->devices[n].is_new)
            done[at].attached++;
    }
    return good;
}
