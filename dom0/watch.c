/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch over launched domains: driven by xenstored's @releaseDomain alone.
 *
 * Why a domain ended only Xen knows; it is asked with the launcher's own code for each version's
 * interface. What is to be done then is done by xl.
 */
#include "dom0/watch.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xenstore.h>

#include "dom0/rebuild.h"
#include "dom0/say.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/xen.h"

#include <xen/sched.h>

enum { STATUS_FINE = 0, STATUS_PARTLY = 1, STATUS_FAILED = 3 };

struct watch {
    const struct record *record;
    char *const *images;
    const char *folder;
    struct xen xen;
    bool left[RECORD_DOMAINS_MAX];    /* still to be watched */
    bool stopped[RECORD_DOMAINS_MAX]; /* it was told that it stands still, for now */
    int status;
};

enum watch_action watch_action_for(uint8_t reason, bool reboot_destroys)
{
    switch (reason) {
    case SHUTDOWN_reboot:
        return reboot_destroys ? WATCH_DESTROY : WATCH_REBUILD;
    case SHUTDOWN_suspend:
    case SHUTDOWN_soft_reset:
        return WATCH_NOTHING;
    default:
        return WATCH_DESTROY;
    }
}

static const char *reason_text(uint8_t reason)
{
    switch (reason) {
    case SHUTDOWN_poweroff:
        return "powered off";
    case SHUTDOWN_reboot:
        return "asked for a reboot, with hyperlaunch,on-reboot = \"destroy\"";
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

/* Starts a program without a shell, with no signal blocked: xl leaves a daemon that lives on. */
static int program_start(pid_t *pid, char *const *arguments)
{
    posix_spawnattr_t attributes;
    sigset_t none;
    int error = posix_spawnattr_init(&attributes);

    if (error)
        return error;
    sigemptyset(&none);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    error = posix_spawnp(pid, arguments[0], NULL, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    return error;
}

/* Runs a program to its end. False, after a complaint, unless it did well. */
static bool program_run(char *const *arguments)
{
    pid_t pid;
    int status, error = program_start(&pid, arguments);

    if (error) {
        say("%s cannot be run: %s", arguments[0], strerror(error));
        return false;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        say("%s %s %s failed; its own messages say why", arguments[0], arguments[1], arguments[2]);
        return false;
    }
    return true;
}

static bool domain_destroy(const struct record_domain *domain)
{
    char domid[12];
    char *arguments[] = {"xl", "destroy", domid, NULL};

    (void)snprintf(domid, sizeof(domid), "%u", domain->domid);
    return program_run(arguments);
}

/* Says what became of a domain that asked for a reboot; false unless it was built again. */
static bool reboot_serve(const struct watch *w, const struct record_domain *domain)
{
    char *path = rebuild_prepare(w->record, domain, w->images, w->folder);
    char *arguments[] = {"xl", "create", "-q", path, NULL};
    bool good = false;

    if (!path || !domain_destroy(domain)) {
        say("domain %s: asked for a reboot; not built again, it stays as it ended", domain->name);
    } else if (!program_run(arguments)) {
        say("domain %s: asked for a reboot; destroyed, but not built again: correct that, then run "
            "xl create %s",
            domain->name, path);
    } else {
        say("domain %s: asked for a reboot; built again by xl, whose daemon watches it from now on",
            domain->name);
        good = true;
    }
    free(path);
    return good;
}

/* A watch that is stopped between xl destroy and xl create would lose the domain. */
static bool domain_rebuild(const struct watch *w, const struct record_domain *domain)
{
    sigset_t ends, before;
    bool good;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ends, &before);
    good = reboot_serve(w, domain);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return good;
}

static void domain_end(struct watch *w, uint32_t i, uint8_t reason)
{
    const struct record_domain *domain = &w->record->domains[i];
    bool good = true;

    switch (watch_action_for(reason, domain->reboot_destroys)) {
    case WATCH_REBUILD:
        good = domain_rebuild(w, domain);
        break;
    case WATCH_DESTROY:
        good = domain_destroy(domain);
        say("domain %s: %s; %s", domain->name, reason_text(reason),
            good ? "destroyed" : "not destroyed");
        break;
    case WATCH_NOTHING:
        /* No end: a domain that is saved goes on (xl save -c), or whoever saves it destroys it. */
        if (!w->stopped[i])
            say("domain %s: %s; left alone, and still watched", domain->name, reason_text(reason));
        w->stopped[i] = true;
        return;
    }
    w->left[i] = false;
    w->status = good ? w->status : STATUS_PARTLY;
}

/* Xenstored says only that some domain ended: looks which. Returns how many are left. */
static uint32_t ends_serve(struct watch *w)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->record->domain_count; i++) {
        const struct record_domain *domain = &w->record->domains[i];
        struct xen_domain_info info;
        int error;

        if (!w->left[i])
            continue;
        error = xen_domain_info(&w->xen, domain->domid, &info);
        /* Of a domain that dies xenstored tells once, which may be before it is gone. */
        if (error == -XEN_ESRCH ||
            (!error && (info.dying || memcmp(info.handle, domain->uuid, 16) != 0))) {
            say("domain %s: is gone", domain->name);
            w->left[i] = false;
        } else if (error) {
            say("domain %s: its state cannot be read: Xen says %s; it is left alone", domain->name,
                xen_strerror(error));
        } else if (info.shut_down) {
            domain_end(w, i, info.shutdown_reason);
        } else {
            w->stopped[i] = false;
        }
        count += w->left[i];
    }
    return count;
}

int watch_run(const struct record *record, char *const *images, const char *folder)
{
    static struct watch watch;
    struct watch *w = &watch;
    struct xs_handle *store = xs_open(0);
    uint32_t left;
    int error;

    *w = (struct watch){.record = record, .images = images, .folder = folder};
    for (uint32_t i = 0; i < record->domain_count; i++)
        w->left[i] = record->domains[i].state == RECORD_RUNNING;
    if (!store || !xs_watch(store, "@releaseDomain", "end")) {
        say("the watch on ending domains cannot be set: %s; start xenstored first",
            strerror(errno));
        return STATUS_FAILED;
    }
    error = xen_init(&w->xen);
    if (error) {
        char refusal[XEN_REFUSAL_SIZE];

        xen_refusal_write(&w->xen, error, refusal, sizeof(refusal));
        say("%s%s", refusal,
            w->xen.abi || !w->xen.major ? "; this needs root and /dev/xen/privcmd" : "");
        xs_close(store);
        return STATUS_FAILED;
    }
    /* What ended before the watch was there is found at once. */
    for (left = ends_serve(w); left > 0; left = ends_serve(w)) {
        unsigned int count;
        char **event = xs_read_watch(store, &count);

        if (!event) {
            say("xenstored no longer answers: %s", strerror(errno));
            w->status = STATUS_FAILED;
            break;
        }
        free(event);
    }
    xs_close(store);
    return w->status;
}
