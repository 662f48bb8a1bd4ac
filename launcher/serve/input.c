/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is typed: commands to the service, and input of the focused domain.
 */
#include "launcher/serve/parts.h"
#include "xen/event.h"
#include "xen/console.h"

static void domains_list(struct resident *r)
{
    static const char *const states[] = {
        [DOMAIN_PLANNED] = "being built again",
        [DOMAIN_FAILED] = "failed",
        [DOMAIN_PAUSED] = "paused",
        [DOMAIN_RUNNING] = "running",
        [DOMAIN_ENDING] = "ending",
        [DOMAIN_ENDED] = "ended",
        [DOMAIN_PRESERVED] = "preserved",
    };

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        log_line("domain %s: %s, %u lines (%lu bytes) printed%s",
                 r->launch->image.plan.domains[i].name,
                 launch_is_staged(r->launch, i) ? "staged" : states[r->launch->domains[i].state],
                 r->domains[i].console.lines, r->domains[i].console.bytes,
                 i == r->focus ? ", has the input" : "");
    }
}

static void key_serve(struct resident *r, char typed)
{
    struct console *focused = &r->domains[r->focus].console;
    enum key key = keys_take(&r->keys, &typed);

    switch (key) {
    case KEY_TEXT:
        if (console_type(focused, &typed, 1))
            (void)xen_event_send(r->launch->xen, r->launch->domains[r->focus].result.console_port);
        break;
    case KEY_NEXT:
    case KEY_PREVIOUS:
        focus_move(r, key == KEY_NEXT ? 1 : r->launch->image.plan.domain_count - 1);
        focus_announce(r);
        break;
    case KEY_LIST:
        domains_list(r);
        break;
    case KEY_HELP:
        log_line(
            "keys after Ctrl-]: n next domain, p previous, l list, ] Ctrl-] itself, ? this help");
        break;
    case KEY_NOTHING:
        break;
    }
}

void input_serve(struct resident *r)
{
    char typed[64];
    size_t count;

    do {
        count = xen_console_read(r->launch->xen, typed, sizeof(typed));
        for (size_t i = 0; i < count && r->launch->started > 0; i++)
            key_serve(r, typed[i]);
    } while (count == sizeof(typed));
}
