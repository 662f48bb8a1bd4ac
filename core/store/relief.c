/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Having transactions give their trees up.
 */
#include "core/store/relief.h"

#include "core/store/account.h"
#include "core/store/output.h"
#include "core/store/watch.h"

enum {
    ROOM_CELLS = 192, /* for any one request: its message, and the nodes on the way to its place */
    HELD_CELLS = 64,  /* so few are not worth another's transaction; see live_count() */
};

static void transaction_lose(struct store *store, struct store_transaction *t)
{
    transaction_abandon(&t->transaction, &store->tree);
    t->is_lost = true;
}

static bool is_open(const struct store_transaction *t)
{
    return t->id != 0 && !t->is_lost;
}

bool transactions_lose(struct store *store, uint64_t before, const struct store_client *except)
{
    bool has_any = false;

    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        struct store_client *other = &store->clients[i];

        for (uint32_t k = 0; other != except && k < STORE_TRANSACTIONS_MAX; k++) {
            struct store_transaction *t = &other->transactions[k];

            if (is_open(t) && t->began < before) {
                transaction_lose(store, t);
                has_any = true;
            }
        }
    }
    return has_any;
}

/* The oldest transaction of other guests; NULL. */
static struct store_transaction *oldest_find(struct store *store, const struct store_client *client)
{
    struct store_transaction *oldest = NULL;

    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        struct store_client *other = &store->clients[i];

        if (other == client || other->is_privileged)
            continue;
        for (uint32_t k = 0; k < STORE_TRANSACTIONS_MAX; k++) {
            struct store_transaction *t = &other->transactions[k];

            if (is_open(t) && (!oldest || t->began < oldest->began))
                oldest = t;
        }
    }
    return oldest;
}

static bool has_transactions(const struct store_client *client)
{
    for (uint32_t i = 0; i < STORE_TRANSACTIONS_MAX; i++)
        if (is_open(&client->transactions[i]))
            return true;
    return false;
}

/*
 * The cells of a client that transactions of others do not hold: its watches, its events, and the
 * nodes of the present tree, but for permissions that several share.
 */
static uint32_t live_count(const struct store *store, const struct store_client *client,
                           uint32_t account)
{
    const struct store_pool *pool = &store->pool;
    uint32_t count =
        watches_cells_of(store, client, account) + output_cells_of(store, client, account);

    for (uint32_t at = store->tree.root; at; at = node_walk(pool, store->tree.root, at, true)) {
        const struct node *node = node_at(pool, at);

        count += (pool->payers[at - 1] == account) + blob_cells_of(pool, node->name, account) +
                 blob_cells_of(pool, node->value, account) +
                 blob_cells_of(pool, node->children, account) +
                 (blob_is_shared(pool, node->permissions)
                      ? 0
                      : blob_cells_of(pool, node->permissions, account));
    }
    return count;
}

bool store_relieve(struct store *store, const struct store_client *client)
{
    uint32_t account = account_of(store, client);
    const struct store_account *a = &store->pool.accounts[account];
    struct store_transaction *oldest;
    bool has_any = false;

    if (!client->is_privileged && a->used < live_count(store, client, account) + HELD_CELLS)
        return false;
    if (client->is_privileged || has_transactions(client))
        return transactions_lose(store, client->marks[1], client);
    while (!pool_has_room(&store->pool, account, ROOM_CELLS) &&
           (oldest = oldest_find(store, client))) {
        transaction_lose(store, oldest);
        has_any = true;
    }
    if (!pool_has_room(&store->pool, account, ROOM_CELLS))
        has_any |= transactions_lose(store, client->marks[1], client);
    return has_any;
}
