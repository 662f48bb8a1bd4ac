/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch over launched domains: driven by xenstored's @releaseDomain, and by what it put off.
 *
 * Why a domain ended only Xen knows; it is asked with the launcher's own code for each version's
 * interface. What follows is decided by the launcher's own code, too (core/life), and done by xl.
 */
#include "dom0/watch.h"

#include <errno.h>
#include <string.h>

#include "dom0/rebuild.h"
#include "dom0/say.h"
#include "dom0/store_wait.h"
#include "dom0/watch_parts.h"
#include "dom0/xl.h"

#include <xen/sched.h>

static const char *reason_text(uint8_t reason)
{
    switch (reason) {
    case SHUTDOWN_poweroff:
        return "powered off";
    case SHUTDOWN_reboot:
        return "asked for a reboot";
    case SHUTDOWN_suspend:
        return "is suspended";
    case SHUTDOWN_soft_reset:
        return "asked for a soft reset";
    case SHUTDOWN_crash:
        return "crashed";
    case SHUTDOWN_watchdog:
        return "was stopped by its watchdog";
    default:
        return "ended";
    }
}

static void destroy(struct watch *w, struct watched *d, bool given_up)
{
    bool good = xl_destroy(d->domid);

    if (good)
        watch_served_gone(w, d);
    if (given_up) {
        say("domain %s: %s; given up: it was started again %u times within %u s, and is %s; find "
            "out why it ends, or raise hyperlaunch,restart-limit; xl create %s/%s.cfg starts it",
            d->domain->name, d->how, (unsigned int)life_restart_limit(&d->policy),
            (unsigned int)LCM_RESTART_SECONDS, good ? "destroyed" : "not destroyed", w->folder,
            d->domain->name);
    } else {
        say("domain %s: %s; %s", d->domain->name, d->how, good ? "destroyed" : "not destroyed");
    }
    watch_leave(w, d, good && !given_up);
}

/* Does what follows when a domain ended. */
static void end_serve(struct watch *w, struct watched *d, uint8_t reason)
{
    d->how = reason_text(reason);
    /* No end: a domain that is saved goes on (xl save -c), or whoever saves it destroys it. */
    if (reason == SHUTDOWN_suspend || reason == SHUTDOWN_soft_reset) {
        if (!d->is_stopped)
            say("domain %s: %s; left alone, and still watched", d->domain->name, d->how);
        d->is_stopped = true;
        return;
    }
    watch_policies_read(w);
    switch (life_end(&d->life, &d->policy, life_end_of(reason), dom0_now())) {
    case LIFE_DESTROY:
    case LIFE_RECOVER: /* no set with a domain 0 has a recovery domain */
        destroy(w, d, false);
        return;
    case LIFE_GIVE_UP:
        destroy(w, d, true);
        return;
    case LIFE_RESTART:
        watch_restart(w, d);
        return;
    case LIFE_PRESERVE:
        say("domain %s: %s; preserved as it is, with its memory; xl destroy %s ends that",
            d->domain->name, d->how, d->domain->name);
        watch_leave(w, d, true);
        return;
    }
}

/* Looks what became of a domain. */
static void domain_look(struct watch *w, struct watched *d)
{
    struct xen_domain_info info;

    if (d->again_at) {
        if (d->again_at <= dom0_now() && !watch_served_away(w, d))
            watch_rebuild(w, d);
        return;
    }
    switch (watch_presence_of(w, d, d->domid, &info)) {
    case WATCH_UNKNOWN:
        return;
    case WATCH_GONE:
        say("domain %s: is gone", d->domain->name);
        watch_served_gone(w, d);
        watch_leave(w, d, true);
        return;
    case WATCH_PRESENT:
        d->is_stopped = d->is_stopped && info.shut_down;
        if (info.shut_down)
            end_serve(w, d, info.shutdown_reason);
        return;
    }
}

/*
 * Xenstored says only that some domain ended: looks which. Returns how many are left, and when the
 * first of what was put off is due, or UINT64_MAX.
 */
static uint32_t domains_look(struct watch *w, uint64_t *due)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->record->domain_count; i++)
        if (w->domains[i].is_left)
            domain_look(w, &w->domains[i]);
    *due = watch_served_look(w);
    for (uint32_t i = 0; i < w->record->domain_count; i++) {
        const struct watched *d = &w->domains[i];

        count += d->is_left;
        /* One that waits for a driver domain has no time of its own. */
        if (d->again_at && d->again_at < *due && !watch_served_away(w, d))
            *due = d->again_at;
    }
    return count;
}

/* Opens the store and Xen; false after a complaint. */
static bool watch_open(struct watch *w)
{
    char refusal[XEN_REFUSAL_SIZE];
    int error;

    w->store = xs_open(0);
    if (!w->store || !xs_watch(w->store, "@releaseDomain", "end")) {
        say("the watch on ending domains cannot be set: %s; start xenstored first",
            strerror(errno));
        return false;
    }
    error = xen_init(&w->xen);
    if (error) {
        xen_refusal_write(&w->xen, error, refusal, sizeof(refusal));
        say("%s%s", refusal,
            w->xen.abi || !w->xen.major ? "; this needs root and /dev/xen/privcmd" : "");
    }
    return error == 0;
}

int watch_run(const struct record *record, char *const *images, const char *folder)
{
    static struct watch watch;
    struct watch *w = &watch;
    bool open;

    *w = (struct watch){.record = record, .images = images, .folder = folder};
    open = watch_open(w);
    if (open) {
        uint64_t due;

        watch_policies_read(w);
        if (!w->has_policies) {
            say("no launch image was found that this host was launched from: until there is one, "
                "the defaults of hyperlaunch,on-crash, hyperlaunch,on-poweroff and "
                "hyperlaunch,restart-limit are served; put it into %s, or name it with --image",
                REBUILD_IMAGES);
        }
        for (uint32_t i = 0; i < record->domain_count; i++) {
            w->domains[i].domain = &record->domains[i];
            w->domains[i].is_left = record->domains[i].state == RECORD_RUNNING;
            watch_adopt(w, &w->domains[i]);
        }
        /* What ended before the watch was there is found at once. */
        while (domains_look(w, &due) > 0 && (open = store_wait(w->store, due)))
            ;
    }
    xs_close(w->store);
    if (w->has_policies)
        launch_image_close(&w->set);
    return open ? (int)w->status : WATCH_FAILED;
}
