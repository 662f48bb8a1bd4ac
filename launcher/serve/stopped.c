/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The host when all domains have ended: it stays, or ends by its policy once all output is shown.
 */
#include "launcher/serve/parts.h"
#include "xen/console_output.h"
#include "xen/errno.h"
#include "xen/event.h"

#include <xen/sched.h>

/* Whether no domain runs or will. One that never started is no reason to end: somebody looks. */
static bool all_stopped(const struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        enum domain_state state = r->launch->domains[i].state;

        if (launch_is_staged(r->launch, i) && !r->launch->failures.is_recovery_wanted)
            continue;
        if (state != DOMAIN_FAILED && state != DOMAIN_ENDED && state != DOMAIN_PRESERVED)
            return false;
    }
    /* One that failed while it was built again may be tried once more. */
    return r->launch->started > 0 && !r->is_rebuilding;
}

void stopped_serve(struct resident *r)
{
    uint8_t policy = r->launch->image.plan.when_all_stopped;
    bool reboots = policy == LCM_ALL_STOPPED_REBOOT;
    int error;

    if (policy == LCM_ALL_STOPPED_STAY || r->host == HOST_STAYS || !all_stopped(r))
        return;
    if (r->host == HOST_RUNS) {
        log_line("all domains have ended: the host is %s, by hyperlaunch,when-all-stopped",
                 reboots ? "rebooted" : "powered off");
    }
    r->host = HOST_ENDS;
    if (output_waits())
        return;
    error = xen_host_end(r->launch->xen, reboots ? SHUTDOWN_reboot : SHUTDOWN_poweroff);
    r->host = HOST_STAYS;
    if (error)
        log_line("the host stays: Xen says %s", xen_strerror(error));
}
