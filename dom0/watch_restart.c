/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starting a launched domain again, by xl: it is another domain then, with another domid, which
 * FOLDER/NAME.domid has for a watch that is started again.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dom0/find.h"
#include "dom0/nodes.h"
#include "dom0/payload_file.h"
#include "dom0/rebuild.h"
#include "dom0/say.h"
#include "dom0/watch_parts.h"
#include "dom0/xl.h"
#include "xen/errno.h"

/* How long one waits that xl could not build: what was lacking may come back. */
#define FAILED_NS UINT64_C(1000000000)

/* In the file: it is destroyed, and to be built. No launched domain has this domid. */
enum { DOMID_NONE = 0 };

/* The path of the file; the caller frees it. */
static char *note_path(const struct watch *w, const struct watched *d)
{
    char *path;

    return asprintf(&path, "%s/%s.domid", w->folder, d->domain->name) < 0 ? NULL : path;
}

static void note_write(const struct watch *w, const struct watched *d, uint32_t domid)
{
    char *path = note_path(w, d);
    FILE *out = path ? file_begin(path) : NULL;
    const char *why = out ? NULL : strerror(errno);

    if (out) {
        fprintf(out, "%u\n", domid);
        why = file_commit(out, path, NULL);
    }
    if (why)
        say("%s cannot be written: %s; a watch that is started again will not find the domain",
            path ? path : d->domain->name, why);
    free(path);
}

void watch_adopt(struct watch *w, struct watched *d)
{
    char *path = note_path(w, d);
    FILE *in = path ? fopen(path, "re") : NULL;
    char line[16], *end;
    unsigned long domid;

    d->domid = d->domain->domid;
    free(path);
    if (!in)
        return;
    if (fgets(line, sizeof(line), in)) {
        domid = strtoul(line, &end, 10);
        if (end != line && *end == '\n' && domid <= LCM_DOMID_MAX) {
            d->domid = (uint32_t)domid;
            d->how = "was being started again";
            if (domid == DOMID_NONE) {
                d->again_at = dom0_now();
                (void)life_end(&d->life, &d->policy, LIFE_UNBUILT, d->again_at);
            }
        }
    }
    (void)fclose(in);
}

enum watch_presence watch_presence_of(struct watch *w, const struct watched *d, uint32_t domid,
                                      struct xen_domain_info *info)
{
    int error = xen_domain_info(&w->xen, domid, info);

    if (error == -XEN_ESRCH)
        return WATCH_GONE;
    if (error) {
        say("domain %s: its state cannot be read: Xen says %s; it is left alone", d->domain->name,
            xen_strerror(error));
        return WATCH_UNKNOWN;
    }
    /* Of a domain that dies xenstored tells once, which may be before it is gone. */
    return info->dying || memcmp(info->handle, d->domain->uuid, sizeof(info->handle)) != 0
               ? WATCH_GONE
               : WATCH_PRESENT;
}

/* It could not be built: later, or never. */
static void unbuilt(struct watch *w, struct watched *d, const char *path)
{
    uint64_t now = dom0_now();

    if (life_end(&d->life, &d->policy, LIFE_UNBUILT, now) == LIFE_RESTART) {
        d->again_at = now + FAILED_NS;
        say("domain %s: %s; destroyed, but not built; that is tried again in a second",
            d->domain->name, d->how);
        return;
    }
    say("domain %s: %s; destroyed, but not built, and given up after %u restarts within %u s: "
        "correct that, then run xl create %s",
        d->domain->name, d->how, (unsigned int)life_restart_limit(&d->policy),
        (unsigned int)LCM_RESTART_SECONDS, path);
    watch_leave(w, d, false);
}

/* What a boot domain gave it before dom0 came; it runs already. */
static void data_give(struct watch *w, struct watched *d)
{
    char where[NODES_PATH_SIZE];

    if (!nodes_data_write(w->store, d->domain, d->domid, where))
        say("domain %s: the boot domain's data are not given to it again: %s cannot be written: "
            "%s; write them by xenstore-write, or restart the domain",
            d->domain->name, where, strerror(errno));
}

/* Builds it by a configuration that was written. */
static void build(struct watch *w, struct watched *d, char *path)
{
    if (!xl_create(path)) {
        unbuilt(w, d, path);
    } else if (!rebuilt_find(w->store, &w->xen, d->domain, &d->domid)) {
        /* Xl does not tell which domain it made. */
        say("domain %s: %s; built again, and is gone", d->domain->name, d->how);
        watch_leave(w, d, false);
    } else {
        d->again_at = 0;
        note_write(w, d, d->domid);
        watch_served_back(w, d);
        data_give(w, d);
        say("domain %s: %s; built again by xl as domain %u, restart %u", d->domain->name, d->how,
            (unsigned int)d->domid, (unsigned int)d->life.restarts);
    }
}

/* Whether `path` is one, and the domain destroyed; it stays as it ended unless both are. */
static bool make_room(struct watch *w, struct watched *d, const char *path)
{
    if (path)
        watch_served_note(w, d);
    if (path && xl_destroy(d->domid)) {
        note_write(w, d, DOMID_NONE);
        watch_served_gone(w, d);
        return true;
    }
    say("domain %s: %s; not built again, it stays as it ended", d->domain->name, d->how);
    watch_leave(w, d, false);
    return false;
}

/* A watch that is stopped between xl destroy and xl create would lose the domain. */
static void signals_block(sigset_t *before)
{
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ends, before);
}

void watch_restart(struct watch *w, struct watched *d)
{
    char *path = rebuild_prepare(w->record, d->domain, w->images, w->folder);
    sigset_t before;

    signals_block(&before);
    if (make_room(w, d, path)) {
        const struct watched *backend = watch_served_away(w, d);

        if (backend) {
            d->again_at = dom0_now();
            say("domain %s: %s; destroyed, and built again once driver domain %s is ready",
                d->domain->name, d->how, backend->domain->name);
        } else {
            build(w, d, path);
        }
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    free(path);
}

void watch_rebuild(struct watch *w, struct watched *d)
{
    char *path = rebuild_prepare(w->record, d->domain, w->images, w->folder);
    sigset_t before;

    signals_block(&before);
    if (path) {
        build(w, d, path);
    } else {
        say("domain %s: %s; destroyed, and not built again", d->domain->name, d->how);
        watch_leave(w, d, false);
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    free(path);
}
