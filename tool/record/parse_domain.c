/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the launcher's lines about one domain say.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/lcm.h"
#include "tool/record/parse.h"
#include "tool/record/scan.h"

struct record_domain *parse_domain_find(struct parse *p, const char *name, bool adds)
{
    size_t length = strcspn(name, ": ;");
    char own[RECORD_NAME_SIZE];
    struct record_domain *d;

    if (length >= sizeof(own))
        return NULL;
    memcpy(own, name, length);
    own[length] = '\0';
    if (!value_is_name(own))
        return NULL;
    for (uint32_t i = 0; i < p->record.domain_count; i++)
        if (strcmp(p->record.domains[i].name, own) == 0)
            return &p->record.domains[i];
    p->too_many = p->too_many || (adds && p->record.domain_count == RECORD_DOMAINS_MAX);
    if (!adds || p->record.domain_count == RECORD_DOMAINS_MAX)
        return NULL;
    d = &p->record.domains[p->record.domain_count++];
    d->absent = UINT64_MAX;
    memcpy(d->name, own, length + 1);
    record_domain_learn(d, offsetof(struct record_domain, name));
    record_domain_learn(d, offsetof(struct record_domain, ready_line));
    PARSE_SET(d, state, RECORD_PLANNED);
    PARSE_SET(d, exact, 0);
    return d;
}

struct parse_domain *parse_domain_own(struct parse *p, const struct record_domain *domain)
{
    return &p->domains[domain - p->record.domains];
}

void parse_domid_set(struct parse *p, struct record_domain *domain, uint64_t domid)
{
    if (domid > LCM_DOMID_MAX)
        return;
    for (uint32_t i = 0; i < p->record.domain_count; i++)
        if (&p->record.domains[i] != domain && p->record.domains[i].domid == domid &&
            RECORD_DOMAIN_KNOWS(&p->record.domains[i], domid))
            return;
    PARSE_SET(domain, domid, (uint32_t)domid);
}

static void time_note(struct parse *p, uint64_t at)
{
    if (at > p->record.recorded_ns)
        p->record.recorded_ns = at;
}

static void created_read(struct parse *p, struct record_domain *d, const char *text)
{
    uint64_t at, domid, cpus, kib;

    if (!scan(text, "created at @ s: domid #, # vCPUs, # KiB", &at, &domid, &cpus, &kib) ||
        cpus > UINT32_MAX)
        return;
    time_note(p, at);
    d->state = RECORD_PLANNED;
    d->step[0] = d->cause[0] = '\0';
    /* The times are those of its first build. */
    if (RECORD_DOMAIN_KNOWS(d, created_ns))
        return;
    parse_domid_set(p, d, domid);
    PARSE_SET(d, created_ns, at);
    PARSE_SET(d, cpus, (uint32_t)cpus);
    PARSE_SET(d, memory_kib, kib);
    PARSE_SET(d, label_ignored, 0);
}

/* "STEP: CAUSE" */
static void failed_read(struct record_domain *d, const char *text)
{
    size_t length = strcspn(text, ":");

    /* Nothing was wrong with it: see the launcher's recovery.c. */
    d->state = scan(text, "start: it is held back") ? RECORD_HELD : RECORD_FAILED;
    if (length == 0 || length >= sizeof(d->step) || strncmp(text + length, ": ", 2) != 0)
        return;
    (void)snprintf(d->step, sizeof(d->step), "%.*s", (int)length, text);
    (void)snprintf(d->cause, sizeof(d->cause), "%s", text + length + 2);
}

static bool step_add(struct record_domain *d, const char *name, size_t length, uint64_t took)
{
    struct record_step *step = &d->steps[d->step_count];

    if (d->step_count == RECORD_STEPS_MAX || length == 0 || length >= sizeof(step->name))
        return false;
    for (size_t i = 0; i < length; i++)
        if (name[i] <= ' ' || name[i] > '~')
            return false;
    memcpy(step->name, name, length);
    step->name[length] = '\0';
    step->took_ns = took;
    d->step_count++;
    return true;
}

