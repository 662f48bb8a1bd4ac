/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The players' requests about the tree, and their transactions: one that ends well could have been
 * done at its end, with the same answers; one that has to start again met another's change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tests/support/store_client.h"
#include "tests/support/store_players.h"

static const struct store_limits unlimited = {
    .nodes = UINT32_MAX,
    .value_bytes = UINT32_MAX,
    .permissions = UINT32_MAX,
    .transaction_entries = UINT32_MAX,
};

static uint64_t digest_add(uint64_t digest, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
    return digest;
}

uint64_t played_digest(struct model_tree *tree, const struct model_ask *ask)
{
    const struct model_node *node = model_find(tree, ask->path);
    uint64_t digest = 0;

    if (!node || ask->type == XS_RM)
        return 0;
    if (ask->type == XS_READ)
        return digest_add(1, node->value, node->size);
    if (ask->type == XS_GET_PERMS)
        return digest_add(2, node->entries, node->entry_count * sizeof(node->entries[0]));
    if (ask->type != XS_DIRECTORY && ask->type != XS_DIRECTORY_PART)
        return 0;
    /* The children in any order. */
    for (uint32_t i = 0; i < tree->end; i++) {
        char parent[MODEL_PATH];

        if (!tree->nodes[i].is_there || strcmp(tree->nodes[i].path, "/") == 0)
            continue;
        model_parent(tree->nodes[i].path, parent);
        if (strcmp(parent, ask->path) == 0)
            digest += digest_add(3, tree->nodes[i].path, strlen(tree->nodes[i].path));
    }
    return digest;
}

static uint32_t payload_make(const char *path, const struct model_ask *ask, char *payload)
{
    uint32_t size = (uint32_t)sprintf(payload, "%s", path) + 1;

    if (ask->type == XS_WRITE) {
        memcpy(payload + size, ask->value, ask->size);
        size += ask->size;
    }
    if (ask->type == XS_DIRECTORY_PART)
        size += (uint32_t)sprintf(payload + size, "0") + 1;
    for (uint32_t i = 0; i < ask->entry_count; i++)
        size += (uint32_t)sprintf(payload + size, "%c%u", "nrwb"[ask->entries[i].access],
                                  ask -> entries[i].domid) +
                1;
    return size;
}

/* Whether a request that is served well changes the path that it names. */
static bool is_change(struct model_tree *before, const struct model_ask *ask)
{
    bool is_there = model_find(before, ask->path);

    return ask->type == XS_WRITE || ask->type == XS_SET_PERMS ||
           (ask->type == XS_MKDIR && !is_there) || (ask->type == XS_RM && is_there);
}

static void ask_keep(struct played *t, struct model_tree *before, const struct model_ask *ask,
                     enum store_error error)
{
    t->asks[t->ask_count] = *ask;
    t->answers[t->ask_count++] = (struct played_answer){
        .error = error,
        .has_changed = !error && is_change(before, ask),
        .digest = played_digest(&t->tree, ask),
    };
}

void player_ask(struct players *p, uint32_t player, uint32_t transaction, const char *path,
                struct model_ask *ask)
{
    static struct model_tree before, aside;
    struct player *one = &p->players[player];
    struct played *t = NULL;
    struct model_tree *tree = &p->tree;
    struct model_count own = {.made = 0};
    char payload[MODEL_PATH + MODEL_VALUE];
    enum store_error error, expected;
    const uint8_t *reply;
    uint32_t size;

    for (uint32_t i = 0; transaction && !t && i < PLAYER_TRANSACTIONS; i++) {
        struct played *next = &one->transactions[(transaction - 1 + i) % PLAYER_TRANSACTIONS];

        t = next->id ? next : NULL;
    }
    if (!one->is_there || (t && t->ask_count == PLAYER_ASKS))
        return;
    ask->domid = player;
    ask->is_privileged = player == 0;
    for (uint32_t i = 0; i < ask->entry_count; i++)
        ask->entries[i].is_ignored =
            ask->entries[i].domid >= PLAYERS || !p->players[ask->entries[i].domid].is_there;
    size = payload_make(path, ask, payload);
    error = player_send(p, player, ask->type, t ? t->id : 0, payload, size, &reply, &size);
    player_losses_see(p, one);
    /* What is asked in a transaction that is lost is done aside. */
    if (t) {
        aside = p->tree;
        tree = t->is_lost ? &aside : &t->tree;
    }
    before = *tree;
    if (error == STORE_ENOMEM) {
        players_compare(p);
        return;
    }
    expected =
        model_serve(tree, &p->tree, &p->store.limits, t && !t->is_lost ? &t->count : &own, ask);
    REQUIRE(error == expected);
    REQUIRE(error || model_answers(tree, ask, reply, size));
    if (t && !t->is_lost)
        ask_keep(t, &before, ask, error);
    else if (!t && !error && is_change(&before, ask))
        players_tell(p, &before, ask->path, ask->type == XS_RM);
    players_compare(p);
}

