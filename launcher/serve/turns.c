/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whose line is next: the console shared among the domains.
 *
 * A turn is one line. What it costs moves the domain's next turn back, and whose turn is first is
 * next: domains that print without end share the console by bytes, and who was quiet waits for the
 * line that is being written only. Output that must wait stays in the domain's ring, which
 * makes the domain wait once it is full.
 */
#include "xen/clock.h"
#include "xen/console_output.h"
#include "launcher/serve/parts.h"
#include "xen/window.h"
#include "xen/event.h"

/* How long an unfinished line of the focused domain may wait for its end before it is shown. */
#define PARTIAL_NS UINT64_C(20000000)

/* How long turns are taken before the service looks at input and ends again. */
#define TURNS_NS UINT64_C(10000000)

/* What a turn costs beside its bytes, and how much of its share a domain may save up: a screenful
 * goes before those that print without end. */
enum { TURN_COST = 32, TURN_CREDIT = 2048 };

#define NOBODY UINT32_MAX

void turns_open(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        if (is_running(r, i) && r->launch->image.plan.domains[i].domid != 0 &&
            !r->domains[i].is_open) {
            r->domains[i].is_open = true;
            console_open(&r->domains[i].console, r->launch->image.plan.domains[i].name,
                         window_page(&r->launch->boot->rings, i * RINGS_PER_DOMAIN + RING_CONSOLE));
            r->domains[i].console.tail = tail_of(r, i);
            if (r->launch->lives[i].state != LIFE_READY &&
                r->launch->image.plan.domains[i].ready == LCM_READY_LINE)
                r->domains[i].console.awaited = r->launch->image.plan.domains[i].ready_line;
            focus_offer(r, i);
        }
    }
}

/* Keeps the time by which the focused domain's unfinished line is shown, whatever others do. */
static bool prompt_is_due(struct resident *r)
{
    if (!console_has_partial(&r->domains[r->focus].console)) {
        r->prompt_at = 0;
        return false;
    }
    if (r->prompt_at == 0)
        r->prompt_at = clock_now() + PARTIAL_NS;
    return clock_now() >= r->prompt_at;
}

/* Where a domain's next turn begins: of the time in which it was quiet it keeps a little. */
static uint64_t turn_begin(const struct resident *r, uint32_t i)
{
    uint64_t turn = r->domains[i].turn, least = r->turn > TURN_CREDIT ? r->turn - TURN_CREDIT : 0;

    return turn > least ? turn : least;
}

/* The domain whose turn it is: of those that wait, who was quiet longest. */
static uint32_t turn_next(struct resident *r)
{
    bool has_prompt = prompt_is_due(r);
    uint32_t next = NOBODY;

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        bool waits =
            is_running(r, i) && (r->domains[i].end || (has_prompt && i == r->focus) ||
                                 event_is_pending(r, r->launch->domains[i].result.console_port));

        if (waits && (next == NOBODY || r->domains[i].turn < r->domains[next].turn))
            next = i;
    }
    return next;
}

uint32_t line_take(struct resident *r, uint32_t i)
{
    struct resident_domain *domain = &r->domains[i];
    bool was_damaged = domain->console.damaged;
    uint32_t taken = console_drain(&domain->console, &r->screen, 1);

    domain->is_taken = domain->is_taken || taken > 0;
    if (domain->console.damaged && !was_damaged) {
        log_line("domain %s: its console ring is damaged; output may be lost",
                 r->launch->image.plan.domains[i].name);
    }
    return taken;
}

static void turn_take(struct resident *r, uint32_t i)
{
    struct resident_domain *domain = &r->domains[i];
    uint32_t port = r->launch->domains[i].result.console_port, taken = 0;
    uint64_t written = r->written, begin = turn_begin(r, i);

    r->turn = begin > r->turn ? begin : r->turn;
    if (event_take(r, port) || domain->end) {
        taken = line_take(r, i);
        if (console_has_output(&domain->console))
            event_keep(r, port);
    }
    if (i == r->focus && prompt_is_due(r))
        console_show_partial(&domain->console, &r->screen);
    domain->turn = begin + TURN_COST + taken + (r->written - written);
    if (domain->end) {
        /* Another domain may share its ring and fill it for ever. */
        domain->left -= taken < domain->left ? taken : domain->left;
        if (taken == 0 || domain->left == 0)
            domain_end(r, i);
    }
}

void takings_tell(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        if (r->domains[i].is_taken && is_running(r, i))
            (void)xen_event_send(r->launch->xen, r->launch->domains[i].result.console_port);
        r->domains[i].is_taken = false;
    }
}

void turns_serve(struct resident *r)
{
    uint64_t end = clock_now() + TURNS_NS;
    uint32_t i = turn_next(r);

    while (i != NOBODY && output_is_ready() && clock_now() < end) {
        turn_take(r, i);
        i = turn_next(r);
    }
    takings_tell(r);
}

bool turns_finish(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        if (is_running(r, i) && r->domains[i].end) {
            turn_take(r, i);
            takings_tell(r);
            return true;
        }
    }
    return false;
}

bool turns_wait(struct resident *r)
{
    return turn_next(r) != NOBODY;
}
