/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The players' coming and going, their watches and single requests.
 */
#include "tests/support/store_players.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"
#include "tests/support/store_client.h"

enum { DOMAINS = 4, LITTLE_SHARE = 48, LITTLE_RESERVE = 16 };

static const struct store_limits limits = {
    .nodes = 5,
    .value_bytes = 130,
    .permissions = 3,
    .path_bytes = MODEL_PATH,
    .watches = 4,
    .transactions = PLAYER_TRANSACTIONS,
    .transaction_entries = 12,
    .events = 5,
};

void player_path(const struct players *p, uint32_t player, const char *path,
                 char absolute[MODEL_PATH])
{
    (void)p;
    if (path[0] == '/')
        model_path_set(absolute, path);
    else
        REQUIRE(snprintf(absolute, MODEL_PATH, "/local/domain/%u/%s", player, path) < MODEL_PATH);
}

/* The topmost node that a change of `path` made; the path itself where that made none. */
static void change_top(struct model_tree *before, const char *path, char top[MODEL_PATH])
{
    char above[MODEL_PATH];

    model_path_set(top, path);
    model_parent(top, above);
    while (!model_find(before, above)) {
        model_path_set(top, above);
        model_parent(top, above);
    }
}

void players_tell(struct players *p, struct model_tree *before, const char *path, bool removed)
{
    char top[MODEL_PATH];

    change_top(before, path, top);
    for (uint32_t i = 0; i < PLAYERS; i++) {
        struct player *player = &p->players[i];

        for (uint32_t k = 0; k < PLAYER_TRANSACTIONS; k++) {
            struct played *t = &player->transactions[k];

            if (t->id && t->change_count < PLAYER_CHANGES)
                model_path_set(t->changes[t->change_count++], top);
        }
        if (player->is_there)
            witness_change(&player->witness, before, &p->tree, path, removed);
    }
}

void players_mirror(struct players *p, const struct model_ask *ask)
{
    static struct model_tree before;
    struct model_count count = {.made = 0};

    before = p->tree;
    REQUIRE(model_serve(&p->tree, &before, &limits, &count, ask) == STORE_OK);
    players_tell(p, &before, ask->path, ask->type == XS_RM);
}

/* What domain 0 makes for a guest. */
static void home_make(struct players *p, uint32_t player)
{
    const struct permission readable[] = {{0, 0}, {player, PERMISSION_READ}}, own[] = {{player, 0}};
    struct model_ask home = {.is_privileged = true, .type = XS_SET_PERMS, .entry_count = 2};
    struct model_ask data = {.is_privileged = true, .type = XS_WRITE};

    player_path(p, player, "data", data.path);
    model_parent(data.path, home.path);
    home.entries[1] = (struct model_entry){.domid = player, .access = PERMISSION_READ};
    REQUIRE(!store_write(&p->store, data.path, "", 0));
    players_mirror(p, &data);
    REQUIRE(!store_set_permissions(&p->store, home.path, readable, 2));
    players_mirror(p, &home);
    data.type = XS_SET_PERMS;
    data.entries[0].domid = player;
    data.entry_count = 1;
    REQUIRE(!store_set_permissions(&p->store, data.path, own, 1));
    players_mirror(p, &data);
}

static void player_add(struct players *p, uint32_t player)
{
    struct player *one = &p->players[player];

    memset(one, 0, sizeof(*one));
    one->is_there = true;
    one->witness.domid = player;
    one->witness.is_privileged = player == 0;
    one->witness.events_max = player == 0 ? UINT32_MAX : p->has_little ? 0 : limits.events - 1;
    one->client = store_client_add(&p->store, player, player == 0, true);
    REQUIRE(one->client != STORE_CLIENT_NONE);
    if (p->has_little && player != 0)
        pool_account_set(&p->store.pool, one->client + 1, LITTLE_SHARE, LITTLE_RESERVE,
                         LITTLE_SHARE);
    if (player != 0)
        home_make(p, player);
}

/* The model forgets a domain: what it owns goes, and its name in others' permissions. */
static void domain_forget(struct players *p, uint32_t domid)
{
    for (uint32_t i = 0; i < p->tree.end; i++) {
        struct model_node *node = &p->tree.nodes[i];
        struct model_ask ask = {.is_privileged = true, .type = XS_SET_PERMS};
        char parent[MODEL_PATH];

        if (!node->is_there)
            continue;
        model_path_set(ask.path, node->path);
        model_parent(node->path, parent);
        for (uint32_t k = 0; k < node->entry_count; k++)
            if (k == 0 || node->entries[k].domid != domid)
                ask.entries[ask.entry_count++] = node->entries[k];
        if (node->entries[0].domid == domid && strcmp(node->path, "/") != 0) {
            /* With the topmost the others go, wherever they are in the table. */
            if (model_find(&p->tree, parent)->entries[0].domid == domid && strcmp(parent, "/") != 0)
                continue;
            ask.type = XS_RM;
            players_mirror(p, &ask);
            i = UINT32_MAX;
        } else if (ask.entry_count != node->entry_count) {
            players_mirror(p, &ask);
        }
    }
}

static void player_remove(struct players *p, uint32_t player)
{
    struct player *one = &p->players[player];

    one->is_there = false;
    for (uint32_t i = 0; i < PLAYER_TRANSACTIONS; i++)
        one->transactions[i].id = 0;
    store_client_remove(&p->store, one->client, true);
    domain_forget(p, player);
    for (uint32_t i = 0; i < PLAYERS; i++)
        for (uint32_t k = 0; k < PLAYER_TRANSACTIONS; k++)
            p->players[i].transactions[k].is_lost = true;
}

