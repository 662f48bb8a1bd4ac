/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Watches of a store's clients: who is told of a change.
 *
 * An event tells the name of a node, so only who may read the node, as it was or as it is, or its
 * parent, is told (XSA-115).
 */
#ifndef CORE_STORE_WATCH_H
#define CORE_STORE_WATCH_H

#include "core/store/store.h"

struct watch {
    uint32_t next;
    uint32_t path;   /* blob: absolute, or "@..." */
    uint32_t token;  /* blob */
    uint32_t prefix; /* bytes of the path that its client left out, as it named a relative one */
    bool has_missed; /* an event that could not be queued */
};

static inline struct watch *watch_at(const struct store_pool *pool, uint32_t watch)
{
    return pool_cell(pool, watch);
}

/*
 * Adds `*watch` at the end of the client's, with memory that is charged to it. EEXIST, E2BIG where
 * it has as many as it may, ENOMEM.
 */
enum store_error watch_add(struct store *store, struct store_client *client, const char *path,
                           const char *token, uint32_t prefix, uint32_t *watch);

/* Removes a watch and its events; ENOENT. */
enum store_error watch_remove(struct store *store, struct store_client *client, const char *path,
                              const char *token);

/* Removes all watches of a client and their events. */
void watches_drop(struct store *store, struct store_client *client);

/* How many cells an account has in the watches of a client. */
uint32_t watches_cells_of(const struct store *store, const struct store_client *client,
                          uint32_t account);

/* Tells of the node that was watched only now, whatever it is: so clients need not read it
 * first. */
void watch_fire_first(struct store *store, struct store_client *client, uint32_t watch);

/* Tells the clients that watch it of a change to one path. */
void watches_fire(struct store *store, const struct transaction_effect *effect);

/* Tells those who may read it of "@introduceDomain" or "@releaseDomain". */
void watches_fire_special(struct store *store, const char *path, uint32_t permissions);

#endif
