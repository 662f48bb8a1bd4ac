/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows from the whole of a log: what it would have said, and did not.
 */
#include "core/lcm/lcm.h"
#include "tool/record/parse.h"

/* Zero where nothing was said, which is known by that. */
#define SETTLE(domain, member)                                                                     \
    do {                                                                                           \
        if (!RECORD_DOMAIN_KNOWS(domain, member))                                                  \
            PARSE_SET(domain, member, 0);                                                          \
    } while (0)

/* When it was ready: a start that makes ready is in the table alone, at the launch's end. */
static void ready_finish(struct parse *p, struct record_domain *d)
{
    struct parse_domain *own = parse_domain_own(p, d);

    if (RECORD_DOMAIN_KNOWS(d, ready_ns))
        return;
    if (own->has_ready && own->started)
        PARSE_SET(d, ready_ns, own->started + own->ready);
    else if (own->has_plan && !own->has_ready && d->ready != LCM_READY_STARTED)
        PARSE_SET(d, ready_ns, 0);
    else if (own->has_plan && d->ready == LCM_READY_STARTED && RECORD_DOMAIN_KNOWS(d, started_ns))
        PARSE_SET(d, ready_ns, d->started_ns);
}

static void domain_finish(struct parse *p, struct record_domain *d)
{
    struct parse_domain *own = parse_domain_own(p, d);

    ready_finish(p, d);
    if (d->state == RECORD_PLANNED && !p->is_complete && (own->has_printed || own->has_ready))
        d->state = RECORD_RUNNING;
    if (d->state == RECORD_STAGED && own->has_printed)
        d->state = RECORD_RUNNING;
    if (record_has_cause(d->state))
        SETTLE(d, created_ns);
    if (d->state == RECORD_STAGED)
        SETTLE(d, started_ns);
    if (own->has_plan)
        SETTLE(d, late);
    /* Where the log ends between the two lines of an end, it does not say how. */
    if (!RECORD_DOMAIN_KNOWS(d, end) && !RECORD_DOMAIN_KNOWS(d, ended_ns)) {
        SETTLE(d, ended_ns);
        PARSE_SET(d, end, RECORD_END_NONE);
    }
    /* Of these there is a line each, after what was read. */
    SETTLE(d, preserved);
    SETTLE(d, given_up);
    SETTLE(d, restarts);
}

void parse_finish(struct parse *p)
{
    for (uint32_t i = 0; i < p->record.domain_count; i++)
        domain_finish(p, &p->record.domains[i]);
}
