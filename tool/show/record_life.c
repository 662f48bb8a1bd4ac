/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The life of a domain in words, for the table and the drawing of a record.
 */
#include "tool/show/record_life.h"

#include <stdio.h>

#include "core/lcm/lcm.h"
#include "tool/show/record_show.h"
#include "tool/show/show.h"

#define MS UINT64_C(1000000)

enum { WAITS_SHOWN = 3 };

void record_ms(uint64_t time, uint64_t zero, int decimals, char text[MS_TEXT_SIZE])
{
    uint64_t ns = time < zero ? zero - time : time - zero;
    const char *sign = time < zero ? "-" : "";

    if (time == 0)
        snprintf(text, MS_TEXT_SIZE, "-");
    else if (decimals == 1)
        snprintf(text, MS_TEXT_SIZE, "%s%llu.%llu", sign, (unsigned long long)(ns / 1000000),
                 (unsigned long long)(ns / 100000 % 10));
    else
        snprintf(text, MS_TEXT_SIZE, "%s%llu.%03llu", sign, (unsigned long long)(ns / 1000000),
                 (unsigned long long)(ns / 1000 % 1000));
}

static void clause_begin(struct text *text)
{
    text_append(text, "%s", text->used > 0 ? "; " : "");
}

static const struct record_domain *domain_numbered(const struct record *record, uint32_t domid)
{
    for (uint32_t i = 0; i < record->domain_count; i++)
        if (record->domains[i].domid == domid && RECORD_DOMAIN_KNOWS(&record->domains[i], domid))
            return &record->domains[i];
    return NULL;
}

/* From when it was built until the other was ready. Those that it waited for longest come first. */
static void waits_append(const struct record *record, const struct record_domain *d,
                         struct text *text)
{
    unsigned int shown = 0;

    for (uint32_t i = 0; i < d->after_count && shown < WAITS_SHOWN; i++) {
        const struct record_domain *other = domain_numbered(record, d->after[i]);
        char waited[MS_TEXT_SIZE];

        if (!other || !RECORD_DOMAIN_KNOWS(other, ready_ns))
            continue;
        record_ms(other->ready_ns, d->created_ns, 3, waited);
        if (other->ready_ns > d->created_ns && d->created_ns > 0) {
            clause_begin(text);
            text_append(text, "waited %s ms for %s", waited, other->name);
        } else if (other->ready_ns == 0) {
            clause_begin(text);
            text_append(text, "waited for %s, which was not ready", other->name);
        } else {
            continue;
        }
        shown++;
    }
}

static void ready_append(const struct record_domain *d, struct text *text)
{
    char took[MS_TEXT_SIZE];

    if (d->ready == LCM_READY_STARTED || d->started_ns == 0)
        return;
    clause_begin(text);
    record_ms(d->ready_ns, d->started_ns, 3, took);
    if (d->ready_ns)
        text_append(text, "ready %s ms after its start, by ", took);
    else
        text_append(text, "not ready: no ");
    if (d->ready == LCM_READY_SIGNAL)
        text_append(text, "signal");
    else
        text_append(text, "\"%s\"", d->ready_line);
    if (d->late)
        text_append(text, ", late: it had %u ms", (unsigned int)d->ready_timeout_ms);
}

bool record_budget_missed(const struct record *record, const struct record_domain *d)
{
    uint64_t by = record->entered_ns + d->start_within_ms * MS;

    if (d->start_within_ms == 0 || !RECORD_DOMAIN_KNOWS(d, started_ns))
        return false;
    return d->started_ns > by || (d->started_ns == 0 && d->state == RECORD_FAILED);
}

static void budget_append(const struct record *record, const struct record_domain *d,
                          struct text *text)
{
    char late[MS_TEXT_SIZE];

    if (!record_budget_missed(record, d))
        return;
    clause_begin(text);
    record_ms(d->started_ns, record->entered_ns + d->start_within_ms * MS, 3, late);
    if (d->started_ns)
        text_append(text, "started %s ms after its budget of %u ms", late,
                    (unsigned int)d->start_within_ms);
    else
        text_append(text, "missed its budget of %u ms", (unsigned int)d->start_within_ms);
}

static void end_append(const struct record *record, const struct record_domain *d,
                       struct text *text)
{
    static const char *const ends[] = {
        [RECORD_END_NONE] = "",
        [RECORD_END_POWERED_OFF] = "powered off",
        [RECORD_END_REBOOTED] = "rebooted",
        [RECORD_END_CRASHED] = "crashed",
        [RECORD_END_OTHER] = "ended otherwise",
    };
    char at[MS_TEXT_SIZE];

    if (d->restarts) {
        clause_begin(text);
        text_append(text, "%u restart%s", (unsigned int)d->restarts, d->restarts == 1 ? "" : "s");
    }
    if (d->end == RECORD_END_NONE)
        return;
    clause_begin(text);
    record_ms(d->ended_ns, record->entered_ns, 3, at);
    text_append(text, "%s%s", d->restarts ? "the last time " : "", ends[d->end]);
    if (d->ended_ns)
        text_append(text, " %s ms after the launcher's entry", at);
    text_append(text, "%s%s", d->preserved ? ", preserved" : "", d->given_up ? ", given up" : "");
}

bool record_life(const struct record *record, const struct record_domain *domain, struct text *text)
{
    waits_append(record, domain, text);
    ready_append(domain, text);
    budget_append(record, domain, text);
    end_append(record, domain, text);
    return text->used > 0;
}

void record_facts(const struct record_domain *d, struct text *text)
{
    char memory[SIZE_TEXT_SIZE];

    show_size(d->memory_kib * 1024, memory);
    if (RECORD_DOMAIN_KNOWS(d, domid))
        text_append(text, "domid %u", d->domid);
    if (RECORD_DOMAIN_KNOWS(d, mode))
        text_append(text, "%s%s", text->used ? ", " : "", record_mode_name(d->mode));
    if (RECORD_DOMAIN_KNOWS(d, cpus))
        text_append(text, "%s%u vCPU%s", text->used ? ", " : "", d->cpus, d->cpus == 1 ? "" : "s");
    if (RECORD_DOMAIN_KNOWS(d, memory_kib))
        text_append(text, "%s%s", text->used ? ", " : "", memory);
}
