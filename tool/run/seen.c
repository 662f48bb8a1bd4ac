/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a booting machine's console: what each domain printed, reached, and how it ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/run/seen.h"

#define GUEST_TEXT    "hyperlaunch-guest: ready"
#define DOM0_TEXT     "hyperlaunch-dom0: ready"
#define LAUNCHER_TEXT "hyperlaunch: "
#define COMPLETE_TEXT "launch complete: "
#define FOCUS_TEXT    "input goes to "
#define DOMAIN_TEXT   "domain "

/* What follows the way a domain ended. */
static const char *const end_marks[] = {"; destroyed, its memory given back",
                                        "; preserved as it is",
                                        "; Xen does not let it be destroyed"};

/* Ends that no set has to be ashamed of: the second is one that the set itself provides for. */
static const char *const good_ends[] = {"powered off", "asked for a reboot"};

void run_seen_init(struct run_seen *seen, const struct lcm_plan *plan, enum run_until until,
                   const char *text)
{
    memset(seen, 0, sizeof(*seen));
    seen->plan = plan;
    seen->until = until;
    seen->text = text;
    seen->focus = plan->domain_count;
}

const struct lcm_domain *run_dom0(const struct lcm_plan *plan)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (plan->domains[i].domid == 0)
            return &plan->domains[i];
    return NULL;
}

/* The index of the domain whose name stands at `text`, followed by `after`, or the count. */
static uint32_t domain_named(const struct run_seen *seen, const char *text, const char *after)
{
    uint32_t i;

    for (i = 0; i < seen->plan->domain_count; i++) {
        const char *name = seen->plan->domains[i].name;
        size_t length = strlen(name);

        if (strncmp(text, name, length) == 0 && strncmp(text + length, after, strlen(after)) == 0)
            break;
    }
    return i;
}

/* "N started, M failed" */
static bool counts_read(const char *text, unsigned long *started, unsigned long *failed)
{
    char *rest;

    *started = strtoul(text, &rest, 10);
    if (rest == text || strncmp(rest, " started, ", 10) != 0)
        return false;
    text = rest + 10;
    *failed = strtoul(text, &rest, 10);
    return rest != text && strncmp(rest, " failed", 7) == 0;
}

/* "NAME: HOW; destroyed, ..." */
static void end_read(struct run_seen *seen, const char *text)
{
    uint32_t i = domain_named(seen, text, ": ");

    if (i == seen->plan->domain_count)
        return;
    text += strlen(seen->plan->domains[i].name) + 2;
    for (size_t mark = 0; mark < sizeof(end_marks) / sizeof(end_marks[0]); mark++) {
        const char *end = strstr(text, end_marks[mark]);

        if (end)
            (void)snprintf(seen->domains[i].end, RUN_END_SIZE, "%.*s", (int)(end - text), text);
    }
}

static const char *text_after(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0 ? text + strlen(start) : NULL;
}

static void launcher_line(struct run_seen *seen, const char *line)
{
    const char *rest;

    if ((rest = text_after(line, COMPLETE_TEXT)))
        seen->complete = counts_read(rest, &seen->started, &seen->failed);
    else if ((rest = text_after(line, FOCUS_TEXT)))
        seen->focus = domain_named(seen, rest, " ");
    else if ((rest = text_after(line, DOMAIN_TEXT)))
        end_read(seen, rest);
    else if (strstr(line, "parked"))
        seen->fatal = true;
}

/*
 * Whose line it is: a guest's by its prefix, dom0's once the launch is complete; `*text` is what
 * that domain printed. The count of domains for a line of nobody.
 */
static uint32_t line_owner(const struct run_seen *seen, const char **text)
{
    const struct lcm_domain *dom0 = run_dom0(seen->plan);
    const char *line = seen->line;
    uint32_t i = seen->plan->domain_count;

    *text = line;
    if (line[0] == '[')
        i = domain_named(seen, line + 1, "] ");
    if (i < seen->plan->domain_count)
        *text = line + 1 + strlen(seen->plan->domains[i].name) + 2;
    else if (dom0 && seen->complete && !text_after(line, "(XEN) "))
        i = (uint32_t)(dom0 - seen->plan->domains);
    return i;
}

static bool line_is_awaited(const struct run_seen *seen, uint32_t i, const char *text)
{
    if (seen->until == RUN_UNTIL_TEXT)
        return strstr(text, seen->text);
    if (seen->until != RUN_UNTIL_READY)
        return false;
    return seen->plan->domains[i].domid == 0 ? text_after(text, DOM0_TEXT)
                                             : strstr(text, GUEST_TEXT);
}

