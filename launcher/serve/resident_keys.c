/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is typed: commands to the service, and input of the focused domain.
 */
#include "launcher/serve/resident.h"
#include "xen/console.h"
#include "xen/event.h"

void focus_announce(const struct launch *launch)
{
    if (is_running(launch, resident.focus)) {
        say("input goes to %s (Ctrl-] n: next domain, Ctrl-] ?: all keys)",
            launch->image.plan.domains[resident.focus].name);
    } else {
        say("no domain is running that input could go to");
    }
}

void focus_move(const struct launch *launch, uint32_t step)
{
    uint32_t count = launch->image.plan.domain_count;

    /* The next one's unfinished line has a time of its own. */
    resident.prompt_at = 0;
    for (uint32_t tries = 0; tries < count; tries++) {
        resident.focus = (resident.focus + step) % count;
        if (is_running(launch, resident.focus))
            break;
    }
}

static void domains_list(const struct launch *launch)
{
    static const char *const states[] = {
        [DOMAIN_FAILED] = "failed",
        [DOMAIN_PAUSED] = "paused",
        [DOMAIN_RUNNING] = "running",
        [DOMAIN_ENDED] = "ended",
    };

    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        say("domain %s: %s%s", launch->image.plan.domains[i].name, states[launch->domains[i].state],
            i == resident.focus ? ", has the input" : "");
    }
}

static void key_serve(struct launch *launch, char typed)
{
    struct console *focused = &resident.domains[resident.focus].console;

    switch (keys_take(&resident.keys, &typed)) {
    case KEY_TEXT:
        if (console_type(focused, &typed, 1))
            (void)xen_event_send(launch->xen, launch->domains[resident.focus].result.console_port);
        break;
    case KEY_NEXT:
        focus_move(launch, 1);
        focus_announce(launch);
        break;
    case KEY_PREVIOUS:
        focus_move(launch, launch->image.plan.domain_count - 1);
        focus_announce(launch);
        break;
    case KEY_LIST:
        domains_list(launch);
        break;
    case KEY_HELP:
        say("keys after Ctrl-]: n next domain, p previous, l list, ] Ctrl-] itself, ? this help");
        break;
    case KEY_NOTHING:
        break;
    }
}

void input_serve(struct launch *launch)
{
    char typed[64];
    size_t count;

    do {
        count = xen_console_read(launch->xen, typed, sizeof(typed));
        for (size_t i = 0; i < count && launch->started > 0; i++)
            key_serve(launch, typed[i]);
    } while (count == sizeof(typed));
}
