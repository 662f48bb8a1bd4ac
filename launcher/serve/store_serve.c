/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The xenstore of a set without a dom0, or of the boot domain before one: which domains have what
 * in it, and whose request is next.
 *
 * A visit of a ring serves one request at most, and a round visits each domain once: who asks
 * without end delays another's request by one of its own.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/store/domain_nodes.h"
#include "launcher/serve/parts.h"
#include "xen/clock.h"
#include "xen/event.h"

/* How long requests are served before the service looks at consoles and ends again. */
#define ROUNDS_NS UINT64_C(10000000)

enum { TIME_SIZE = 32 };

/*
 * The pool lies behind the store itself; behind it what the domains printed last, where that may be
 * read, and the command lines of the boot domain.
 */
#define POOL_OFFSET ((sizeof(struct store) + 63) / 64 * 64)

static size_t pool_size(const struct lcm_plan *plan)
{
    return store_memory_size(plan->domain_count) + store_device_memory_size(plan->device_count);
}

static uint64_t tails_offset(const struct lcm_plan *plan)
{
    return POOL_OFFSET + (pool_size(plan) + 7) / 8 * 8;
}

static uint64_t cmdlines_offset(const struct lcm_plan *plan)
{
    return tails_offset(plan) + (set_is_read(plan) ? plan->domain_count * sizeof(struct tail) : 0);
}

static uint64_t devices_offset(const struct lcm_plan *plan)
{
    return (cmdlines_offset(plan) + boot_cmdlines_size(plan, plan->domain_count) + 7) / 8 * 8;
}

uint64_t resident_store_size(const struct lcm_plan *plan)
{
    bool has_boot = lcm_boot_domain(plan) < plan->domain_count;

    if (lcm_dom0(plan) < plan->domain_count && !has_boot)
        return 0;
    return devices_offset(plan) + plan->device_count * sizeof(struct device_link);
}

/* Domain 0 has the nodes that Xen's own xen-init-dom0 gives it. */
static void store_begin(struct resident *r)
{
    static const char *const own[][2] = {
        {"/tool/xenstored", ""},
        {"/local/domain/0/name", "Domain-0"},
        {"/local/domain/0/domid", "0"},
    };
    struct store *store = r->launch->boot->store;
    const struct lcm_plan *plan = &r->launch->image.plan;

    if (!store_init(store, (uint8_t *)store + POOL_OFFSET, pool_size(plan), plan->domain_count))
        return;
    r->store = store;
    r->cmdlines = (char *)store + cmdlines_offset(plan);
    devices_begin(r, (void *)((uint8_t *)store + devices_offset(plan)));
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        (void)store_write(store, own[i][0], own[i][1], (uint32_t)strlen(own[i][1]));
    set_nodes_begin(r);
    if (r->has_set)
        tails_begin(r, (void *)((uint8_t *)store + tails_offset(plan)));
}

/* -- nodes --------------------------------------------------------------------------------------
 */

static void nodes_describe(const struct resident *r, uint32_t i, struct domain_nodes *nodes)
{
    const struct lcm_domain *domain = &r->launch->image.plan.domains[i];
    const struct build_result *result = &r->launch->domains[i].result;
    uint8_t uuid[LCM_UUID_SIZE];

    image_domain_uuid(&r->launch->image, domain, uuid);
    *nodes = (struct domain_nodes){
        .domid = domain->domid,
        .name = domain->name,
        .mode = domain->mode == LCM_MODE_PV ? "pv" : "pvh",
        .cpus = domain->cpus,
        .memory_kib = domain->memory_kib,
        .has_store = result->store_port != 0,
        .store_port = result->store_remote,
        .store_frame = result->store_frame,
        .console_port = result->console_remote,
        .console_frame = result->console_frame,
    };
    domain_nodes_uuid_write(uuid, nodes->uuid);
}

static void nodes_make(struct resident *r, uint32_t i)
{
    const struct shared_info *shared = r->launch->boot->shared;
    uint64_t centis = clock_now() / 10000000 + shared->wc_nsec / 10000000;
    char start_time[TIME_SIZE];
    struct domain_nodes nodes;

    nodes_describe(r, i, &nodes);
    (void)text_set(start_time, sizeof(start_time), "%lu.%02lu",
                   (unsigned long)(shared->wc_sec + centis / 100), (unsigned long)(centis % 100));
    nodes.start_time = start_time;
    if (!domain_nodes_put(&nodes, store_put, r->store))
        log_line("domain %s: the store has no room for its nodes", nodes.name);
    r->domains[i].has_nodes = true;
    shares_tell(r, i);
}

