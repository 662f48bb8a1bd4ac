/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Queueing replies and events, and writing them as messages when they are taken.
 */
#include "core/store/output.h"

#include <string.h>

#include "core/store/account.h"
#include "core/store/watch.h"

#include <xen/io/xs_wire.h>

/* One reply or event that waits. */
struct output {
    uint32_t next;
    uint32_t watch; /* of an event; 0: a reply */
    uint32_t bytes; /* blob: the whole message of a reply, the absolute path of an event */
};

_Static_assert(sizeof(struct output) <= STORE_CELL_SIZE, "an output is one cell");

static struct output *output_at(const struct store_pool *pool, uint32_t at)
{
    return pool_cell(pool, at);
}

static bool output_add(struct store_pool *pool, struct store_client *client, uint32_t watch,
                       uint32_t bytes)
{
    uint32_t cell = pool_take(pool);

    if (!cell)
        return false;
    *output_at(pool, cell) = (struct output){.watch = watch, .bytes = bytes};
    if (client->output_first)
        output_at(pool, client->output_last)->next = cell;
    else
        client->output_first = cell;
    client->output_last = cell;
    return true;
}

bool output_reply(struct store *store, struct store_client *client,
                  const struct xsd_sockmsg *header)
{
    uint32_t payer = pool_pay(&store->pool, ACCOUNT_STORE), blob;

    memcpy(store->message, header, sizeof(*header));
    client->has_reply =
        blob_make(&store->pool, store->message, (uint32_t)sizeof(*header) + header->len, &blob) &&
        output_add(&store->pool, client, 0, blob);
    if (!client->has_reply)
        blob_drop(&store->pool, blob);
    pool_pay(&store->pool, payer);
    return client->has_reply;
}

/*
 * Whether the same event waits already. Of the special names each is told, as by xenstored, which
 * also tells two watches of one token and path but once: here each has events of its own, since
 * those of a watch that goes are taken back.
 */
static bool event_waits(const struct store_pool *pool, const struct store_client *client,
                        uint32_t watch, const char *path)
{
    uint32_t length = (uint32_t)strlen(path);

    for (uint32_t at = client->output_first; at && path[0] != '@'; at = output_at(pool, at)->next)
        if (output_at(pool, at)->watch == watch &&
            blob_equals(pool, output_at(pool, at)->bytes, path, length))
            return true;
    return false;
}

void output_event(struct store *store, struct store_client *client, uint32_t watch,
                  const char *path)
{
    struct store_pool *pool = &store->pool;
    uint32_t payer = pool_pay(pool, account_of(store, client)), blob = 0;
    uint32_t size = (uint32_t)strlen(path) + 1 + blob_size(pool, watch_at(pool, watch)->token) + 1;
    bool is_queued = size - watch_at(pool, watch)->prefix > XENSTORE_PAYLOAD_MAX ||
                     event_waits(pool, client, watch, path);

    /* What is longer than a message may be is not sent, as by xenstored. */
    if (!is_queued && !watch_at(pool, watch)->has_missed &&
        (client->is_privileged || client->event_count < store->limits.events) &&
        blob_make(pool, path, (uint32_t)strlen(path), &blob)) {
        is_queued = output_add(pool, client, watch, blob);
        client->event_count += is_queued;
        if (!is_queued)
            blob_drop(pool, blob);
    }
    if (!is_queued) {
        watch_at(pool, watch)->has_missed = true;
        client->has_missed = true;
    }
    pool_pay(pool, payer);
}

/* Takes an entry, after `before`, out of the queue. */
static void output_remove(struct store_pool *pool, struct store_client *client, uint32_t before,
                          uint32_t at)
{
    uint32_t next = output_at(pool, at)->next;

    if (before)
        output_at(pool, before)->next = next;
    else
        client->output_first = next;
    if (client->output_last == at)
        client->output_last = before;
    if (output_at(pool, at)->watch)
        client->event_count--;
    pool_give(pool, at);
}

uint32_t output_cells_of(const struct store *store, const struct store_client *client,
                         uint32_t account)
{
    const struct store_pool *pool = &store->pool;
    uint32_t count = client->event_count;

    for (uint32_t at = client->output_first; at; at = output_at(pool, at)->next)
        count += blob_cells_of(pool, output_at(pool, at)->bytes, account);
    return count;
}

