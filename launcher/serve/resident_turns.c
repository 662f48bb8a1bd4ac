/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whose line is next: the console shared among the domains.
 *
 * A turn is one line. What it costs moves the domain's next turn back, and whose turn is first is
 * next: domains that print without end share the console by bytes, and who was quiet waits for the
 * line that is being written only. Output that must wait stays in the domain's ring, which
 * makes the domain wait once it is full.
 */
#include <string.h>

#include "xen/clock.h"
#include "xen/console_output.h"
#include "launcher/serve/resident.h"
#include "xen/event.h"
#include "xen/window.h"

#include <xen/io/console.h>

/* How long an unfinished line of the focused domain may wait for its end before it is shown. */
#define PARTIAL_NS UINT64_C(20000000)

/* How long turns are taken before the service looks at input and ends again. */
#define TURNS_NS UINT64_C(10000000)

/* What a turn costs beside its bytes, and how much of its share a domain may save up: a screenful
 * goes before those that print without end. */
enum { TURN_COST = 32, TURN_CREDIT = 2048 };

#define NOBODY     UINT32_MAX
#define RING_BYTES ((uint32_t)sizeof(((struct xencons_interface *)NULL)->out))

static void screen_write(void *context, const char *bytes, size_t count)
{
    (void)context;
    resident.written += count;
    output_write(bytes, count);
}

void turns_open(const struct launch *launch)
{
    resident.screen = (struct screen){.write = screen_write};
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (is_running(launch, i) && launch->image.plan.domains[i].domid != 0) {
            console_open(&resident.domains[i].console, launch->image.plan.domains[i].name,
                         window_page(&launch->boot->rings, i));
        }
    }
}

/* Keeps the time by which the focused domain's unfinished line is shown, whatever others do. */
static bool prompt_is_due(void)
{
    if (!console_has_partial(&resident.domains[resident.focus].console)) {
        resident.prompt_at = 0;
        return false;
    }
    if (resident.prompt_at == 0)
        resident.prompt_at = clock_now() + PARTIAL_NS;
    return clock_now() >= resident.prompt_at;
}

/* Where a domain's next turn begins: of the time in which it was quiet it keeps a little. */
static uint64_t turn_begin(uint32_t i)
{
    uint64_t turn = resident.domains[i].turn,
             least = resident.turn > TURN_CREDIT ? resident.turn - TURN_CREDIT : 0;

    return turn > least ? turn : least;
}

/* The domain whose turn it is: of those that wait, who was quiet longest. */
static uint32_t turn_next(const struct launch *launch)
{
    bool has_prompt = prompt_is_due();
    uint32_t next = NOBODY;

    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        bool waits = is_running(launch, i) &&
                     (resident.domains[i].end || (has_prompt && i == resident.focus) ||
                      event_is_pending(launch, launch->domains[i].result.console_port));

        if (waits && (next == NOBODY || resident.domains[i].turn < resident.domains[next].turn))
            next = i;
    }
    return next;
}

/* Takes a line from a domain's ring; returns how many bytes were taken. */
static uint32_t line_take(struct launch *launch, uint32_t i)
{
    struct resident_domain *domain = &resident.domains[i];
    bool was_damaged = domain->console.damaged;
    uint32_t taken = console_drain(&domain->console, &resident.screen, 1);

    domain->is_taken = domain->is_taken || taken > 0;
    if (domain->console.damaged && !was_damaged) {
        say("domain %s: its console ring is damaged; output may be lost",
            launch->image.plan.domains[i].name);
    }
    return taken;
}

static void turn_take(struct launch *launch, uint32_t i)
{
    struct resident_domain *domain = &resident.domains[i];
    uint32_t port = launch->domains[i].result.console_port, taken = 0;
    uint64_t written = resident.written, begin = turn_begin(i);

    resident.turn = begin > resident.turn ? begin : resident.turn;
    if (event_take(launch, port) || domain->end) {
        taken = line_take(launch, i);
        if (console_has_output(&domain->console))
            event_keep(launch, port);
    }
    if (i == resident.focus && prompt_is_due())
        console_show_partial(&domain->console, &resident.screen);
    domain->turn = begin + TURN_COST + taken + (resident.written - written);
    if (domain->end) {
        /* Another domain may share its ring and fill it for ever. */
        domain->left -= taken < domain->left ? taken : domain->left;
        if (taken == 0 || domain->left == 0)
            domain_end(launch, i);
    }
}

/* Tells the domains whose output was taken that there is room. */
static void takings_tell(const struct launch *launch)
{
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        if (resident.domains[i].is_taken && is_running(launch, i))
            (void)xen_event_send(launch->xen, launch->domains[i].result.console_port);
        resident.domains[i].is_taken = false;
    }
}

void turns_serve(struct launch *launch)
{
    uint64_t end = clock_now() + TURNS_NS;
    uint32_t i = turn_next(launch);

    while (i != NOBODY && output_is_ready() && clock_now() < end) {
        turn_take(launch, i);
        i = turn_next(launch);
    }
    takings_tell(launch);
}

bool turns_wait(const struct launch *launch)
{
    return turn_next(launch) != NOBODY;
}

void resident_drain(struct launch *launch)
{
    uint32_t count = launch->image.plan.domain_count;
    bool again = true;

    memset(&resident, 0, sizeof(resident));
    turns_open(launch);
    for (uint32_t i = 0; i < count; i++)
        resident.domains[i].left = RING_BYTES;
    /* What is no whole line yet stays for dom0, too. */
    while (again) {
        again = false;
        for (uint32_t i = 0; i < count; i++) {
            struct resident_domain *domain = &resident.domains[i];
            bool may = domain->left > 0 && output_is_ready() && console_has_line(&domain->console);
            uint32_t taken = may ? line_take(launch, i) : 0;

            domain->left = taken > 0 && taken < domain->left ? domain->left - taken : 0;
            again = again || domain->left > 0;
        }
    }
    for (uint32_t i = 0; i < count; i++)
        console_close(&resident.domains[i].console, &resident.screen);
    takings_tell(launch);
}
