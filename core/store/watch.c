/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keeping watches, and finding those that a change concerns.
 */
#include "core/store/watch.h"

#include <string.h>

#include "core/store/account.h"
#include "core/store/output.h"
#include "core/store/path.h"

_Static_assert(sizeof(struct watch) <= STORE_CELL_SIZE, "a watch is one cell");

static bool watch_is(const struct store_pool *pool, uint32_t watch, const char *path,
                     const char *token)
{
    const struct watch *w = watch_at(pool, watch);

    return blob_equals(pool, w->path, path, (uint32_t)strlen(path)) &&
           blob_equals(pool, w->token, token, (uint32_t)strlen(token));
}

static void watch_free(struct store *store, struct store_client *client, uint32_t watch)
{
    output_forget(store, client, watch);
    blob_drop(&store->pool, watch_at(&store->pool, watch)->path);
    blob_drop(&store->pool, watch_at(&store->pool, watch)->token);
    pool_give(&store->pool, watch);
    client->watch_count--;
}

/* A new watch that is in no list; 0 where memory is short. */
static uint32_t watch_make(struct store_pool *pool, const char *path, const char *token,
                           uint32_t prefix)
{
    uint32_t cell = pool_take(pool), path_blob = 0, token_blob = 0;

    if (!cell)
        return 0;
    if (!blob_make(pool, path, (uint32_t)strlen(path), &path_blob) ||
        !blob_make(pool, token, (uint32_t)strlen(token), &token_blob)) {
        blob_drop(pool, path_blob);
        pool_give(pool, cell);
        return 0;
    }
    *watch_at(pool, cell) =
        (struct watch){.path = path_blob, .token = token_blob, .prefix = prefix};
    return cell;
}

enum store_error watch_add(struct store *store, struct store_client *client, const char *path,
                           const char *token, uint32_t prefix, uint32_t *watch)
{
    struct store_pool *pool = &store->pool;
    uint32_t last = 0, payer;

    for (uint32_t at = client->watches; at; last = at, at = watch_at(pool, at)->next)
        if (watch_is(pool, at, path, token))
            return STORE_EEXIST;
    if (!client->is_privileged &&
        client->watch_count >= store->limits.watches + client->devices * STORE_DEVICE_WATCHES)
        return STORE_E2BIG;
    payer = pool_pay(pool, account_of(store, client));
    *watch = watch_make(pool, path, token, prefix);
    pool_pay(pool, payer);
    if (!*watch)
        return STORE_ENOMEM;
    if (last)
        watch_at(pool, last)->next = *watch;
    else
        client->watches = *watch;
    client->watch_count++;
    return STORE_OK;
}

enum store_error watch_remove(struct store *store, struct store_client *client, const char *path,
                              const char *token)
{
    struct store_pool *pool = &store->pool;

    for (uint32_t at = client->watches, last = 0; at; last = at, at = watch_at(pool, at)->next) {
        if (!watch_is(pool, at, path, token))
            continue;
        if (last)
            watch_at(pool, last)->next = watch_at(pool, at)->next;
        else
            client->watches = watch_at(pool, at)->next;
        watch_free(store, client, at);
        return STORE_OK;
    }
    return STORE_ENOENT;
}

void watches_drop(struct store *store, struct store_client *client)
{
    while (client->watches) {
        uint32_t watch = client->watches;

        client->watches = watch_at(&store->pool, watch)->next;
        watch_free(store, client, watch);
    }
}

uint32_t watches_cells_of(const struct store *store, const struct store_client *client,
                          uint32_t account)
{
    const struct store_pool *pool = &store->pool;
    uint32_t count = client->watch_count;

    for (uint32_t at = client->watches; at; at = watch_at(pool, at)->next)
        count += blob_cells_of(pool, watch_at(pool, at)->path, account) +
                 blob_cells_of(pool, watch_at(pool, at)->token, account);
    return count;
}

void watch_fire_first(struct store *store, struct store_client *client, uint32_t watch)
{
    const struct store_pool *pool = &store->pool;
    uint32_t blob = watch_at(pool, watch)->path, length = blob_size(pool, blob);
    char path[PATH_SIZE];

    blob_read(pool, blob, 0, path, length);
    path[length] = '\0';
    output_event(store, client, watch, path);
}

