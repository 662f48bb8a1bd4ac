/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Moving bytes through store rings.
 */
#include "launcher/serve/store_ring.h"

#include <xen/io/xs_wire.h>

/* What newer headers than the oldest that we are built with have. */
enum {
    FEATURE_RECONNECTION = 1,
    FEATURE_ERROR = 2,
    ERROR_NONE = 0,
    ERROR_INDEX = 2,
    ERROR_PROTOCOL = 3
};

enum { RING = XENSTORE_RING_SIZE };

bool store_ring_open(struct store_ring *ring, struct store *store, uint32_t domid,
                     volatile void *page)
{
    *ring = (struct store_ring){
        .page = page,
        .client = store_client_add(store, domid, false, true),
    };
    ring->page->server_features = FEATURE_RECONNECTION | FEATURE_ERROR;
    return ring->client != STORE_CLIENT_NONE;
}

static bool is_served(const struct store_ring *ring)
{
    return ring->page && ring->client != STORE_CLIENT_NONE;
}

/* Nothing more is taken from the domain or given to it, unless it reconnects. */
static void ring_damage(struct store_ring *ring, struct store *store, uint32_t error,
                        struct store_visit *visit)
{
    store_client_reset(store, ring->client);
    ring->is_closed = ring->damaged = true;
    ring->page->error = error;
    *visit = (struct store_visit){.has_moved = true, .is_damaged = true};
}

/*
 * The domain asked for a new connection: the old one's watches, transactions and bytes are gone.
 * Returns whether it did.
 */
static bool ring_reconnect(struct store_ring *ring, struct store *store, struct store_visit *visit)
{
    volatile struct xenstore_domain_interface *page = ring->page;

    if (page->connection != XENSTORE_RECONNECT)
        return false;
    store_client_reset(store, ring->client);
    ring->is_closed = false;
    page->req_cons = page->req_prod = 0;
    page->rsp_cons = page->rsp_prod = 0;
    page->error = ERROR_NONE;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    page->connection = XENSTORE_CONNECTED;
    visit->has_moved = true;
    return true;
}

/* Takes bytes of the domain until a request was served. */
static void requests_take(struct store_ring *ring, struct store *store, struct store_visit *visit)
{
    volatile struct xenstore_domain_interface *page = ring->page;
    uint32_t consumed = page->req_cons, produced = page->req_prod;
    uint32_t waiting = produced - consumed, taken;
    char bytes[RING];

    if (waiting > RING) {
        ring_damage(ring, store, ERROR_INDEX, visit);
        return;
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < waiting; i++)
        bytes[i] = page->req[MASK_XENSTORE_IDX(consumed + i)];
    taken = store_feed(store, ring->client, bytes, waiting);
    if (store_is_broken(store, ring->client)) {
        ring_damage(ring, store, ERROR_PROTOCOL, visit);
        return;
    }
    if (taken == 0)
        return;
    /* The bytes were read before the domain may write others there. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    page->req_cons = consumed + taken;
    visit->has_moved = true;
    /* What the domain wrote since, behind what it knew to be waiting, it does not tell of. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    visit->goes_on = page->req_prod != consumed + taken;
}

struct store_visit store_ring_give(struct store_ring *ring, struct store *store)
{
    volatile struct xenstore_domain_interface *page = ring->page;
    struct store_visit visit = {.has_moved = false};
    uint32_t consumed, produced, room, count;
    char bytes[RING];

    if (!is_served(ring) || ring->is_closed || !store_has_output(store, ring->client))
        return visit;
    consumed = page->rsp_cons;
    produced = page->rsp_prod;
    if (produced - consumed > RING) {
        ring_damage(ring, store, ERROR_INDEX, &visit);
        return visit;
    }
    /* The domain has read what is written over. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    room = RING - (produced - consumed);
    for (; room > 0; room -= count) {
        count = store_pull(store, ring->client, bytes, room);
        if (count == 0)
            break;
        for (uint32_t i = 0; i < count; i++)
            page->rsp[MASK_XENSTORE_IDX(produced + i)] = bytes[i];
        produced += count;
        visit.has_moved = true;
    }
    if (!visit.has_moved)
        return visit;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    page->rsp_prod = produced;
    /* Of what it took before it saw the page full, the domain does not tell. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    visit.goes_on = store_has_output(store, ring->client) && page->rsp_cons != consumed;
    return visit;
}

struct store_visit store_ring_serve(struct store_ring *ring, struct store *store)
{
    struct store_visit visit = {.has_moved = false}, given;

    if (!is_served(ring) || ring_reconnect(ring, store, &visit) || ring->is_closed)
        return visit;
    /* What the domain has to take first it was told of: it signals once there is room. */
    given = store_ring_give(ring, store);
    if (given.is_damaged || store_has_output(store, ring->client))
        return given;
    requests_take(ring, store, &visit);
    visit.has_moved = visit.has_moved || given.has_moved;
    if (visit.is_damaged)
        return visit;
    given = store_ring_give(ring, store);
    if (given.is_damaged)
        return given;
    visit.has_moved = visit.has_moved || given.has_moved;
    /* Requests go on once the domain has taken what did not fit. */
    if (store_has_output(store, ring->client))
        visit.goes_on = given.goes_on;
    return visit;
}

void store_ring_stop(struct store_ring *ring, struct store *store)
{
    if (is_served(ring))
        store_client_stop(store, ring->client);
    ring->page = NULL;
}

void store_ring_close(struct store_ring *ring, struct store *store)
{
    if (is_served(ring))
        store_client_remove(store, ring->client, true);
    *ring = (struct store_ring){.client = STORE_CLIENT_NONE};
}