static void seen_line(struct run_seen *seen)
{
    const char *text, *own = text_after(seen->line, LAUNCHER_TEXT);
    uint32_t i = line_owner(seen, &text);

    seen->said += !own || !text_after(own, FOCUS_TEXT);
    if (own)
        launcher_line(seen, own);
    if (own || i == seen->plan->domain_count || !*text)
        return;
    (void)snprintf(seen->domains[i].last, RUN_LAST_SIZE, "%s", text);
    if (line_is_awaited(seen, i, text))
        seen->domains[i].reached = true;
}

void run_seen_bytes(struct run_seen *seen, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (c == '\n') {
            seen->line[seen->used] = '\0';
            seen_line(seen);
            seen->used = 0;
            seen->escape = SEEN_TEXT;
        } else if (c == 0x1b) {
            seen->escape = SEEN_ESCAPE;
        } else if (seen->escape == SEEN_ESCAPE) {
            seen->escape = c == '[' ? SEEN_SEQUENCE : SEEN_TEXT;
        } else if (seen->escape == SEEN_SEQUENCE) {
            seen->escape = c >= 0x40 && c < 0x7f ? SEEN_TEXT : SEEN_SEQUENCE;
        } else if (c >= 0x20 && c != 0x7f && seen->used + 1 < RUN_LINE_SIZE) {
            seen->line[seen->used++] = (char)c;
        }
    }
}

/* "/ # ", "user@host:~$ ", "host login: " */
static bool text_is_prompt(const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length == 0)
        return false;
    return strchr("#$%>", text[length - 1]) ||
           (length >= 6 && strncmp(text + length - 6, "login:", 6) == 0);
}

void run_seen_quiet(struct run_seen *seen)
{
    const char *text;
    uint32_t i;

    seen->line[seen->used] = '\0';
    i = line_owner(seen, &text);
    if (i == seen->plan->domain_count || text_after(seen->line, LAUNCHER_TEXT))
        return;
    if (line_is_awaited(seen, i, text) ||
        (text_is_prompt(text) &&
         (seen->until == RUN_UNTIL_READY || seen->until == RUN_UNTIL_SHELL)))
        seen->domains[i].reached = true;
}

static bool end_is_good(const char *end)
{
    for (size_t i = 0; i < sizeof(good_ends) / sizeof(good_ends[0]); i++)
        if (strcmp(end, good_ends[i]) == 0)
            return true;
    return false;
}

bool run_seen_end_is_fine(const struct run_seen *seen, uint32_t i)
{
    const struct run_seen_domain *domain = &seen->domains[i];

    return end_is_good(domain->end) && (domain->reached || seen->until == RUN_UNTIL_READY);
}

static bool domain_is_settled(const struct run_seen_domain *domain)
{
    return domain->reached || domain->end[0];
}

enum run_verdict run_seen_verdict(const struct run_seen *seen)
{
    const struct lcm_domain *dom0 = run_dom0(seen->plan);
    uint32_t settled = 0, staged = 0;
    bool bad = seen->failed > 0;

    if (seen->fatal)
        return RUN_FAILED;
    if (seen->until == RUN_UNTIL_STARTED)
        return !seen->complete ? RUN_OPEN : bad ? RUN_FAILED : RUN_PASSED;
    for (uint32_t i = 0; i < seen->plan->domain_count; i++) {
        settled += domain_is_settled(&seen->domains[i]);
        staged += run_is_recovery(&seen->plan->domains[i]) && !domain_is_settled(&seen->domains[i]);
        bad = bad || (seen->domains[i].end[0] && !run_seen_end_is_fine(seen, i));
    }
    if (dom0 && seen->domains[dom0 - seen->plan->domains].reached)
        return seen->failed ? RUN_FAILED : RUN_PASSED;
    if (settled + staged == seen->plan->domain_count ||
        (seen->complete && seen->failed > 0 && settled >= seen->started))
        return bad ? RUN_FAILED : RUN_PASSED;
    return RUN_OPEN;
}

bool run_seen_wants_focus(const struct run_seen *seen)
{
    return seen->complete && !run_dom0(seen->plan) && seen->until != RUN_UNTIL_STARTED;
}

bool run_seen_focus_is_done(const struct run_seen *seen)
{
    return seen->focus < seen->plan->domain_count && domain_is_settled(&seen->domains[seen->focus]);
}

bool run_seen_all_ended(const struct run_seen *seen)
{
    unsigned long ended = 0;

    for (uint32_t i = 0; i < seen->plan->domain_count; i++)
        ended += seen->domains[i].end[0] != '\0';
    return seen->complete && seen->started > 0 && ended >= seen->started && !run_dom0(seen->plan);
}