/* "N.NNN ms (STEP N.NNN, STEP N.NNN); N KiB loaded, N hypercalls, ..." */
static void built_read(struct record_domain *d, const char *text)
{
    uint64_t took, kib, calls;
    const char *rest = scan(text, "~ ms", &took);

    if (!rest)
        return;
    if (RECORD_DOMAIN_KNOWS(d, created_ns) && took <= d->created_ns)
        PARSE_SET(d, began_ns, d->created_ns - took);
    d->step_count = 0;
    rest = *rest == ' ' ? rest + strspn(rest, " (") : rest;
    while (rest && *rest && *rest != ';') {
        size_t length = strcspn(rest, " ");
        const char *next = scan(rest + length, " ~", &took);

        if (!next || !step_add(d, rest, length, took))
            return;
        rest = next + strspn(next, ",) ");
    }
    if (rest && scan(rest, "; # KiB loaded, # hypercalls", &kib, &calls)) {
        PARSE_SET(d, loaded, kib * 1024);
        PARSE_SET(d, hypercalls, calls);
    }
}

/* How it ended, and what follows. */
static bool end_read(struct record_domain *d, const char *text)
{
    static const struct {
        const char *words;
        enum record_end end;
    } ends[] = {
        {"powered off; ", RECORD_END_POWERED_OFF},
        {"asked for a reboot; ", RECORD_END_REBOOTED},
        {"crashed; ", RECORD_END_CRASHED},
        {"was stopped by its watchdog; ", RECORD_END_CRASHED},
        {"suspended itself and cannot be resumed; ", RECORD_END_OTHER},
        {"asked for a soft reset, which is not served; ", RECORD_END_OTHER},
        {"ended for an unknown reason; ", RECORD_END_OTHER},
        {"is gone; ", RECORD_END_OTHER},
        /* Of a boot domain. */
        {"said done; ", RECORD_END_OTHER},
        {"took too long; ", RECORD_END_OTHER},
    };

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const char *rest = scan(text, ends[i].words);

        if (!rest)
            continue;
        PARSE_SET(d, end, ends[i].end);
        d->state = scan(rest, "destroyed, and is built again") ? RECORD_PLANNED : RECORD_ENDED;
        PARSE_SET(d, preserved, scan(rest, "preserved as it is") ? 1 : 0);
        return true;
    }
    return false;
}

static void restarted_read(struct parse *p, struct record_domain *d, uint64_t after, uint64_t count)
{
    struct parse_domain *own = parse_domain_own(p, d);

    d->state = RECORD_RUNNING;
    own->has_ready = own->has_ready && RECORD_DOMAIN_KNOWS(d, ready_ns);
    if (count <= UINT32_MAX)
        PARSE_SET(d, restarts, (uint32_t)count);
    own->started = 0;
    if (!RECORD_DOMAIN_KNOWS(d, ended_ns))
        return;
    own->started = d->ended_ns + after;
    time_note(p, own->started);
    if (d->restart_count == RECORD_RESTARTS_MAX)
        memmove(d->restarts_ns, d->restarts_ns + 1, sizeof(d->restarts_ns) - sizeof(uint64_t));
    else
        d->restart_count++;
    d->restarts_ns[d->restart_count - 1] = d->ended_ns;
}

/* "; after NAME NAME": those that are known, as far as there is room. */
static const char *after_read(struct parse *p, struct record_domain *d, const char *text)
{
    d->after_count = 0;
    while (*text && *text != ';') {
        struct record_domain *other = parse_domain_find(p, text, false);

        if (other && RECORD_DOMAIN_KNOWS(other, domid) && d->after_count < RECORD_AFTER_MAX)
            d->after[d->after_count++] = other->domid;
        text += strcspn(text, " ;");
        text += strspn(text, " ");
    }
    return text;
}

/* "ready in N ms by signal", or by a line in quotes. */
static void ready_way_read(struct record_domain *d, const char *text, uint64_t limit)
{
    size_t length = strlen(text);

    PARSE_SET(d, ready, strcmp(text, "signal") == 0 ? LCM_READY_SIGNAL : LCM_READY_LINE);
    PARSE_SET(d, ready_timeout_ms, limit <= UINT32_MAX ? (uint32_t)limit : 0);
    if (text[0] == '"' && length >= 2 && length - 2 < sizeof(d->ready_line))
        (void)snprintf(d->ready_line, sizeof(d->ready_line), "%.*s", (int)(length - 2), text + 1);
}

static uint32_t mask_read(const char **text)
{
    uint32_t mask = 0;

    for (; strchr("0123456789abcdef", **text) && **text; (*text)++)
        mask = mask << 4 | (uint32_t)(**text <= '9' ? **text - '0' : **text - 'a' + 10);
    return mask;
}