void player_replace(struct players *p, uint32_t player)
{
    if (p->players[player].is_there)
        player_remove(p, player);
    else
        player_add(p, player);
    players_compare(p);
    players_compare_trees(p);
}

void players_begin(struct players *p, bool has_little)
{
    static uint64_t memory[1 << 18];

    REQUIRE(store_memory_size(DOMAINS) <= sizeof(memory));
    REQUIRE(store_init(&p->store, memory, sizeof(memory), DOMAINS));
    p->store.limits = limits;
    p->has_little = has_little;
    if (has_little)
        p->store.limits.transaction_entries = UINT32_MAX;
    p->used = p->store.pool.used;
    model_init(&p->tree);
    for (uint32_t i = 0; i < PLAYERS; i++)
        player_add(p, i);
    players_compare(p);
}

void players_end(struct players *p)
{
    const struct permission owner = {0, 0};
    const struct store_pool *pool = &p->store.pool;

    for (uint32_t i = PLAYERS; i-- > 0;) {
        if (!p->players[i].is_there)
            continue;
        player_drain(p, i);
        player_remove(p, i);
        players_compare(p);
    }
    REQUIRE(node_child_count(pool, p->store.tree.root) == 0);
    REQUIRE(!store_write(&p->store, "/", "", 0));
    REQUIRE(!store_set_permissions(&p->store, "/", &owner, 1));
    /* The permissions of the root are no longer shared with those of the special names. */
    REQUIRE(pool->used == p->used + 1);
}

static void event_keep(struct player *player, const struct store_message *message)
{
    struct kept *kept = &player->kept[player->kept_count++];

    REQUIRE(player->kept_count <= WITNESS_EVENTS && message->header.len <= MODEL_PATH);
    memcpy(kept->payload, message->payload, message->header.len);
    kept->size = message->header.len;
}

void player_events_see(struct player *player)
{
    for (uint32_t i = 0; i < player->kept_count; i++)
        REQUIRE(witness_takes(&player->witness, player->kept[i].payload, player->kept[i].size));
    player->kept_count = 0;
}

void player_drain(struct players *p, uint32_t player)
{
    struct player *one = &p->players[player];
    struct store_message message;

    if (!one->is_there)
        return;
    while (store_client_take(&p->store, one->client, &message)) {
        REQUIRE(message.header.type == XS_WATCH_EVENT);
        event_keep(one, &message);
    }
    player_events_see(one);
    REQUIRE(!store_has_output(&p->store, one->client));
    REQUIRE(witness_is_content(&one->witness));
}

enum store_error player_send(struct players *p, uint32_t player, uint32_t type, uint32_t id,
                             const void *payload, uint32_t size, const uint8_t **reply,
                             uint32_t *reply_size)
{
    static struct store_message message;
    struct player *one = &p->players[player];
    enum store_error error = STORE_OK;

    REQUIRE(store_client_send(&p->store, one->client, type, id, payload, size));
    for (;;) {
        REQUIRE(store_client_take(&p->store, one->client, &message));
        if (message.header.type != XS_WATCH_EVENT)
            break;
        event_keep(one, &message);
    }
    REQUIRE(message.header.tx_id == id);
    if (message.header.type == XS_ERROR) {
        for (error = STORE_EINVAL; error <= STORE_EPERM; error++)
            if (strcmp((const char *)message.payload, store_error_name(error)) == 0)
                break;
        REQUIRE(error <= STORE_EPERM);
    } else {
        REQUIRE(message.header.type == type);
    }
    REQUIRE(error != STORE_ENOMEM || (p->has_little && player != 0));
    *reply = message.payload;
    *reply_size = message.header.len;
    return error;
}

void player_watch(struct players *p, uint32_t player, const char *path, char token, bool begins)
{
    struct player *one = &p->players[player];
    struct witness_watch *free = witness_find(&one->witness, "", 0), *watch;
    char absolute[MODEL_PATH], payload[MODEL_PATH + 4];
    uint32_t size, count = 0;
    enum store_error error, expected = STORE_OK;
    const uint8_t *reply;

    if (!one->is_there || (begins && !free))
        return;
    player_path(p, player, path, absolute);
    watch = witness_find(&one->witness, absolute, token);
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++)
        count += one->witness.watches[i].is_there;
    if (begins && watch)
        expected = STORE_EEXIST;
    else if (begins && player != 0 && count >= limits.watches)
        expected = STORE_E2BIG;
    else if (!begins && !watch)
        expected = STORE_ENOENT;
    size = (uint32_t)sprintf(payload, "%s%c%c", path, 0, token) + 1;
    if (!begins && watch && !expected)
        witness_end(&one->witness, watch);
    error = player_send(p, player, begins ? XS_WATCH : XS_UNWATCH, 0, payload, size, &reply, &size);
    REQUIRE(error == expected || error == STORE_ENOMEM);
    if (!error && begins) {
        *free = (struct witness_watch){.is_there = true, .token = token};
        model_path_set(free->path, absolute);
        free->prefix = (uint32_t)(strlen(absolute) - strlen(path));
        witness_begin(&one->witness, free);
    }
    players_compare(p);
}