static bool can_read(const struct store *store, const struct store_client *client, uint32_t node)
{
    return node && client_may_read(store, client, node_at(&store->pool, node)->permissions);
}

/* Whether a client may know of a change to a node: see watch.h. */
static bool may_know(const struct store *store, const struct store_client *client,
                     const struct transaction_effect *effect, uint32_t parent)
{
    return can_read(store, client, effect->before) || can_read(store, client, effect->after) ||
           can_read(store, client, parent);
}

/* Whether `path` is that of the watch, or below it. */
static bool is_watched(const struct store_pool *pool, const struct watch *w, const char *path,
                       uint32_t length)
{
    uint32_t own = blob_size(pool, w->path);

    return own <= length && blob_starts(pool, w->path, path, own) &&
           (own == 1 || path[own] == '\0' || path[own] == '/');
}

/*
 * Whether a watch below a node that was removed lost its node, and the client may know; writes its
 * path.
 */
static bool is_lost(const struct store *store, const struct store_client *client,
                    const struct watch *w, const struct transaction_effect *effect, uint32_t length,
                    char path[PATH_SIZE])
{
    const struct store_pool *pool = &store->pool;
    uint32_t own = blob_size(pool, w->path), node;
    char above[PATH_SIZE];

    if (own <= length + 1 || own >= PATH_SIZE || !blob_starts(pool, w->path, effect->path, length))
        return false;
    blob_read(pool, w->path, 0, path, own);
    path[own] = '\0';
    if (path[length] != '/')
        return false;
    node = node_find(pool, effect->before, path + length);
    path_parent(path, above);
    return node && (can_read(store, client, node) ||
                    can_read(store, client, node_find(pool, effect->before, above + length)));
}

/* As by xenstored: first of the nodes below that went with it, then of the node itself. */
static void client_tell(struct store *store, struct store_client *client,
                        const struct transaction_effect *effect, uint32_t length, bool knows)
{
    const struct store_pool *pool = &store->pool;
    char path[PATH_SIZE];

    if (effect->was_removed && effect->before)
        for (uint32_t at = client->watches; at; at = watch_at(pool, at)->next)
            if (is_lost(store, client, watch_at(pool, at), effect, length, path))
                output_event(store, client, at, path);
    for (uint32_t at = client->watches; knows && at; at = watch_at(pool, at)->next)
        if (is_watched(pool, watch_at(pool, at), effect->path, length))
            output_event(store, client, at, effect->path);
}

void watches_fire(struct store *store, const struct transaction_effect *effect)
{
    char above[PATH_SIZE];
    uint32_t length = (uint32_t)strlen(effect->path), parent;

    path_parent(effect->path, above);
    parent = node_find(&store->pool, store->tree.root, above);
    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        struct store_client *client = &store->clients[i];

        if (client->is_used && client->watches)
            client_tell(store, client, effect, length, may_know(store, client, effect, parent));
    }
}

void watches_fire_special(struct store *store, const char *path, uint32_t permissions)
{
    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        struct store_client *client = &store->clients[i];

        if (!client->is_used || !client_may_read(store, client, permissions))
            continue;
        for (uint32_t at = client->watches; at; at = watch_at(&store->pool, at)->next)
            if (blob_equals(&store->pool, watch_at(&store->pool, at)->path, path,
                            (uint32_t)strlen(path)))
                output_event(store, client, at, path);
    }
}

bool store_is_watching(const struct store *store, uint32_t domid, const char *path)
{
    const struct store_pool *pool = &store->pool;
    uint32_t length = (uint32_t)strlen(path);

    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        const struct store_client *client = &store->clients[i];

        for (uint32_t at = client->is_used && client->domid == domid ? client->watches : 0; at;
             at = watch_at(pool, at)->next) {
            uint32_t blob = watch_at(pool, at)->path;

            if (blob_size(pool, blob) >= length && blob_starts(pool, blob, path, length))
                return true;
        }
    }
    return false;
}
