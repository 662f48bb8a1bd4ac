/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Ends of domains: noticed at once, destroyed, preserved or started again once the rest of their
 * output is shown.
 */
#include "launcher/serve/parts.h"
#include "xen/clock.h"
#include "xen/domain.h"
#include "xen/errno.h"

#include <xen/io/console.h>
#include <xen/sched.h>

static const char *reason_text(uint8_t reason)
{
    switch (reason) {
    case SHUTDOWN_poweroff:
        return "powered off";
    case SHUTDOWN_reboot:
        return "asked for a reboot";
    case SHUTDOWN_suspend:
        return "suspended itself and cannot be resumed";
    case SHUTDOWN_crash:
        return "crashed";
    case SHUTDOWN_watchdog:
        return "was stopped by its watchdog";
    case SHUTDOWN_soft_reset:
        return "asked for a soft reset, which is not served";
    default:
        return "ended for an unknown reason";
    }
}

void resident_ends_tell(const struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        struct xen_domain_info info;

        if (is_running(r, i) && plan->domains[i].domid != 0 &&
            xen_domain_info(r->launch->xen, plan->domains[i].domid, &info) == 0 && info.shut_down) {
            log_line("domain %s: %s; left as it is to the next domain 0", plan->domains[i].name,
                     reason_text(info.shutdown_reason));
        }
    }
}

void end_notice(struct resident *r, uint32_t i, const char *how, enum life_end end)
{
    r->domains[i].end = r->domains[i].end_said = how;
    r->domains[i].left = sizeof(((struct xencons_interface *)NULL)->out);
    restart_decide(r, i, end);
}

/* Destroys the domain as far as Xen does it now. */
static void end_continue(struct resident *r, uint32_t i)
{
    struct teardown *teardown = &r->domains[i].teardown;

    while (teardown_step(teardown, &r->launch->site)) {
        if (teardown->waits) {
            r->destroy_at = clock_now() + PUT_OFF_NS;
            return;
        }
    }
    r->launch->domains[i].state = DOMAIN_ENDED;
    log_line("domain %s: %s; %s", r->launch->image.plan.domains[i].name, r->domains[i].end,
             !teardown->is_gone ? "Xen does not let it be destroyed, its memory is not given back"
             : r->domains[i].action == LIFE_RESTART ? "destroyed, and is built again"
                                                    : "destroyed, its memory given back");
    if (teardown->is_gone && r->domains[i].action == LIFE_RESTART)
        restart_plan(r, i, clock_now());
    else
        restart_none(r, i);
}

void domain_end(struct resident *r, uint32_t i)
{
    struct outcome *outcome = &r->launch->domains[i];

    console_close(&r->domains[i].console, &r->screen);
    tail_end(r, i);
    if (r->domains[i].action == LIFE_PRESERVE) {
        store_preserve(r, i);
        outcome->state = DOMAIN_PRESERVED;
        /* What is pending wakes nobody. */
        event_keep(r, outcome->result.console_port);
        event_keep(r, outcome->result.store_port);
        log_line("domain %s: %s; preserved as it is, with its memory",
                 r->launch->image.plan.domains[i].name, r->domains[i].end);
        restart_none(r, i);
        return;
    }
    store_end(r, i);
    teardown_begin(&r->domains[i].teardown, r->launch->image.plan.domains[i].domid, i,
                   &outcome->result);
    outcome->state = DOMAIN_ENDING;
    end_continue(r, i);
}

void ends_continue(struct resident *r)
{
    if (r->destroy_at == 0 || clock_now() < r->destroy_at)
        return;
    r->destroy_at = 0;
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (r->launch->domains[i].state == DOMAIN_ENDING)
            end_continue(r, i);
}

/* What becomes of others is the next dom0's to decide, as long as one may come. */
static bool is_left(const struct resident *r, uint32_t i)
{
    const struct launch *launch = r->launch;
    uint32_t dom0 = lcm_dom0(&launch->image.plan);

    return i != r->boot.domain && dom0 < launch->image.plan.domain_count &&
           launch->domains[dom0].state != DOMAIN_FAILED;
}

void resident_look(struct resident *r)
{
    event_keep(r, r->ended_port);
}

void ends_serve(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        struct xen_domain_info info;
        int error;

        if (!is_running(r, i) || r->domains[i].end || is_left(r, i))
            continue;
        error = xen_domain_info(r->launch->xen, r->launch->image.plan.domains[i].domid, &info);
        if (error == -XEN_ESRCH) {
            end_notice(r, i, "is gone", LIFE_ENDED);
        } else if (error) {
            /* Not knowing is no reason to destroy a domain that may be well. */
            log_line("domain %s: its state cannot be read: Xen says %s; it is left alone",
                     r->launch->image.plan.domains[i].name, xen_strerror(error));
        } else if (info.shut_down) {
            end_notice(r, i, reason_text(info.shutdown_reason), life_end_of(info.shutdown_reason));
        }
    }
}