/* "pvh; after NAMES; budget N ms; ready in N ms by ..." */
static void plan_read(struct parse *p, struct record_domain *d, enum record_mode mode,
                      const char *rest)
{
    uint64_t number;
    const char *next;

    parse_domain_own(p, d)->has_plan = true;
    PARSE_SET(d, mode, mode);
    PARSE_SET(d, capabilities, 0);
    PARSE_SET(d, functions, 0);
    PARSE_SET(d, start_within_ms, 0);
    PARSE_SET(d, ready, LCM_READY_STARTED);
    PARSE_SET(d, ready_timeout_ms, 0);
    if ((next = scan(rest, "; capabilities 0x"))) {
        d->capabilities = mask_read(&next);
        rest = next;
    }
    if ((next = scan(rest, "; functions 0x"))) {
        d->functions = mask_read(&next);
        rest = next;
    }
    if ((next = scan(rest, "; after ")))
        rest = after_read(p, d, next);
    if ((next = scan(rest, "; budget # ms", &number))) {
        d->start_within_ms = number <= UINT32_MAX ? (uint32_t)number : 0;
        rest = next;
    }
    if ((next = scan(rest, "; ready in # ms by ", &number)))
        ready_way_read(d, next, number);
}

/* "... ; recovery domain NAME is started": after the table, which says when. */
static void helper_read(struct parse *p, const char *text)
{
    static const char before[] = "; recovery domain ";
    const char *name = strstr(text, before);
    struct record_domain *helper =
        name ? parse_domain_find(p, name + sizeof(before) - 1, false) : NULL;

    if (helper && strstr(name, " is started") && helper->state == RECORD_STAGED)
        helper->state = RECORD_RUNNING;
}

static void taken_over_read(struct record_domain *d, uint64_t kib, uint64_t cpus)
{
    d->state = RECORD_HANDED_OVER;
    PARSE_SET(d, memory_kib, kib);
    PARSE_SET(d, cpus, cpus <= UINT32_MAX ? (uint32_t)cpus : 0);
}

/* The lines that follow one another while it lives. */
static void life_line(struct parse *p, struct record_domain *d, const char *text)
{
    struct parse_domain *own = parse_domain_own(p, d);
    uint64_t a, b;

    if (scan(text, "ready, @ s after it was started", &a)) {
        own->ready = a;
        own->has_ready = true;
        if (own->started)
            PARSE_SET(d, ready_ns, own->started + a);
    } else if (scan(text, "not ready within # ms: ", &a)) {
        PARSE_SET(d, late, 1);
    } else if (scan(text, "ended at @ s", &a)) {
        time_note(p, a);
        PARSE_SET(d, ended_ns, a);
    } else if (scan(text, "started again, @ s after it ended; restart #", &a, &b)) {
        restarted_read(p, d, a, b);
    } else if (scan(text, "given up: ")) {
        PARSE_SET(d, given_up, 1);
    } else if (scan(text, "not started again: ")) {
        d->state = RECORD_ENDED;
    } else if (scan(text, "held back by the boot domain")) {
        d->state = RECORD_HELD;
        (void)snprintf(d->step, sizeof(d->step), "start");
        (void)snprintf(d->cause, sizeof(d->cause), "it is %s", text);
    } else if (!end_read(d, text)) {
        helper_read(p, text);
    }
}

void parse_domain_line(struct parse *p, const char *line)
{
    const char *text = strchr(line, ':');
    struct record_domain *d;
    uint64_t a, b;

    if (!text || text[1] != ' ')
        return;
    text += 2;
    d = parse_domain_find(p, line,
                          scan(text, "created at ") || scan(text, "failed: ") ||
                              scan(text, "held back by the boot domain") ||
                              scan(text, "takes over domain 0 with "));
    if (!d)
        return;
    if (scan(text, "created at "))
        created_read(p, d, text);
    else if (scan(text, "failed: "))
        failed_read(d, scan(text, "failed: "));
    else if (scan(text, "built in "))
        built_read(d, scan(text, "built in "));
    else if (scan(text, "without its label "))
        PARSE_SET(d, label_ignored, 1);
    else if (scan(text, "takes over domain 0 with # KiB and # vCPUs", &a, &b))
        taken_over_read(d, a, b);
    else if (strcmp(text, "pvh") == 0 || scan(text, "pvh;"))
        plan_read(p, d, RECORD_PVH, text + 3);
    else if (strcmp(text, "pv") == 0 || scan(text, "pv;"))
        plan_read(p, d, RECORD_PV, text + 2);
    else
        life_line(p, d, text);
}
