/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * While the launch goes on: what happens to the domains is served, and what they have printed is
 * shown, as far as the console takes it now. Only whole lines are taken: what is no line yet is the
 * service's, or the next dom0's.
 */
#include "launcher/serve/parts.h"
#include "xen/console_output.h"

#include <xen/io/console.h>

#define RING_BYTES ((uint32_t)sizeof(((struct xencons_interface *)NULL)->out))

/* Of the domains that have a whole line, one that showed the fewest so far. False: none has. */
static bool line_find(const struct resident *r, uint32_t *found)
{
    const struct console *next = NULL;

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        const struct console *console = &r->domains[i].console;

        if (is_running(r, i) && (!next || console->lines < next->lines) &&
            event_is_pending(r, r->launch->domains[i].result.console_port) &&
            console_has_line(console)) {
            next = console;
            *found = i;
        }
    }
    return next;
}

static void line_glance(struct resident *r)
{
    uint32_t i;

    turns_open(r);
    if (turns_finish(r))
        return;
    if (line_find(r, &i)) {
        /* Its event stays pending: there may be more for the service to show. */
        (void)line_take(r, i);
        takings_tell(r);
    }
}

static void running_glance(struct resident *r)
{
    if (r->is_listening)
        events_serve(r);
    stores_glance(r);
    if (output_is_ready())
        line_glance(r);
    ready_serve(r);
}

void resident_glance(struct resident *r)
{
    if (r->launch->started > 0)
        running_glance(r);
    recovery_serve(r);
}

void resident_drain(struct resident *r)
{
    uint32_t count = r->launch->image.plan.domain_count;
    bool again = true;

    turns_open(r);
    for (uint32_t i = 0; i < count; i++)
        r->domains[i].left = RING_BYTES;
    /* A line of each at a time; some had theirs between two steps of the launch. */
    for (uint32_t lines = 0; again; lines++) {
        again = false;
        for (uint32_t i = 0; i < count; i++) {
            struct resident_domain *domain = &r->domains[i];
            bool is_ahead = domain->console.lines > lines;
            bool may = domain->left > 0 && output_is_ready() && console_has_line(&domain->console);
            uint32_t taken = may && !is_ahead ? line_take(r, i) : 0;

            if (!is_ahead)
                domain->left = taken > 0 && taken < domain->left ? domain->left - taken : 0;
            again = again || domain->left > 0;
        }
    }
    for (uint32_t i = 0; i < count; i++)
        console_close(&r->domains[i].console, &r->screen);
    takings_tell(r);
}