void player_begin(struct players *p, uint32_t player)
{
    struct player *one = &p->players[player];
    struct played *t = one->transactions;
    const uint8_t *reply;
    enum store_error error;
    uint32_t size;

    while (t < one->transactions + PLAYER_TRANSACTIONS && t->id)
        t++;
    if (!one->is_there || (player == 0 && t == one->transactions + PLAYER_TRANSACTIONS))
        return;
    error = player_send(p, player, XS_TRANSACTION_START, 0, "", 1, &reply, &size);
    players_compare(p);
    if (t == one->transactions + PLAYER_TRANSACTIONS) {
        REQUIRE(error == STORE_ENOSPC);
        return;
    }
    REQUIRE(!error);
    t->id = (uint32_t)strtoul((const char *)reply, NULL, 10);
    t->is_lost = false;
    t->tree = p->tree;
    t->count.made = t->count.logged_count = t->ask_count = t->change_count = 0;
}

/* Whether another's change is of a place that the transaction looked at or made something in. */
static bool has_met(const struct played *t)
{
    if (t->change_count == PLAYER_CHANGES)
        return true;
    for (uint32_t i = 0; i < t->change_count; i++)
        for (uint32_t k = 0; k < t->count.logged_count; k++)
            if (model_is_within(t->changes[i], t->count.logged[k]) ||
                model_is_within(t->count.logged[k], t->changes[i]))
                return true;
    return false;
}

/* Whether a path was there for a time only, within the transaction: it may come before others. */
static bool is_passing(struct model_tree *old, struct played *t, const char *path)
{
    return !model_find(old, path) && !model_find(&t->tree, path);
}

/* Does all of a transaction again, in the present tree: each answer has to be the same. */
static void played_again(struct players *p, struct played *t)
{
    static struct model_tree old;
    struct model_count count = {.made = 0};

    old = p->tree;
    for (uint32_t i = 0; i < t->ask_count; i++) {
        const struct played_answer *answer = &t->answers[i];
        enum store_error error;

        if (answer->error == STORE_ENOSPC)
            continue;
        error = model_serve(&p->tree, &p->tree, &unlimited, &count, &t->asks[i]);
        REQUIRE(!error == !answer->error || (t->asks[i].type == XS_RM && !answer->has_changed) ||
                is_passing(&old, t, t->asks[i].path));
        REQUIRE(error || answer->error || played_digest(&p->tree, &t->asks[i]) == answer->digest);
    }
    for (uint32_t i = 0; i < t->ask_count; i++)
        if (t->answers[i].has_changed)
            players_tell(p, &old, t->asks[i].path, t->asks[i].type == XS_RM);
}

void player_end(struct players *p, uint32_t player, uint32_t number, bool commits)
{
    struct player *one = &p->players[player];
    struct played *t = &one->transactions[number];
    uint32_t owned = model_owned(&p->tree, "/", player), size;
    int64_t left = owned < p->store.limits.nodes ? p->store.limits.nodes - owned : 0;
    bool is_full = player != 0 && t->count.made > left;
    const uint8_t *reply;
    enum store_error error;

    if (!one->is_there || !t->id)
        return;
    error =
        player_send(p, player, XS_TRANSACTION_END, t->id, commits ? "T" : "F", 2, &reply, &size);
    t->id = 0;
    if (!commits)
        REQUIRE(!error);
    else if (t->is_lost)
        REQUIRE(error == STORE_EAGAIN);
    else if (is_full)
        REQUIRE(error == STORE_ENOSPC);
    else if (error == STORE_EAGAIN)
        REQUIRE(has_met(t) || p->has_little);
    else if (error != STORE_ENOMEM)
        REQUIRE(!error);
    if (commits && !error)
        played_again(p, t);
    players_compare(p);
    players_compare_trees(p);
}

void player_reset(struct players *p, uint32_t player)
{
    struct player *one = &p->players[player];
    const uint8_t *reply;
    uint32_t size;

    if (!one->is_there)
        return;
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++)
        if (one->witness.watches[i].is_there)
            witness_end(&one->witness, &one->witness.watches[i]);
    REQUIRE(!player_send(p, player, XS_RESET_WATCHES, 0, "", 1, &reply, &size));
    for (uint32_t i = 0; i < PLAYER_TRANSACTIONS; i++)
        one->transactions[i].id = 0;
    players_compare(p);
}
