/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a domain refers to by phandle: domains that it starts after, and its cpupool.
 */
#include <libfdt.h>
#include <string.h>

#include "core/lcm/check.h"
#include "core/lcm/device.h"
#include "core/base/text.h"
#include "core/base/values.h"

enum { CELL = sizeof(fdt32_t) };

uint32_t reader_domain_at(const struct reader *r, const struct property *list, size_t offset)
{
    uint32_t phandle = fdt32_ld((const fdt32_t *)(const void *)(list->data + offset));

    for (uint32_t i = 0; i < r->plan->domain_count && phandle != 0; i++)
        if (r->facts[i].phandle == phandle)
            return i;
    return BITS_MAX;
}

/* The cpupool with this phandle, counted from 1: 0 where there is none. */
static uint32_t find_cpupool(const struct reader *r, uint32_t phandle)
{
    for (uint32_t i = 0; i < r->plan->cpupool_count && phandle != 0; i++)
        if (fdt_get_phandle(r->blob, r->plan->cpupools[i].node) == phandle)
            return i + 1;
    return 0;
}

/* Whether it can be a list of domains; longer than a set it cannot. */
static bool is_list(const struct property *list)
{
    return list->length >= CELL && list->length % CELL == 0 &&
           list->length <= (size_t)LCM_DOMAINS_MAX * CELL;
}

/* Each round finds what can be started after those before; in most orders one finds all. */
static void find_startable(struct reader *r)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < r->plan->domain_count; i++) {
            if (bits_has(&r->startable, i) ||
                !bits_within(&r->plan->domains[i].start_after, &r->startable))
                continue;
            bits_add(&r->startable, i);
            more = true;
        }
    }
}

void reader_refer(struct reader *r)
{
    for (uint32_t i = 0; i < r->plan->domain_count; i++) {
        struct lcm_domain *domain = &r->plan->domains[i];
        struct property list =
            value_find(r->blob, domain->node, property_rows[PROPERTY_START_AFTER].name);
        struct property pool =
            value_find(r->blob, domain->node, property_rows[PROPERTY_CPUPOOL].name);
        bool listed = is_list(&list);
        uint32_t phandle;

        for (size_t at = 0; listed && at < list.length; at += CELL)
            bits_add(&domain->start_after, reader_domain_at(r, &list, at));
        if (value_u32(&pool, &phandle))
            domain->cpupool = find_cpupool(r, phandle);
    }
    find_startable(r);
}

uint32_t reader_domain_named(struct reader *r)
{
    uint32_t domain = r->property.length == CELL ? reader_domain_at(r, &r->property, 0) : BITS_MAX;

    if (domain == BITS_MAX)
        reader_fault(r, r->property.name,
                     "is no domain; give that domain a label, and write <&label>");
    return domain;
}

void check_pool_unknown(struct reader *r)
{
    uint32_t phandle;

    if (!value_u32(&r->property, &phandle) || find_cpupool(r, phandle) == 0)
        reader_fault(r, "domain-cpupool",
                     "does not name a node xen,cpupool; give it a label, and write <&label>");
}

void check_after_shape(struct reader *r)
{
    struct bits named = {{0}};
    bool good = is_list(&r->property);
    const char *text = value_string(&r->property);

    if (text && strcmp(text, "none") == 0)
        return;
    for (size_t at = 0; good && at < r->property.length; at += CELL) {
        uint32_t domain = reader_domain_at(r, &r->property, at);

        good = !bits_has(&named, domain);
        bits_add(&named, domain);
    }
    if (!good)
        reader_fault(r, r->property.name,
                     "is not a list of domains, each once; give them labels, and write <&label>");
}

void check_after_unknown(struct reader *r)
{
    bool listed = is_list(&r->property);

    for (size_t at = 0; listed && at < r->property.length; at += CELL) {
        if (reader_domain_at(r, &r->property, at) == BITS_MAX)
            reader_fault(r, r->property.name,
                         "entry %zu is no domain; give that domain a label, and write <&label>",
                         at / CELL + 1);
    }
}

void check_after_dom0(struct reader *r)
{
    uint32_t dom0 = lcm_dom0(r->plan);

    if (reader_domain(r)->domid != 0 && bits_has(&reader_domain(r)->start_after, dom0))
        reader_fault(r, r->property.name,
                     "names %s, which is domain 0 and starts last, after the launcher; leave it "
                     "out",
                     reader_other(r, r->plan->domains[dom0].node));
}

/*
 * The shortest way along start_after from `start` back to it: `next[i]` follows i on it. Breadth
 * first from the end, so that each domain gets its next one when it is first met.
 */
static bool find_cycle(const struct lcm_plan *plan, uint32_t start, uint8_t next[LCM_DOMAINS_MAX])
{
    uint8_t queue[LCM_DOMAINS_MAX];
    struct bits met = {{0}};
    uint32_t tail = 0;

    queue[tail++] = (uint8_t)start;
    for (uint32_t head = 0; head < tail; head++) {
        for (uint32_t i = 0; i < plan->domain_count; i++) {
            if (!bits_has(&plan->domains[i].start_after, queue[head]) || bits_has(&met, i))
                continue;
            bits_add(&met, i);
            next[i] = queue[head];
            if (i == start)
                return true;
            queue[tail++] = (uint8_t)i;
        }
    }
    return false;
}

void check_after_cycle(struct reader *r)
{
    const struct lcm_plan *plan = r->plan;
    uint32_t start = r->domain_next - 1;
    bool by_device = false;
    uint8_t next[LCM_DOMAINS_MAX];
    char buffer[LCM_PATH_SIZE];
    struct text text;

    if (bits_has(&r->startable, start) || !find_cycle(plan, start, next))
        return;
    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "%s", plan->domains[start].name);
    for (uint32_t i = next[start], from = start;; from = i, i = next[i]) {
        by_device = by_device || device_is_served(plan, i, from) || device_is_served(plan, from, i);
        /* Each cycle is told once, at its first domain. */
        if (i < start)
            return;
        text_append(&text, " -> %s", plan->domains[i].name);
        if (i == start)
            break;
    }
    reader_fault(r, reader_has(r, PROPERTY_START_AFTER) ? "hyperlaunch,start-after" : NULL,
                 "waits for itself: %s%s%s; leave one of these steps out", buffer,
                 text.cut ? "..." : "",
                 by_device ? ", as a domain starts after those that serve its devices" : "");
}
