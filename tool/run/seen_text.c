/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What `hyperlaunch run` waits for, what it misses and how domains ended, in words.
 */
#include "tool/run/seen.h"

/* Whether this domain is waited for: behind a hand-over only dom0 is heard, and a recovery domain
 * starts where another failed. */
static bool domain_is_awaited(const struct run_seen *seen, uint32_t i)
{
    const struct lcm_domain *dom0 = run_dom0(seen->plan);

    if (run_is_recovery(&seen->plan->domains[i]))
        return false;
    return seen->until == RUN_UNTIL_STARTED || !dom0 || dom0 == &seen->plan->domains[i];
}

static void awaited_append(const struct run_seen *seen, struct text *out)
{
    bool dom0 = run_dom0(seen->plan);

    switch (seen->until) {
    case RUN_UNTIL_READY:
        text_append(out, "\"hyperlaunch-%s: ready\", the prompt of a shell or login%s",
                    dom0 ? "dom0" : "guest", dom0 ? "" : ", or a power-off");
        break;
    case RUN_UNTIL_STARTED:
        text_append(out, "the start");
        break;
    case RUN_UNTIL_SHELL:
        text_append(out, "the prompt of a shell or login");
        break;
    case RUN_UNTIL_TEXT:
        text_append(out, "\"%s\"", seen->text);
        break;
    }
}

void run_seen_describe(const struct run_seen *seen, struct text *out)
{
    const char *separator = " ";

    text_append(out, "waits for ");
    awaited_append(seen, out);
    text_append(out, seen->until == RUN_UNTIL_STARTED ? " of" : " from");
    for (uint32_t i = 0; i < seen->plan->domain_count; i++) {
        if (!domain_is_awaited(seen, i))
            continue;
        text_append(out, "%s%s", separator, seen->plan->domains[i].name);
        separator = ", ";
    }
}

/* Parts what was written since `start` from what comes: a list's items by commas, lists by "; ". */
static void item_begin(struct text *out, size_t start, size_t list)
{
    if (out->used > list)
        text_append(out, ", ");
    else if (out->used > start)
        text_append(out, "; ");
}

static void ends_append(const struct run_seen *seen, struct text *out, size_t start)
{
    size_t list = out->used;

    for (uint32_t i = 0; i < seen->plan->domain_count; i++) {
        const struct run_seen_domain *domain = &seen->domains[i];

        if (!domain->end[0] || run_seen_end_is_fine(seen, i))
            continue;
        item_begin(out, start, list);
        text_append(out, "%s %s", seen->plan->domains[i].name, domain->end);
        if (!domain->reached && seen->until != RUN_UNTIL_READY) {
            text_append(out, " without ");
            awaited_append(seen, out);
        }
    }
}

static void missing_append(const struct run_seen *seen, struct text *out, size_t start)
{
    size_t list = out->used;

    for (uint32_t i = 0; i < seen->plan->domain_count; i++) {
        const struct run_seen_domain *domain = &seen->domains[i];

        if (!domain_is_awaited(seen, i) || domain->reached || domain->end[0])
            continue;
        item_begin(out, start, list);
        text_append(out, "%s", seen->plan->domains[i].name);
        if (domain->last[0])
            text_append(out, " (last line: \"%s\")", domain->last);
        else
            text_append(out, " (printed nothing)");
    }
    if (out->used > list) {
        text_append(out, " never reached ");
        awaited_append(seen, out);
    }
}

void run_seen_reason(const struct run_seen *seen, struct text *out)
{
    size_t start = out->used;

    if (seen->fatal)
        text_append(out, "the launcher gave up; its reason is above");
    else if (!seen->complete)
        text_append(out, "the launch did not complete");
    else if (seen->failed > 0)
        text_append(out, "%lu of %lu domains were not started; the launcher's reasons are above",
                    seen->failed, seen->started + seen->failed);
    if (seen->fatal || !seen->complete || seen->until == RUN_UNTIL_STARTED)
        return;
    ends_append(seen, out, start);
    missing_append(seen, out, start);
}

void run_seen_ends(const struct run_seen *seen, struct text *out)
{
    size_t start = out->used;

    for (uint32_t i = 0; i < seen->plan->domain_count; i++) {
        if (!seen->domains[i].end[0])
            continue;
        item_begin(out, start, start);
        text_append(out, "%s %s", seen->plan->domains[i].name, seen->domains[i].end);
    }
}
