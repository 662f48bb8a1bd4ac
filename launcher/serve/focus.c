/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which domain has the input.
 */
#include "launcher/serve/parts.h"

void focus_announce(struct resident *r)
{
    if (is_running(r, r->focus)) {
        log_line("input goes to %s (Ctrl-] n: next domain, Ctrl-] ?: all keys)",
                 r->launch->image.plan.domains[r->focus].name);
    } else {
        log_line("no running domain can take input");
    }
}

/* The domain that has the function console; that of a dom0 begins with that dom0. */
static uint32_t first_find(const struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t i = 0;

    while (i < plan->domain_count && (plan->domains[i].functions & LCM_FUNC_CONSOLE) == 0)
        i++;
    return i < plan->domain_count && is_running(r, i) ? i : LIFE_NOBODY;
}

void focus_begin(struct resident *r)
{
    uint32_t first = first_find(r);

    if (first != LIFE_NOBODY && !r->has_recovered)
        r->focus = first;
    r->has_had_focus = first != LIFE_NOBODY;
    if (!is_running(r, r->focus))
        focus_move(r, 1);
    focus_announce(r);
}

void focus_serve(struct resident *r)
{
    uint32_t first = r->has_had_focus ? LIFE_NOBODY : first_find(r);

    if (first == LIFE_NOBODY)
        return;
    r->has_had_focus = true;
    if (r->has_recovered || r->focus == first)
        return;
    r->focus = first;
    r->prompt_at = 0;
    focus_announce(r);
}

void focus_move(struct resident *r, uint32_t step)
{
    uint32_t count = r->launch->image.plan.domain_count;

    /* The next one's unfinished line has a time of its own. */
    r->prompt_at = 0;
    for (uint32_t tries = 0; tries < count; tries++) {
        r->focus = (r->focus + step) % count;
        if (is_running(r, r->focus))
            break;
    }
}

void focus_leave(struct resident *r, uint32_t i)
{
    if (i != r->focus)
        return;
    focus_move(r, 1);
    /* Those that the boot domain prepared come next. */
    r->focus_waits = i == r->boot.domain && !is_running(r, r->focus);
    if (!r->focus_waits)
        focus_announce(r);
}

void focus_offer(struct resident *r, uint32_t i)
{
    if (!r->focus_waits)
        return;
    r->focus_waits = false;
    r->focus = i;
    focus_announce(r);
}
