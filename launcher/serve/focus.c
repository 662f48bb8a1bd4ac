/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which domain has the input.
 */
#include "launcher/serve/parts.h"

void focus_announce(struct resident *r)
{
    if (is_running(r, r->focus)) {
        say(r, "input goes to %s (Ctrl-] n: next domain, Ctrl-] ?: all keys)",
            r->launch->image.plan.domains[r->focus].name);
    } else {
        say(r, "no running domain can take input");
    }
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
