/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the domains printed last, in the store, for the domains that may read it.
 *
 * A ring for each domain lies in the store's memory, behind its pool. It becomes a node a few times
 * a second while a domain runs that may read it and something changed, and at once where a domain
 * ended.
 */
#include <string.h>

#include "core/base/text.h"
#include "launcher/serve/parts.h"
#include "xen/clock.h"

#define TAILS_NS UINT64_C(250000000)

void tails_begin(struct resident *r, struct tail *tails)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        memset(&tails[i], 0, sizeof(tails[i]));
        tails[i].is_changed = true; /* one that prints nothing has a node, too */
        r->domains[i].console.tail = &tails[i];
    }
    r->tails = tails;
}

void tails_end(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        r->domains[i].console.tail = NULL;
    r->tails = NULL;
}

struct tail *tail_of(const struct resident *r, uint32_t i)
{
    return r->tails ? &r->tails[i] : NULL;
}

/* Whether a domain runs that may read them. */
static bool has_reader(const struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (is_running(r, i) && r->domains[i].has_nodes &&
            set_is_reader(&r->launch->image.plan.domains[i]))
            return true;
    return false;
}

static bool has_changed(const struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (r->tails[i].is_changed)
            return true;
    return false;
}

static void tail_write(struct resident *r, uint32_t i)
{
    const struct console *console = &r->domains[i].console;
    char path[SET_NODES_PATH_SIZE];
    uint32_t size = tail_read(&r->tails[i], console->line, console->used, r->tail_text);

    r->tails[i].is_changed = false;
    (void)set_nodes_path(r, i, "console", path);
    (void)store_write(r->store, path, r->tail_text, size);
}

/* Who failed, in the order of the failures. */
static void failed_write(struct resident *r)
{
    const struct life_failures *failures = &r->launch->failures;
    struct text text;

    text_init(&text, r->tail_text, sizeof(r->tail_text));
    for (uint32_t n = 0; n < failures->count; n++)
        if (!failures->list[n].again)
            text_append(&text, "%s\n",
                        r->launch->image.plan.domains[failures->list[n].domain].name);
    r->failures_written = failures->count;
    (void)store_write(r->store, SET_NODES_FAILED, r->tail_text, (uint32_t)text.used);
}

void tails_serve(struct resident *r)
{
    if (!r->tails)
        return;
    if (r->failures_written != r->launch->failures.count)
        failed_write(r);
    if (clock_now() < r->tails_at || !has_reader(r))
        return;
    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++) {
        if (!r->tails[i].is_changed)
            continue;
        tail_write(r, i);
        r->tails_at = clock_now() + TAILS_NS;
    }
}

void tail_end(struct resident *r, uint32_t i)
{
    if (r->tails && has_reader(r))
        tail_write(r, i);
}

uint64_t tails_when(const struct resident *r)
{
    return r->tails && has_changed(r) && has_reader(r) ? r->tails_at : 0;
}
