/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domain 0 and two guests who use a store; every answer and event is compared with the model's.
 */
#ifndef TESTS_SUPPORT_STORE_PLAYERS_H
#define TESTS_SUPPORT_STORE_PLAYERS_H

#include "tests/support/store_witness.h"

/* A player is named by its domid. */
enum { PLAYERS = 3, PLAYER_TRANSACTIONS = 2, PLAYER_ASKS = 16, PLAYER_CHANGES = 64 };

struct players {
    struct store store;
    bool has_little; /* memory */
    uint32_t used;   /* cells at the begin */
    struct model_tree tree;
    struct player {
        bool is_there;
        uint32_t client;
        struct witness witness;
        /* Events that came before a reply: looked at when the model has done the request, too. */
        struct kept {
            uint8_t payload[MODEL_PATH];
            uint32_t size;
        } kept[WITNESS_EVENTS];
        uint32_t kept_count;
        struct played {
            uint32_t id; /* 0: none */
            bool is_lost;
            struct model_tree tree;
            struct model_count count;
            struct model_ask asks[PLAYER_ASKS];
            struct played_answer {
                enum store_error error;
                bool has_changed;
                uint64_t digest;
            } answers[PLAYER_ASKS];
            uint32_t ask_count;
            /* What others changed since it began; beyond PLAYER_CHANGES, anything. */
            char changes[PLAYER_CHANGES][MODEL_PATH];
            uint32_t change_count;
        } transactions[PLAYER_TRANSACTIONS];
    } players[PLAYERS];
};

/* A new store with all players; guests have as much memory as they may need, or little. */
void players_begin(struct players *p, bool has_little);

/* Removes all players, and demands that nothing but the root is left. */
void players_end(struct players *p);

/* The absolute path that a player means. */
void player_path(const struct players *p, uint32_t player, const char *path,
                 char absolute[MODEL_PATH]);

/*
 * Asks about the tree; `path` is as it is sent. With a `transaction` of 1 or more, in that of its
 * transactions, or in the next that is open, if there is one.
 */
void player_ask(struct players *p, uint32_t player, uint32_t transaction, const char *path,
                struct model_ask *ask);

void player_watch(struct players *p, uint32_t player, const char *path, char token, bool begins);

/* Begins and ends transactions; resets both. */
void player_begin(struct players *p, uint32_t player);
void player_end(struct players *p, uint32_t player, uint32_t number, bool commits);
void player_reset(struct players *p, uint32_t player);

/* Takes all that waits. */
void player_drain(struct players *p, uint32_t player);

/* A guest goes, or comes back. */
void player_replace(struct players *p, uint32_t player);

/* -- for them ------------------------------------------------------------------------------------
 */

/*
 * Sends a request, and takes messages up to its reply. STORE_OK, or the error; the payload is good
 * until the next.
 */
enum store_error player_send(struct players *p, uint32_t player, uint32_t type, uint32_t id,
                             const void *payload, uint32_t size, const uint8_t **reply,
                             uint32_t *reply_size);

/* Tells all of a change of the present tree from `before`. */
void players_tell(struct players *p, struct model_tree *before, const char *path, bool removed);

/* Does what domain 0 as the store's owner does, to the model. */
void players_mirror(struct players *p, const struct model_ask *ask);

/* Looks at the events that came before a reply. */
void player_events_see(struct player *player);

/* Sees which transactions gave their trees up: for want of memory, more than the model knows of. */
void player_losses_see(struct players *p, struct player *player);

/* Whether all that the store says of itself is as in the model. */
void players_compare(struct players *p);

/* Whether the present trees have the same nodes and values. */
void players_compare_trees(struct players *p);

/* A number for what a request that only looks has to answer in a tree. */
uint64_t played_digest(struct model_tree *tree, const struct model_ask *ask);

#endif
