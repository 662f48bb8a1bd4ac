/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The budget of a start: whether it was missed, and what took the time.
 */
#include "core/base/text.h"
#include "core/life/life.h"

#define MILLISECOND_NS UINT64_C(1000000)

static unsigned long milliseconds(uint64_t from, uint64_t to)
{
    return to > from ? (unsigned long)((to - from) / MILLISECOND_NS) : 0;
}

/* What took most of the time between the launcher's entry and the start, and what to do. */
static void cause_append(struct text *text, const struct lcm_plan *plan, const struct life *lives,
                         uint32_t i, const struct life_times *times)
{
    unsigned long before = milliseconds(times->entered, times->began);
    unsigned long built = milliseconds(times->began, times->created);
    unsigned long waited = milliseconds(times->created, times->started);
    uint32_t other;

    if (built >= before && built >= waited)
        text_append(text, "its build took %lu ms; give it a smaller kernel or ramdisk", built);
    else if (before >= waited)
        text_append(text, "its build began after %lu ms; put it before others in the set", before);
    else if (life_after(plan, lives, i, &other, 1) > 0)
        text_append(text, "it waited %lu ms for %s; have that ready sooner", waited,
                    plan->domains[other].name);
    else
        text_append(text, "it waited %lu ms for the start of others; put it before them in the set",
                    waited);
}

bool life_budget_missed(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                        const struct life_times *times, char why[LIFE_BUDGET_SIZE])
{
    uint32_t budget = plan->domains[i].start_within_ms;
    struct text text;

    if (budget == 0 || times->started <= times->entered ||
        times->started - times->entered <= budget * MILLISECOND_NS)
        return false;
    text_init(&text, why, LIFE_BUDGET_SIZE);
    text_append(&text, "started %lu ms after entry, its budget was %u ms: ",
                milliseconds(times->entered, times->started), (unsigned int)budget);
    cause_append(&text, plan, lives, i, times);
    text_append(&text, ", or raise hyperlaunch,start-within-ms");
    return true;
}
