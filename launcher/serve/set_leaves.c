/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the leaves below /hyperlaunch/domain/NAME say that change while the domain lives.
 */
#include "core/base/text.h"
#include "launcher/serve/parts.h"
#include "xen/clock.h"

static void state_tell(const struct resident *r, uint32_t i, struct text *text)
{
    static const char *const lives[] = {
        [LIFE_WAITING] = "running", [LIFE_RUNNING] = "running", [LIFE_READY] = "ready",
        [LIFE_LATE] = "late",       [LIFE_GONE] = "running",    [LIFE_FAILED] = "running",
        [LIFE_HELD] = "held",
    };
    static const char *const states[] = {
        [DOMAIN_PLANNED] = "planned",     [DOMAIN_FAILED] = "failed", [DOMAIN_PAUSED] = "built",
        [DOMAIN_RUNNING] = NULL,          [DOMAIN_ENDING] = "ended",  [DOMAIN_ENDED] = "ended",
        [DOMAIN_PRESERVED] = "preserved",
    };
    const char *state = states[r->launch->domains[i].state];

    if (r->launch->lives[i].state == LIFE_HELD)
        state = "held";
    text_append(text, "%s", state ? state : lives[r->launch->lives[i].state]);
}

static void time_tell(uint64_t at, struct text *text)
{
    struct clock_parts parts = clock_split(at);

    if (at)
        text_append(text, "%lu.%06lu", parts.seconds, parts.microseconds);
}

static void began_tell(const struct resident *r, uint32_t i, struct text *text)
{
    time_tell(r->launch->domains[i].began, text);
}

static void created_tell(const struct resident *r, uint32_t i, struct text *text)
{
    time_tell(r->launch->domains[i].created, text);
}

static void started_tell(const struct resident *r, uint32_t i, struct text *text)
{
    time_tell(r->launch->domains[i].started, text);
}

static void ready_tell(const struct resident *r, uint32_t i, struct text *text)
{
    time_tell(r->launch->lives[i].ready_at, text);
}

static void count_tell(const struct resident *r, uint32_t i, struct text *text)
{
    text_append(text, "%u", (unsigned int)r->launch->lives[i].restarts);
}

static void end_tell(const struct resident *r, uint32_t i, struct text *text)
{
    text_append(text, "%s", r->domains[i].end_said ? r->domains[i].end_said : "");
}

static bool has_failed(const struct resident *r, uint32_t i)
{
    return r->launch->domains[i].state == DOMAIN_FAILED;
}

static void step_tell(const struct resident *r, uint32_t i, struct text *text)
{
    if (has_failed(r, i))
        text_append(text, "%s", build_step_name(r->launch->domains[i].result.step));
}

static void cause_tell(const struct resident *r, uint32_t i, struct text *text)
{
    if (has_failed(r, i))
        text_append(text, "%s", r->launch->domains[i].result.cause);
}

static const struct {
    const char *name;
    void (*tell)(const struct resident *r, uint32_t i, struct text *text);
} leaves[] = {
    {"state", state_tell},     {"restarts", count_tell},  {"began", began_tell},
    {"created", created_tell}, {"started", started_tell}, {"ready", ready_tell},
    {"end", end_tell},         {"step", step_tell},       {"cause", cause_tell},
};

const char *set_leaf(const struct resident *r, uint32_t i, uint32_t n, struct text *text)
{
    if (n >= sizeof(leaves) / sizeof(leaves[0]))
        return NULL;
    leaves[n].tell(r, i, text);
    return leaves[n].name;
}

struct set_told set_told_of(const struct resident *r, uint32_t i)
{
    const struct outcome *outcome = &r->launch->domains[i];

    return (struct set_told){
        .state = outcome->state,
        .life = r->launch->lives[i].state,
        .restarts = r->launch->lives[i].restarts,
        .began = outcome->began,
        .created = outcome->created,
        .started = outcome->started,
        .ready = r->launch->lives[i].ready_at,
        .end = r->domains[i].end_said,
    };
}

bool set_told_is(const struct set_told *a, const struct set_told *b)
{
    return a->state == b->state && a->life == b->life && a->restarts == b->restarts &&
           a->began == b->began && a->created == b->created && a->started == b->started &&
           a->ready == b->ready && a->end == b->end;
}
