/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows when a domain ends, by its policies and by how often it was started again.
 */
#include "core/life/life.h"

#include <xen/sched.h>

#define WINDOW_NS (LCM_RESTART_SECONDS * UINT64_C(1000000000))

enum life_end life_end_of(uint8_t reason)
{
    switch (reason) {
    case SHUTDOWN_poweroff:
        return LIFE_POWERED_OFF;
    case SHUTDOWN_reboot:
        return LIFE_REBOOTED;
    case SHUTDOWN_crash:
    case SHUTDOWN_watchdog:
        return LIFE_CRASHED;
    default:
        return LIFE_ENDED;
    }
}

static enum lcm_end_policy policy_of(const struct lcm_domain *domain, enum life_end end)
{
    static const enum lcm_end_policy reboots[] = {
        [LCM_REBOOT_RESTART] = LCM_END_RESTART,
        [LCM_REBOOT_PRESERVE] = LCM_END_PRESERVE,
        [LCM_REBOOT_RECOVERY] = LCM_END_RECOVERY,
        [LCM_REBOOT_DESTROY] = LCM_END_DESTROY,
    };

    if ((domain->functions & LCM_FUNC_BOOT) != 0)
        return LCM_END_DESTROY;
    switch (end) {
    case LIFE_REBOOTED:
        return reboots[domain->on_reboot];
    case LIFE_CRASHED:
        return domain->on_crash;
    case LIFE_POWERED_OFF:
        return domain->on_poweroff;
    case LIFE_UNBUILT:
        return LCM_END_RESTART;
    default:
        return LCM_END_DESTROY;
    }
}

bool life_may_restart(const struct lcm_domain *domain)
{
    return (domain->functions & LCM_FUNC_BOOT) == 0 &&
           (domain->on_reboot == LCM_REBOOT_RESTART || domain->on_crash == LCM_END_RESTART ||
            domain->on_poweroff == LCM_END_RESTART);
}

uint32_t life_restart_limit(const struct lcm_domain *domain)
{
    return domain->restart_limit ? domain->restart_limit : LCM_RESTART_LIMIT;
}

/* Whether as many restarts as are allowed lie in the time that ends now. */
static bool is_too_often(const struct life *life, const struct lcm_domain *domain, uint64_t now)
{
    uint32_t limit = life_restart_limit(domain);

    return life->restarts >= limit &&
           now - life->restarted[(life->restarts - limit) % LCM_RESTART_LIMIT_MAX] < WINDOW_NS;
}

static enum life_action action_decide(struct life *life, const struct lcm_domain *domain,
                                      enum life_end end, uint64_t now)
{
    static const enum life_action actions[] = {
        [LCM_END_DESTROY] = LIFE_DESTROY,
        [LCM_END_PRESERVE] = LIFE_PRESERVE,
        [LCM_END_RECOVERY] = LIFE_RECOVER,
    };
    enum lcm_end_policy policy = policy_of(domain, end);

    if (policy != LCM_END_RESTART)
        return actions[policy];
    if (is_too_often(life, domain, now))
        return LIFE_GIVE_UP;
    life->restarted[life->restarts++ % LCM_RESTART_LIMIT_MAX] = now;
    return LIFE_RESTART;
}

enum life_action life_end(struct life *life, const struct lcm_domain *domain, enum life_end end,
                          uint64_t now)
{
    if (end != LIFE_UNBUILT) {
        life->end = end;
        life->ended_at = now;
    }
    life->action = action_decide(life, domain, end, now);
    return life->action;
}
