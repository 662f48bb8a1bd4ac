/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The boot domain: built and started before all others, heard until it says done or fails, then
 * destroyed; and the launch goes on.
 */
#include <string.h>

#include "launcher/serve/parts.h"
#include "xen/clock.h"

static bool has_said_done(const struct resident *r)
{
    char text[8];
    uint32_t length = sizeof(text);
    enum store_error error = store_read(r->store, SET_NODES_DONE, text, &length);

    /* A long word is one, too. */
    return error == STORE_E2BIG || (!error && length > 0 && !(length == 1 && text[0] == '0'));
}

void boot_fail(struct resident *r, const char *why)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t i = r->boot.domain;

    /* What else follows is said with that (recovery.c). */
    log_line("domain %s: the boot domain failed: %s; %ssee what it printed", plan->domains[i].name,
             why,
             plan->domains[i].on_failure == LCM_FAILURE_REQUIRED
                 ? ""
                 : "the launch goes on as the LCM says, ");
    life_boot_end(&r->boot, true);
    life_fail(&r->launch->failures, plan, i, false);
}

void boot_finish(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    r->boot.state = LIFE_BOOT_OVER;
    for (uint32_t i = 0; r->store && i < plan->domain_count; i++) {
        if (r->launch->domains[i].state != DOMAIN_PLANNED || r->launch->domains[i].started ||
            plan->domains[i].boot_may == 0)
            continue;
        if (r->boot.has_failed) {
            set_nodes_settle(r, i);
        } else if ((plan->domains[i].boot_may & LCM_MAY_SKIP) && boot_asks(r, i, "skip")) {
            launch_leave_out(r->launch, i);
            set_nodes_settle(r, i);
        } else {
            boot_changes_take(r, i);
        }
    }
}

void boot_serve(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;
    uint32_t i = r->boot.domain;

    if (r->boot.state == LIFE_BOOT_RUNS) {
        if (r->store && has_said_done(r)) {
            life_boot_end(&r->boot, false);
            boot_data_keep(r);
            if (!r->domains[i].end)
                end_notice(r, i, "said done", LIFE_ENDED);
        } else if (r->domains[i].end) {
            boot_fail(r, "it ended before it said done");
        } else if (life_boot_is_late(&r->boot, clock_now())) {
            boot_fail(r, "it did not say done in hyperlaunch,boot-timeout-ms");
            end_notice(r, i, "took too long", LIFE_ENDED);
        }
        for (uint32_t other = 0; r->store && other < plan->domain_count; other++)
            if ((plan->domains[other].boot_may & LCM_MAY_START) && boot_asks(r, other, "start") &&
                life_boot_call(&r->boot, plan, other))
                log_line("domain %s: started early, by the boot domain", plan->domains[other].name);
    }
    if (r->boot.state == LIFE_BOOT_ENDS && r->launch->domains[i].state == DOMAIN_ENDED)
        boot_finish(r);
}

uint64_t boot_when(const struct resident *r)
{
    return r->boot.state == LIFE_BOOT_RUNS ? r->boot.done_by : 0;
}
