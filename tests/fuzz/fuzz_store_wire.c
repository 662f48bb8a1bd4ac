/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes, in pieces of any size, from domain 0 and two guests, who take what they are sent in
 * pieces, too: each whole request has one reply with its numbers, and in the end nothing is left.
 */
#include <string.h>

#include "tests/support/require.h"
#include "tests/support/store_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLIENTS = 3 };

/* A message whose bytes come one by one. */
struct incoming {
    struct xsd_sockmsg header;
    uint8_t payload[STORE_PAYLOAD_MAX];
    uint32_t size;
};

static struct store store;
static struct talker {
    uint32_t client;
    struct incoming request, reply;
    /* Requests without a whole reply: the next one is taken when the reply has begun to be taken.
     */
    struct xsd_sockmsg asked[2];
    uint32_t waiting;
    bool is_broken;
} talkers[CLIENTS];

/* Adds a byte; whether the message is whole with it. */
static bool incoming_add(struct incoming *in, uint8_t byte)
{
    if (in->size < sizeof(in->header))
        ((uint8_t *)&in->header)[in->size] = byte;
    else
        in->payload[in->size - sizeof(in->header)] = byte;
    in->size++;
    return in->size >= sizeof(in->header) && in->size - sizeof(in->header) == in->header.len;
}

static void reply_look(struct talker *t)
{
    const struct xsd_sockmsg *header = &t->reply.header;

    t->reply.size = 0;
    if (header->type == XS_WATCH_EVENT) {
        REQUIRE(header->req_id == 0 && header->tx_id == 0);
        REQUIRE(header->len >= 3 && t->reply.payload[header->len - 1] == '\0');
        return;
    }
    REQUIRE(t->waiting > 0);
    REQUIRE(header->req_id == t->asked[0].req_id && header->tx_id == t->asked[0].tx_id);
    REQUIRE(header->type == t->asked[0].type || header->type == XS_ERROR);
    REQUIRE(header->type != XS_ERROR || t->reply.payload[header->len - 1] == '\0');
    t->asked[0] = t->asked[1];
    t->waiting--;
}

/* Takes so many bytes at most; returns how many there were. */
static uint32_t pull(struct talker *t, uint32_t size)
{
    uint8_t bytes[STORE_HEADER_SIZE + STORE_PAYLOAD_MAX];
    uint32_t got = store_pull(&store, t->client, bytes, size);

    REQUIRE(got <= size && (got > 0 || !store_has_output(&store, t->client)));
    for (uint32_t i = 0; i < got; i++) {
        bool is_whole = incoming_add(&t->reply, bytes[i]);

        REQUIRE(t->reply.size < STORE_HEADER_SIZE || t->reply.header.len <= STORE_PAYLOAD_MAX);
        if (is_whole)
            reply_look(t);
    }
    return got;
}

/* Follows what the store took of a client's bytes. */
static void request_follow(struct talker *t, const uint8_t *bytes, uint32_t taken)
{
    for (uint32_t i = 0; i < taken; i++) {
        bool is_whole;

        REQUIRE(!t->is_broken && t->waiting < 2);
        is_whole = incoming_add(&t->request, bytes[i]);
        if (is_whole) {
            t->asked[t->waiting++] = t->request.header;
            t->request.size = 0;
        } else if (t->request.size == STORE_HEADER_SIZE) {
            t->is_broken = t->request.header.len > STORE_PAYLOAD_MAX;
        }
    }
    REQUIRE(store_is_broken(&store, t->client) == t->is_broken);
}

/* Has a piece taken, and takes as much as lets the client go on. */
static void feed(struct talker *t, const uint8_t *bytes, uint32_t size, uint32_t pull_size)
{
    while (size > 0 && !t->is_broken) {
        uint32_t taken = store_feed(&store, t->client, bytes, size);

        REQUIRE(taken <= size && (taken > 0 || t->waiting > 0));
        request_follow(t, bytes, taken);
        bytes += taken;
        size -= taken;
        if (taken == 0)
            REQUIRE(pull(t, pull_size ? pull_size : 1) > 0);
    }
    if (pull_size > 0)
        (void)pull(t, pull_size);
}

static void talkers_make(void)
{
    static uint64_t memory[1 << 18];

    REQUIRE(store_memory_size(CLIENTS) <= sizeof(memory));
    REQUIRE(store_init(&store, memory, sizeof(memory), CLIENTS));
    memset(talkers, 0, sizeof(talkers));
    for (uint32_t i = 0; i < CLIENTS; i++)
        talkers[i].client = store_client_add(&store, i, i == 0, false);
}

/* Removes all; the permissions that were shared at the begin are three of one cell now. */
static void talkers_end(uint32_t used)
{
    static const char *const special[] = {"@introduceDomain\0n0", "@releaseDomain\0n0"};
    const struct permission owner = {0, 0};
    struct store_message message;

    for (uint32_t i = 0; i < CLIENTS; i++) {
        while (pull(&talkers[i], STORE_PAYLOAD_MAX) > 0)
            continue;
        REQUIRE(talkers[i].waiting == 0 && talkers[i].reply.size == 0);
        store_client_remove(&store, talkers[i].client, true);
    }
    talkers[0].client = store_client_add(&store, 0, true, false);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t size = (uint32_t)strlen(special[i]) + sizeof("\0n0");

        REQUIRE(store_client_send(&store, talkers[0].client, XS_SET_PERMS, 0, special[i], size));
        REQUIRE(store_client_take(&store, talkers[0].client, &message));
        REQUIRE(message.header.type == XS_SET_PERMS);
    }
    store_client_remove(&store, talkers[0].client, true);
    REQUIRE(!store_write(&store, "/", "", 0) && !store_set_permissions(&store, "/", &owner, 1));
    REQUIRE(node_child_count(&store.pool, store.tree.root) == 0);
    REQUIRE(store.pool.used == used + 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t pulls[] = {0, 1, 7, 64, STORE_PAYLOAD_MAX};
    uint32_t used;

    talkers_make();
    used = store.pool.used;
    while (size >= 2) {
        uint32_t client = data[0] % CLIENTS, piece = data[1], left = (uint32_t)size - 2;

        piece = piece < left ? piece : left;
        feed(&talkers[client], data + 2, piece, pulls[data[0] / CLIENTS % 5]);
        data += 2 + piece;
        size -= 2 + piece;
    }
    talkers_end(used);
    return 0;
}
