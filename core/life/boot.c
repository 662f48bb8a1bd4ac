/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The boot domain: what the others wait for before they are built and started.
 */
#include "core/life/life.h"

#define MILLISECOND_NS UINT64_C(1000000)

uint32_t life_boot_timeout(const struct lcm_domain *domain)
{
    return domain->boot_timeout_ms ? domain->boot_timeout_ms : LCM_BOOT_TIMEOUT_MS;
}

void life_boot_begin(struct life_boot *boot, const struct lcm_plan *plan)
{
    uint32_t domain = lcm_boot_domain(plan);

    *boot = (struct life_boot){
        .domain = domain,
        .state = domain < plan->domain_count ? LIFE_BOOT_STAGED : LIFE_BOOT_OVER,
    };
}

void life_boot_start(struct life_boot *boot, const struct lcm_plan *plan, uint64_t now)
{
    boot->state = LIFE_BOOT_RUNS;
    boot->done_by = now + life_boot_timeout(&plan->domains[boot->domain]) * MILLISECOND_NS;
}

bool life_boot_is_late(const struct life_boot *boot, uint64_t now)
{
    return boot->state == LIFE_BOOT_RUNS && now >= boot->done_by;
}

void life_boot_end(struct life_boot *boot, bool has_failed)
{
    boot->state = LIFE_BOOT_ENDS;
    boot->has_failed = has_failed;
}

bool life_boot_call(struct life_boot *boot, const struct lcm_plan *plan, uint32_t i)
{
    if (boot->state != LIFE_BOOT_RUNS || (plan->domains[i].boot_may & LCM_MAY_START) == 0 ||
        bits_has(&boot->called, i))
        return false;
    bits_add(&boot->called, i);
    return true;
}

bool life_boot_may_build(const struct life_boot *boot, const struct lcm_plan *plan, uint32_t i)
{
    switch (boot->state) {
    case LIFE_BOOT_STAGED:
        return i == boot->domain;
    case LIFE_BOOT_RUNS:
        return plan->domains[i].boot_may == 0 || bits_has(&boot->called, i);
    case LIFE_BOOT_ENDS:
        return false;
    default:
        return true;
    }
}

bool life_boot_may_start(const struct life_boot *boot, uint32_t i)
{
    switch (boot->state) {
    case LIFE_BOOT_STAGED:
        return i == boot->domain;
    case LIFE_BOOT_RUNS:
        return bits_has(&boot->called, i);
    case LIFE_BOOT_ENDS:
        return false;
    default:
        return true;
    }
}
