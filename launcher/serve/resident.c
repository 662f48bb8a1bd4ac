/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays: consoles drained, input passed on, requests of the store answered, ends
 * of domains noticed. Driven by events, and by the pace of the console while output waits for it;
 * with nothing to do it sleeps in Xen.
 */
#include <string.h>

#include "xen/clock.h"
#include "xen/console_output.h"
#include "launcher/cpus/pool.h"
#include "launcher/serve/parts.h"
#include "xen/event.h"
#include "xen/errno.h"

static void screen_write(void *context, const char *bytes, size_t count)
{
    struct resident *r = context;

    r->written += count;
    output_write(bytes, count);
}

static void screen_end(void *context)
{
    screen_break(context);
}

void resident_begin(struct resident *r, struct launch *launch)
{
    memset(r, 0, sizeof(*r));
    r->launch = launch;
    r->screen = (struct screen){.write = screen_write, .context = r};
    output_pieces(screen_end, &r->screen);
}

/* Binds a virtual interrupt that is not bound yet. */
static int virq_bind(struct resident *r, uint32_t virq, uint32_t *port)
{
    return *port ? 0 : xen_event_bind_virq(r->launch->xen, virq, port);
}

/* Binds what the service cannot be without. 0 or Xen's error, with what cannot be bound. */
static int events_bind(struct resident *r, const char **what)
{
    struct shared_info *shared = r->launch->boot->shared;
    int error;

    *what = "VIRQ_DOM_EXC";
    error = virq_bind(r, VIRQ_DOM_EXC, &r->ended_port);
    if (!error) {
        *what = "VIRQ_TIMER";
        error = virq_bind(r, VIRQ_TIMER, &r->timer_port);
    }
    if (!error) {
        *what = "the entry for events";
        error = xen_event_enter(r->launch->xen, r->launch->boot->event_entry);
    }
    /* What came while events were not listened to is looked for once. */
    memset(shared->evtchn_mask, 0, sizeof(shared->evtchn_mask));
    shared->vcpu_info[0].evtchn_upcall_pending = 1;
    return error;
}

bool resident_listen(struct resident *r)
{
    const char *what;
    int error = r->is_listening ? 0 : events_bind(r, &what);

    if (error) {
        log_line("%s cannot be bound: Xen says %s; ends of domains and consoles are not "
                 "served",
                 what, xen_strerror(error));
        return false;
    }
    if (r->is_listening)
        return true;
    r->is_listening = true;
    error = xen_event_bind_virq(r->launch->xen, VIRQ_CONSOLE, &r->console_port);
    if (error) {
        log_line("VIRQ_CONSOLE cannot be bound: Xen says %s; the domains get no input",
                 xen_strerror(error));
        r->console_port = 0;
    }
    /* A domain that ended before its port was bound gave no event: look once. */
    if (r->launch->started > 0)
        event_keep(r, r->ended_port);
    return true;
}

bool resident_init(struct resident *r)
{
    if (!resident_listen(r))
        return false;
    if (r->is_settled)
        return true;
    r->is_settled = true;
    /* What was typed before is looked for once. */
    r->launch->boot->shared->vcpu_info[0].evtchn_upcall_pending = 1;
    turns_open(r);
    if (r->launch->started > 0)
        focus_begin(r);
    restarts_tell(r);
    return true;
}

/* The earlier of two times; `other` 0: never. */
static uint64_t sooner(uint64_t when, uint64_t other)
{
    return other && other < when ? other : when;
}

/* When there is something to do though no event came; 0: never. */
static uint64_t wake_when(struct resident *r)
{
    uint64_t now = clock_now(), when = UINT64_MAX;

    if (output_waits() || turns_wait(r))
        when = output_is_ready() ? now : output_when();
    if (stores_wait(r) || r->launch->boot->pending_kib)
        when = now;
    if (r->prompt_at > now)
        when = sooner(when, r->prompt_at);
    when = sooner(when, r->destroy_at);
    when = sooner(when, restarts_when(r));
    when = sooner(when, ready_when(r));
    when = sooner(when, tails_when(r));
    when = sooner(when, recovery_when(r));
    when = sooner(when, boot_when(r));
    when = sooner(when, devices_when(r));
    return when == UINT64_MAX ? 0 : when;
}

void events_serve(struct resident *r)
{
    xen_event_forget(r->launch->boot->shared);
    (void)event_take(r, r->timer_port);
    if (event_take(r, r->ended_port))
        ends_serve(r);
    if (r->is_settled && event_take(r, r->console_port))
        input_serve(r);
    ends_continue(r);
    restarts_continue(r);
}

/*
 * Events that are kept pending, as those of a domain whose output waits, wake nobody: they have
 * nothing new to say.
 */
void resident_serve(struct resident *r)
{
    uint64_t when = wake_when(r);

    if (when == 0 || when > clock_now())
        (void)xen_block(r->launch->xen, when);
    if (r->launch->boot->pending_kib)
        cpus_memory_give(r->launch->cpus, r->launch->boot);
    output_push();
    events_serve(r);
    turns_open(r);
    stores_serve(r);
    boot_serve(r);
    turns_serve(r);
    ready_serve(r);
    recovery_serve(r);
    focus_serve(r);
    stopped_serve(r);
}

void resident_wait(struct resident *r)
{
    if (resident_init(r))
        resident_serve(r);
    else
        ready_abandon(r);
}
