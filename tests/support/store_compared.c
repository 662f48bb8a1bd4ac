/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Comparing what a store says of itself with the model of the players.
 */
#include <string.h>

#include "tests/support/require.h"
#include "tests/support/store_players.h"

void player_losses_see(struct players *p, struct player *player)
{
    const struct store_client *client = &p->store.clients[player->client];

    for (uint32_t k = 0; k < PLAYER_TRANSACTIONS; k++) {
        struct played *t = &player->transactions[k];
        bool is_lost = false;

        for (uint32_t m = 0; t->id && m < STORE_TRANSACTIONS_MAX; m++)
            is_lost =
                is_lost || (client->transactions[m].id == t->id && client->transactions[m].is_lost);
        REQUIRE(!t->id || p->has_little || is_lost == t->is_lost);
        t->is_lost = t->is_lost || is_lost;
    }
}

void players_compare(struct players *p)
{
    for (uint32_t i = 0; i < PLAYERS; i++) {
        struct player *player = &p->players[i];

        if (!player->is_there)
            continue;
        player_losses_see(p, player);
        player_events_see(player);
        REQUIRE(i == 0 || p->store.clients[player->client].nodes == model_owned(&p->tree, "/", i));
    }
}

void players_compare_trees(struct players *p)
{
    const struct store_pool *pool = &p->store.pool;
    uint32_t nodes = 0, there = 0;

    for (uint32_t at = p->store.tree.root; at; at = node_walk(pool, p->store.tree.root, at, true))
        nodes++;
    for (uint32_t i = 0; i < p->tree.end; i++) {
        const struct model_node *node = &p->tree.nodes[i];
        uint8_t value[MODEL_VALUE];
        uint32_t size = sizeof(value);

        if (!node->is_there)
            continue;
        there++;
        REQUIRE(store_read(&p->store, node->path, value, &size) == STORE_OK);
        REQUIRE(size == node->size && memcmp(value, node->value, size) == 0);
    }
    REQUIRE(nodes == there);
}