static void nodes_remove(struct resident *r, uint32_t i)
{
    char path[DOMAIN_NODES_PATH_SIZE];
    struct domain_nodes nodes;

    nodes_describe(r, i, &nodes);
    for (uint32_t number = 0; domain_nodes_root(&nodes, number, path); number++)
        (void)store_remove(r->store, path);
    r->domains[i].has_nodes = false;
    shares_forget(r, i);
}

/* -- rings --------------------------------------------------------------------------------------
 */

/* Domains that run and are not known to the store yet. */
static void stores_open(struct resident *r)
{
    const struct lcm_plan *plan = &r->launch->image.plan;

    if (!r->store)
        store_begin(r);
    for (uint32_t i = 0; r->store && i < plan->domain_count; i++) {
        struct resident_domain *domain = &r->domains[i];
        uint32_t slot = i * RINGS_PER_DOMAIN + RING_STORE;

        if (!is_running(r, i) || domain->has_nodes ||
            !site_serves_store(&r->launch->site, &plan->domains[i]))
            continue;
        nodes_make(r, i);
        pcis_open(r, i);
        boot_data_give(r, i);
        if (r->launch->domains[i].result.store_port &&
            !store_ring_open(&domain->store, r->store, plan->domains[i].domid,
                             window_page(&r->launch->boot->rings, slot)))
            log_line("domain %s: the store has no room for it; it waits for its store in vain",
                     plan->domains[i].name);
        devices_allow(r, i);
        set_nodes_permit(r, i);
    }
}

void store_end(struct resident *r, uint32_t i)
{
    if (!r->store || !r->domains[i].has_nodes)
        return;
    devices_leave(r, i, false);
    pcis_end(r, i);
    nodes_remove(r, i);
    store_ring_close(&r->domains[i].store, r->store);
}

void resident_store_end(struct resident *r)
{
    if (!r->launch->boot->store)
        return;
    tails_end(r);
    r->store = NULL;
    r->has_set = false;
    if (boot_store_release(r->launch->xen, r->launch->boot))
        log_line("the xenstore's memory could not be given back");
}

void store_preserve(struct resident *r, uint32_t i)
{
    if (!r->store || !r->domains[i].has_nodes)
        return;
    devices_leave(r, i, true);
    pcis_end(r, i);
    store_ring_stop(&r->domains[i].store, r->store);
}

static bool store_port_of(const struct resident *r, uint32_t i, uint32_t *port)
{
    *port = r->launch->domains[i].result.store_port;
    return is_running(r, i) && r->domains[i].store.page;
}

/* Visits a domain's ring; whether something moved. */
static bool ring_visit(struct resident *r, uint32_t i)
{
    struct store_ring *ring = &r->domains[i].store;
    bool was_damaged = ring->damaged;
    struct store_visit visit;
    uint32_t port;

    if (!store_port_of(r, i, &port))
        return false;
    visit =
        event_take(r, port) ? store_ring_serve(ring, r->store) : store_ring_give(ring, r->store);
    if (visit.goes_on)
        event_keep(r, port);
    if (visit.has_moved)
        (void)xen_event_send(r->launch->xen, port);
    if (visit.is_damaged && !was_damaged) {
        log_line("domain %s: its store ring is damaged; its store is closed",
                 r->launch->image.plan.domains[i].name);
    }
    return visit.has_moved;
}

/* Visits each domain's ring once; whether something moved. */
static bool rings_visit(struct resident *r)
{
    uint32_t count = r->launch->image.plan.domain_count;
    bool has_moved = false;

    r->store_next = r->store_next + 1 < count ? r->store_next + 1 : 0;
    for (uint32_t n = 0; n < count; n++)
        has_moved |= ring_visit(r, (r->store_next + n) % count);
    return has_moved;
}

void stores_glance(struct resident *r)
{
    if (!r->launch->boot->store)
        return;
    stores_open(r);
    devices_serve(r);
    set_nodes_serve(r);
    tails_serve(r);
    r->store_hurries = rings_visit(r);
    devices_show(r);
    pcis_serve(r);
}

void stores_serve(struct resident *r)
{
    uint64_t end = clock_now() + ROUNDS_NS;

    /* What one domain writes may be an event for another that was visited before it. */
    do
        stores_glance(r);
    while (r->store_hurries && clock_now() < end);
}

bool stores_wait(const struct resident *r)
{
    uint32_t port;

    for (uint32_t i = 0; i < r->launch->image.plan.domain_count; i++)
        if (store_port_of(r, i, &port) && event_is_pending(r, port))
            return true;
    return r->store_hurries || pcis_wait(r);
}
