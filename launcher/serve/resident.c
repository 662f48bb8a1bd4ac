/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays: consoles drained, input passed on, ends of domains noticed. Driven by
 * events, and by the pace of the console while output waits for it; with nothing to do it sleeps in
 * Xen.
 */
#include <string.h>

#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "launcher/serve/resident.h"

/* How long to sleep where a poll cannot name all ports. Asleep, any event wakes it; one on a port
 * without a name that came after the last look, but before Xen had it sleep, is late by this. */
#define LOOK_NS UINT64_C(1000000000)

struct resident resident;

/* The word that has a port's bit, NULL where none has; `bit` becomes the bit. */
static xen_ulong_t *event_word(const struct launch *launch, uint32_t port, xen_ulong_t *bit)
{
    const uint32_t bits = 8 * sizeof(xen_ulong_t);

    *bit = (xen_ulong_t)1 << port % bits;
    return port == 0 || port / bits >= bits ? NULL
                                            : &launch->boot->shared->evtchn_pending[port / bits];
}

bool event_is_pending(const struct launch *launch, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(launch, port, &bit);

    return word && (__atomic_load_n(word, __ATOMIC_SEQ_CST) & bit);
}

bool event_take(const struct launch *launch, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(launch, port, &bit);

    return word && (__atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST) & bit);
}

void event_keep(const struct launch *launch, uint32_t port)
{
    xen_ulong_t bit, *word = event_word(launch, port, &bit);

    if (word)
        (void)__atomic_fetch_or(word, bit, __ATOMIC_SEQ_CST);
}

bool resident_init(struct launch *launch)
{
    int error;

    memset(&resident, 0, sizeof(resident));
    error = xen_event_bind_virq(launch->xen, VIRQ_DOM_EXC, &resident.ended_port);
    memset(launch->boot->shared->evtchn_mask, 0xff, sizeof(launch->boot->shared->evtchn_mask));
    if (error) {
        log_line("ends of domains cannot be noticed: Xen says %s; consoles are not served",
                 xen_strerror(error));
        return false;
    }
    error = xen_event_bind_virq(launch->xen, VIRQ_CONSOLE, &resident.console_port);
    if (error) {
        log_line("input cannot be read: Xen says %s; the domains get none", xen_strerror(error));
        resident.console_port = 0;
    }
    turns_open(launch);
    if (launch->started > 0) {
        if (!is_running(launch, resident.focus))
            focus_move(launch, 1);
        focus_announce(launch);
    }
    /* A domain that ended before its port was bound gave no event: look once. */
    ends_serve(launch);
    return true;
}

/*
 * The ports that wake the service; returns their number. While the console is behind, those of
 * domains whose output waits already are left out: they have nothing new to say.
 */
static uint32_t ports_list(const struct launch *launch, uint32_t *ports)
{
    bool is_ready = output_is_ready();
    uint32_t count = 0;

    ports[count++] = resident.ended_port;
    if (resident.console_port)
        ports[count++] = resident.console_port;
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        uint32_t port = launch->domains[i].result.console_port;

        if (is_running(launch, i) && (is_ready || !event_is_pending(launch, port)))
            ports[count++] = port;
    }
    return count;
}

/* When there is something to do though no event came; 0: never. */
static uint64_t wake_when(const struct launch *launch, bool has_unnamed)
{
    uint64_t now = clock_now(), when = UINT64_MAX;

    if (output_waits() || turns_wait(launch))
        when = output_is_ready() ? now : output_when();
    if (resident.prompt_at > now && resident.prompt_at < when)
        when = resident.prompt_at;
    if (has_unnamed && now + LOOK_NS < when)
        when = now + LOOK_NS;
    return when == UINT64_MAX ? 0 : when;
}

void resident_serve(struct launch *launch)
{
    static uint32_t ports[LCM_DOMAINS_MAX + 2];
    uint32_t count = ports_list(launch, ports), named = count < XEN_POLL_MAX ? count : XEN_POLL_MAX;

    (void)xen_poll(launch->xen, ports, named, wake_when(launch, named < count));
    output_push();
    if (event_take(launch, resident.ended_port))
        ends_serve(launch);
    if (event_take(launch, resident.console_port))
        input_serve(launch);
    turns_serve(launch);
}
