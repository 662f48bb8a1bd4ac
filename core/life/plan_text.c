/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the plan says of a domain's life, in the few words of a line of the log.
 */
#include "core/base/text.h"
#include "core/life/life.h"

void life_plan_write(const struct lcm_plan *plan, const struct life *lives, uint32_t i,
                     char words[LIFE_PLAN_SIZE])
{
    const struct lcm_domain *domain = &plan->domains[i];
    uint32_t after[LIFE_AFTER_MAX];
    uint32_t count = life_after(plan, lives, i, after, LIFE_AFTER_MAX);
    struct text text;

    text_init(&text, words, LIFE_PLAN_SIZE);
    text_append(&text, "%s", domain->mode == LCM_MODE_PV ? "pv" : "pvh");
    if (domain->capabilities)
        text_append(&text, "; capabilities 0x%x", (unsigned int)domain->capabilities);
    if (domain->functions)
        text_append(&text, "; functions 0x%x", (unsigned int)domain->functions);
    for (uint32_t j = 0; j < count; j++)
        text_append(&text, "%s %s", j == 0 ? "; after" : "", plan->domains[after[j]].name);
    if (domain->start_within_ms)
        text_append(&text, "; budget %u ms", (unsigned int)domain->start_within_ms);
    if (domain->ready != LCM_READY_STARTED)
        text_append(&text, "; ready in %u ms by ", (unsigned int)life_ready_timeout(domain));
    /* The text of a line comes last, as it may contain anything. */
    if (domain->ready == LCM_READY_SIGNAL)
        text_append(&text, "signal");
    else if (domain->ready == LCM_READY_LINE)
        text_append(&text, "\"%s\"", domain->ready_line);
}