void output_forget(struct store *store, struct store_client *client, uint32_t watch)
{
    struct store_pool *pool = &store->pool;

    for (uint32_t at = client->output_first, before = 0, next; at; at = next) {
        next = output_at(pool, at)->next;
        if (output_at(pool, at)->watch == watch) {
            blob_drop(pool, output_at(pool, at)->bytes);
            output_remove(pool, client, before, at);
        } else {
            before = at;
        }
    }
}

void output_drop(struct store *store, struct store_client *client)
{
    while (client->output_first) {
        blob_drop(&store->pool, output_at(&store->pool, client->output_first)->bytes);
        output_remove(&store->pool, client, 0, client->output_first);
    }
    blob_drop(&store->pool, client->current);
    client->current = client->current_sent = 0;
    client->has_reply = client->has_missed = false;
}

/* The message of an event: the path as the watch knows it, and the token. */
static uint32_t event_message_make(struct store *store, uint32_t watch, uint32_t path)
{
    struct store_pool *pool = &store->pool;
    const struct watch *w = watch_at(pool, watch);
    uint32_t length = blob_size(pool, path) - w->prefix, token = blob_size(pool, w->token), blob;
    const struct xsd_sockmsg header = {.type = XS_WATCH_EVENT, .len = length + 1 + token + 1};
    uint8_t *payload = store->message + sizeof(header);

    memcpy(store->message, &header, sizeof(header));
    blob_read(pool, path, w->prefix, payload, length);
    payload[length] = '\0';
    if (token > 0)
        blob_read(pool, w->token, 0, payload + length + 1, token);
    payload[length + 1 + token] = '\0';
    return blob_make(pool, store->message, (uint32_t)sizeof(header) + header.len, &blob) ? blob : 0;
}

/* A watch that missed an event; 0: none. */
static uint32_t missed_find(const struct store *store, const struct store_client *client)
{
    uint32_t at = client->watches;

    while (at && !watch_at(&store->pool, at)->has_missed)
        at = watch_at(&store->pool, at)->next;
    return at;
}

/* Makes the next message that the client is sent, if there is one. */
static void current_make(struct store *store, struct store_client *client)
{
    struct store_pool *pool = &store->pool;
    uint32_t payer = pool_pay(pool, ACCOUNT_STORE), at = client->output_first, watch;

    client->current_sent = 0;
    if (at && !output_at(pool, at)->watch) {
        client->current = output_at(pool, at)->bytes;
        client->has_reply = false;
        output_remove(pool, client, 0, at);
    } else if (at) {
        client->current =
            event_message_make(store, output_at(pool, at)->watch, output_at(pool, at)->bytes);
        if (client->current) {
            blob_drop(pool, output_at(pool, at)->bytes);
            output_remove(pool, client, 0, at);
        }
    } else if (client->has_missed) {
        watch = missed_find(store, client);
        client->has_missed = watch != 0;
        if (watch) {
            client->current = event_message_make(store, watch, watch_at(pool, watch)->path);
            watch_at(pool, watch)->has_missed = !client->current;
        }
    }
    pool_pay(pool, payer);
}

bool store_has_output(const struct store *store, uint32_t client)
{
    const struct store_client *c = &store->clients[client];

    return c->current || c->output_first || c->has_missed;
}

uint32_t store_pull(struct store *store, uint32_t client, void *bytes, uint32_t size)
{
    struct store_client *c = &store->clients[client];
    struct store_pool *pool = &store->pool;
    uint32_t done = 0;

    while (done < size) {
        uint32_t left;

        if (!c->current)
            current_make(store, c);
        if (!c->current)
            break;
        left = blob_size(pool, c->current) - c->current_sent;
        left = left < size - done ? left : size - done;
        blob_read(pool, c->current, c->current_sent, (uint8_t *)bytes + done, left);
        c->current_sent += left;
        done += left;
        if (c->current_sent == blob_size(pool, c->current)) {
            blob_drop(pool, c->current);
            c->current = 0;
        }
    }
    return done;
}
