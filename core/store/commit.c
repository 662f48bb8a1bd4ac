/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows from a change of the tree.
 */
#include "core/store/commit.h"

#include "core/store/watch.h"

struct store_actor actor_of(const struct store *store, const struct store_client *client)
{
    const struct store_limits *limits = &store->limits;
    uint32_t nodes = limits->nodes + client->devices * STORE_DEVICE_NODES;
    struct store_actor actor = actor_owner();

    if (client->is_privileged) {
        actor.domid = client->domid;
        return actor;
    }
    return (struct store_actor){
        .domid = client->domid,
        .nodes_left = client->nodes < nodes ? nodes - client->nodes : 0,
        .value_max = limits->value_bytes,
        .permissions_max = limits->permissions,
        .entries_max = limits->transaction_entries,
    };
}

struct store_actor actor_owner(void)
{
    return (struct store_actor){
        .is_privileged = true,
        .value_max = STORE_PAYLOAD_MAX,
        .permissions_max = STORE_PAYLOAD_MAX,
        .entries_max = UINT32_MAX,
    };
}

/* Counts a node for its owner, if that is a client with limits. */
static void node_count(struct store *store, uint32_t node, int change)
{
    uint32_t domid = permission_owner(&store->pool, node_at(&store->pool, node)->permissions);

    struct store_client *client = client_of_domain(store, domid);

    if (client && !client->is_privileged)
        client->nodes += (uint32_t)change;
}

static void nodes_count(struct store *store, const struct transaction_effect *effect)
{
    const struct store_pool *pool = &store->pool;

    /* What was removed with a node above it was counted with that. */
    if (effect->before && !effect->is_below) {
        if (effect->was_removed)
            for (uint32_t node = effect->before; node;
                 node = node_walk(pool, effect->before, node, true))
                node_count(store, node, -1);
        else
            node_count(store, effect->before, -1);
    }
    if (effect->after)
        node_count(store, effect->after, 1);
}

static void effect_serve(void *context, const struct transaction_effect *effect)
{
    nodes_count(context, effect);
    if (effect->is_named)
        watches_fire(context, effect);
}

enum store_error store_commit(struct store *store, const struct store_actor *actor,
                              struct transaction *t)
{
    if (!actor->is_privileged && t->made > (int64_t)actor->nodes_left) {
        transaction_abandon(t, &store->tree);
        return STORE_ENOSPC;
    }
    return transaction_end(t, &store->tree, effect_serve, store);
}
