/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finding clients of a store, their transactions, and what they may read.
 */
#include "core/store/store.h"

struct store_client *client_of_domain(struct store *store, uint32_t domid)
{
    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++)
        if (store->clients[i].is_used && store->clients[i].domid == domid)
            return &store->clients[i];
    return NULL;
}

bool client_may_read(const struct store *store, const struct store_client *client,
                     uint32_t permissions)
{
    return permission_access(&store->pool, permissions, client->domid, client->is_privileged) &
           PERMISSION_READ;
}

struct store_transaction *transaction_of_client(struct store_client *client, uint32_t id)
{
    for (uint32_t i = 0; id && i < STORE_TRANSACTIONS_MAX; i++)
        if (client->transactions[i].id == id)
            return &client->transactions[i];
    return NULL;
}

uint32_t transaction_id_next(struct store_client *client)
{
    do {
        client->last_id++;
    } while (client->last_id == 0 || transaction_of_client(client, client->last_id));
    return client->last_id;
}

void transactions_drop(struct store *store, struct store_client *client)
{
    for (uint32_t i = 0; i < STORE_TRANSACTIONS_MAX; i++) {
        struct store_transaction *t = &client->transactions[i];

        if (t->id && !t->is_lost)
            transaction_abandon(&t->transaction, &store->tree);
        t->id = 0;
    }
}
