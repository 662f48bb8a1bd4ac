/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays: consoles drained, input passed on, ends of domains noticed. Driven by
 * events, and by the pace of the console while output waits for it; with nothing to do it sleeps in
 * Xen.
 */
#include <string.h>

#include "xen/clock.h"
#include "xen/console_output.h"
#include "launcher/serve/parts.h"
#include "xen/event.h"
#include "xen/errno.h"

/* How long to sleep where a poll cannot name all ports. Asleep, any event wakes it; one on a port
 * without a name that came after the last look, but before Xen had it sleep, is late by this. */
#define LOOK_NS UINT64_C(1000000000)

static void screen_write(void *context, const char *bytes, size_t count)
{
    struct resident *r = context;

    r->written += count;
    output_write(bytes, count);
}

void resident_begin(struct resident *r, struct launch *launch)
{
    memset(r, 0, sizeof(*r));
    r->launch = launch;
    r->screen = (struct screen){.write = screen_write, .context = r};
}

bool resident_init(struct resident *r)
{
    int error;

    if (r->ended_port)
        return true;
    error = xen_event_bind_virq(r->launch->xen, VIRQ_DOM_EXC, &r->ended_port);
    memset(r->launch->boot->shared->evtchn_mask, 0xff,
           sizeof(r->launch->boot->shared->evtchn_mask));
    if (error) {
        log_line("VIRQ_DOM_EXC cannot be bound: Xen says %s; ends of domains and consoles are not "
                 "served",
                 xen_strerror(error));
        r->ended_port = 0;
        return false;
    }
    error = xen_event_bind_virq(r->launch->xen, VIRQ_CONSOLE, &r->console_port);
    if (error) {
        log_line("VIRQ_CONSOLE cannot be bound: Xen says %s; the domains get no input",
                 xen_strerror(error));
        r->console_port = 0;
    }
    turns_open(r);
    if (r->launch->started > 0) {
        if (!is_running(r, r->focus))
            focus_move(r, 1);
        focus_announce(r);
    }
    restarts_tell(r);
    /* A domain that ended before its port was bound gave no event: look once. */
    ends_serve(r);
    return true;
}

/*
 * The ports that wake the service; returns their number. While the console is behind, those of
 * domains whose output waits already are left out: they have nothing new to say.
 */
static uint32_t ports_list(struct resident *r, uint32_t *ports)
{
    bool is_ready = output_is_ready();
    uint32_t count = 0;

    ports[count++] = r->ended_port;
    if (r->console_port)
        ports[count++] = r->console_port;
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        uint32_t port = r->launch->domains[i].result.console_port;

        if (is_running(r, i) && (is_ready || !event_is_pending(r, port)))
            ports[count++] = port;
    }
    return count;
}

/* When there is something to do though no event came; 0: never. */
static uint64_t wake_when(struct resident *r, bool has_unnamed)
{
    uint64_t now = clock_now(), when = UINT64_MAX;

    if (output_waits() || turns_wait(r))
        when = output_is_ready() ? now : output_when();
    if (r->prompt_at > now && r->prompt_at < when)
        when = r->prompt_at;
    if (r->destroy_at && r->destroy_at < when)
        when = r->destroy_at;
    if (restarts_when(r) && restarts_when(r) < when)
        when = restarts_when(r);
    if (ready_when(r) && ready_when(r) < when)
        when = ready_when(r);
    if (has_unnamed && now + LOOK_NS < when)
        when = now + LOOK_NS;
    return when == UINT64_MAX ? 0 : when;
}

void resident_serve(struct resident *r)
{
    static uint32_t ports[LCM_DOMAINS_MAX + 2];
    uint32_t count = ports_list(r, ports), named = count < XEN_POLL_MAX ? count : XEN_POLL_MAX;

    (void)xen_poll(r->launch->xen, ports, named, wake_when(r, named < count));
    output_push();
    if (event_take(r, r->ended_port))
        ends_serve(r);
    if (event_take(r, r->console_port))
        input_serve(r);
    ends_continue(r);
    restarts_continue(r);
    turns_open(r);
    turns_serve(r);
    ready_serve(r);
    stopped_serve(r);
}

void resident_wait(struct resident *r)
{
    if (resident_init(r))
        resident_serve(r);
    else
        ready_abandon(r);
}
