/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Beginning a store, and taking what clients send.
 */
#include "core/store/store.h"

#include <string.h>

#include "core/store/account.h"
#include "core/store/request.h"

#include <xen/io/xs_wire.h>

const struct store_limits store_limits_default = {
    .nodes = 1000,
    .value_bytes = 2048,
    .permissions = 5,
    .path_bytes = XENSTORE_REL_PATH_MAX,
    .watches = 128,
    .transactions = STORE_TRANSACTIONS_MAX,
    .transaction_entries = 1024,
    .events = 256,
};

bool store_init(struct store *store, void *memory, size_t size, uint32_t domains)
{
    const struct permission owner = {0, 0};
    uint32_t permissions;

    memset(store, 0, sizeof(*store));
    store->limits = store_limits_default;
    pool_init(&store->pool, memory, size);
    accounts_set(store, domains);
    store->tree.pool = &store->pool;
    if (!blob_make(&store->pool, &owner, sizeof(owner), &permissions))
        return false;
    store->tree.root = node_root_make(&store->pool, permissions);
    store->special[0] = blob_hold(&store->pool, permissions);
    store->special[1] = permissions;
    return store->tree.root != 0;
}

/* Takes as many bytes for the message that is being received as it has yet to have. */
static uint32_t input_take(struct store *store, struct store_client *client, const void *bytes,
                           uint32_t size, uint32_t whole)
{
    uint32_t payer = pool_pay(&store->pool, ACCOUNT_STORE);
    uint32_t left = whole - blob_size(&store->pool, client->input);

    size = size < left ? size : left;
    if (!blob_splice(&store->pool, &client->input, blob_size(&store->pool, client->input), 0, bytes,
                     size))
        size = 0;
    pool_pay(&store->pool, payer);
    return size;
}

uint32_t store_feed(struct store *store, uint32_t client, const void *bytes, uint32_t size)
{
    struct store_client *c = &store->clients[client];
    struct xsd_sockmsg header;
    uint32_t taken = 0;

    if (c->has_reply || c->is_broken)
        return 0;
    if (blob_size(&store->pool, c->input) < sizeof(header))
        taken = input_take(store, c, bytes, size, sizeof(header));
    if (blob_size(&store->pool, c->input) < sizeof(header))
        return taken;
    blob_read(&store->pool, c->input, 0, &header, sizeof(header));
    if (header.len > STORE_PAYLOAD_MAX) {
        c->is_broken = true;
        return taken;
    }
    taken += input_take(store, c, (const uint8_t *)bytes + taken, size - taken,
                        (uint32_t)sizeof(header) + header.len);
    if (blob_size(&store->pool, c->input) < sizeof(header) + header.len)
        return taken;
    blob_read(&store->pool, c->input, sizeof(header), store->request, header.len);
    blob_drop(&store->pool, c->input);
    c->input = 0;
    request_serve(store, c, (const uint8_t *)&header);
    return taken;
}

bool store_is_broken(const struct store *store, uint32_t client)
{
    return store->clients[client].is_broken;
}
