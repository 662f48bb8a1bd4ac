/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's side of a domain's store ring: bytes between it and the store.
 *
 * The ring is shared with the domain (xen/include/public/io/xs_wire.h,
 * docs/misc/xenstore-ring.txt): every word of it may be garbage at any time. Work for one call is
 * bounded by the size of the ring.
 */
#ifndef LAUNCHER_SERVE_STORE_RING_H
#define LAUNCHER_SERVE_STORE_RING_H

#include "core/store/store.h"

struct xenstore_domain_interface;

struct store_ring {
    volatile struct xenstore_domain_interface *page; /* NULL: there is none */
    uint32_t client; /* of the store; STORE_CLIENT_NONE: it had no room */
    bool is_closed;  /* it was damaged, and did not reconnect since */
    bool damaged;    /* it was at least once */
};

/*
 * Begins to serve a ring as it is: what the domain wrote already is answered. False where the store
 * takes no more clients; the ring is closed then.
 */
bool store_ring_open(struct store_ring *ring, struct store *store, uint32_t domid,
                     volatile void *page);

/* What became of a visit. */
struct store_visit {
    bool has_moved;  /* the domain is to be told */
    bool goes_on;    /* a request waits that could be served now */
    bool is_damaged; /* its indexes, or a request, made no sense: the ring was closed just now */
};

/* Takes requests until one is served, and gives what there is for the domain, as far as it fits. */
struct store_visit store_ring_serve(struct store_ring *ring, struct store *store);

/*
 * Gives what there is for the domain, as far as it fits; takes nothing. Costs nothing where there
 * is nothing.
 */
struct store_visit store_ring_give(struct store_ring *ring, struct store *store);

/* The domain ended, and is kept: nothing more is taken from it or given to it. */
void store_ring_stop(struct store_ring *ring, struct store *store);

/* The domain is gone: its page must not be touched any more. */
void store_ring_close(struct store_ring *ring, struct store *store);

#endif
