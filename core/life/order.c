/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The order of a launch: when a domain is ready, and when those that start after it may start.
 */
#include "core/life/life.h"

#define MILLISECOND_NS UINT64_C(1000000)

uint32_t life_ready_timeout(const struct lcm_domain *domain)
{
    return domain->ready_timeout_ms ? domain->ready_timeout_ms : LCM_READY_TIMEOUT_MS;
}

void life_start(struct life *life, const struct lcm_domain *domain, uint64_t now)
{
    life->started = now;
    if (life->state == LIFE_READY)
        return;
    life->state = LIFE_RUNNING;
    life->ready_by = now + life_ready_timeout(domain) * MILLISECOND_NS;
    if (domain->ready == LCM_READY_STARTED)
        (void)life_ready(life, now);
}

bool life_is_awaited(const struct life *life)
{
    return life->state == LIFE_RUNNING || life->state == LIFE_LATE;
}

bool life_ready(struct life *life, uint64_t now)
{
    if (!life_is_awaited(life))
        return false;
    life->state = LIFE_READY;
    life->ready_at = now;
    return true;
}

bool life_late(struct life *life, uint64_t now)
{
    if (life->state != LIFE_RUNNING || now < life->ready_by)
        return false;
    life->state = LIFE_LATE;
    life->was_late = true;
    return true;
}

void life_leave(struct life *life, enum life_state state)
{
    if (life->state != LIFE_READY)
        life->state = state;
}

enum life_gate life_gate(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                         uint32_t *first)
{
    enum life_gate gate = LIFE_OPEN;

    if ((plan->domains[i].functions & LCM_FUNC_RECOVERY) != 0)
        return LIFE_STAGED;
    for (uint32_t other = 0; other < plan->domain_count; other++) {
        if (!bits_has(&plan->domains[i].start_after, other))
            continue;
        switch (lives[other].state) {
        case LIFE_READY:
            break;
        case LIFE_WAITING:
        case LIFE_RUNNING:
            gate = LIFE_SHUT;
            break;
        default:
            *first = other;
            return LIFE_NEVER;
        }
    }
    return gate;
}

/* Whether one of them may be copied from the other. */
static bool is_alike(const struct lcm_domain *a, const struct lcm_domain *b)
{
    return a->mode == LCM_MODE_PVH && b->mode == LCM_MODE_PVH && a->kernel.index == b->kernel.index;
}

uint32_t life_build_next(const struct lcm_plan *plan, const struct bits *started,
                         const struct bits *left, uint32_t first)
{
    uint32_t last = first;
    bool is_decoded = false;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (!is_alike(&plan->domains[i], &plan->domains[first]))
            continue;
        is_decoded = is_decoded || bits_has(started, i);
        last = bits_has(left, i) ? i : last;
    }
    return is_decoded ? last : first;
}

/* What is not ready comes last of all. */
static uint64_t readiness(const struct life *life)
{
    return life->state == LIFE_READY ? life->ready_at : UINT64_MAX;
}

uint32_t life_after(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                    uint32_t *list, uint32_t most)
{
    struct bits left = plan->domains[i].start_after;
    uint32_t count = 0;

    while (count < most && !bits_empty(&left)) {
        uint32_t last = bits_shared(&left, &left);
        struct bits taken = {0};

        for (uint32_t other = last; other < plan->domain_count; other++)
            if (bits_has(&left, other) && readiness(&lives[other]) > readiness(&lives[last]))
                last = other;
        list[count++] = last;
        bits_add(&taken, last);
        bits_remove(&left, &taken);
    }
    return count;
}

const char *life_why(enum life_state state)
{
    static const char *const texts[] = {
        [LIFE_WAITING] = "waits",
        [LIFE_RUNNING] = "is not ready yet",
        [LIFE_READY] = "is ready",
        [LIFE_LATE] = "was not ready in time",
        [LIFE_GONE] = "ended before it was ready",
        [LIFE_FAILED] = "was not started",
        [LIFE_HELD] = "was held back",
    };

    return texts[state];
}
