/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The life of launched domains: state and event in, action out.
 *
 * It knows neither Xen nor time: whoever asks says what happened and when, and does what follows.
 */
#ifndef CORE_LIFE_LIFE_H
#define CORE_LIFE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lcm/lcm.h"

/* How a domain ended. */
enum life_end {
    LIFE_REBOOTED,
    LIFE_CRASHED, /* or its watchdog stopped it */
    LIFE_POWERED_OFF,
    LIFE_UNBUILT, /* it was to be started again, and could not be built or started */
    LIFE_ENDED,   /* in a way that no policy is about */
};

/* What follows. */
enum life_action {
    LIFE_DESTROY,
    LIFE_RESTART, /* destroy it, and build it again */
    LIFE_PRESERVE,
    LIFE_GIVE_UP, /* destroy it: it was to be started again, and has been too often */
};

/* What is remembered of one domain. All zero at first. */
struct life {
    uint32_t restarts;                         /* so far */
    uint64_t restarted[LCM_RESTART_LIMIT_MAX]; /* when: the last ones, in a ring */
};

/* Whether any end of the domain may lead to a restart. */
bool life_may_restart(const struct lcm_domain *domain);

/* How often the domain may be started again in LCM_RESTART_SECONDS. */
uint32_t life_restart_limit(const struct lcm_domain *domain);

/*
 * The domain ended at `now`, in nanoseconds: what follows. A restart counts at once, be it that the
 * domain does not come up.
 */
enum life_action life_end(struct life *life, const struct lcm_domain *domain, enum life_end end,
                          uint64_t now);

#endif
