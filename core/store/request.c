/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which request is served how, and by whom it may be asked.
 */
#include "core/store/request.h"

#include <string.h>

#include "core/store/account.h"
#include "core/store/commit.h"
#include "core/store/output.h"
#include "core/store/relief.h"
#include "core/store/watch.h"

#include <xen/io/xs_wire.h>

_Static_assert(sizeof(struct xsd_sockmsg) == STORE_HEADER_SIZE, "a header is as the ABI has it");
_Static_assert(XENSTORE_PAYLOAD_MAX == STORE_PAYLOAD_MAX, "a payload is as the ABI has it");

/* How a request is served. */
enum {
    OUTSIDE = 1,    /* no transaction: its number is not looked at */
    PRIVILEGED = 2, /* EACCES for other clients */
    TREE = 4,       /* it looks at the tree or changes it */
    FREES = 8,      /* outside a transaction, it gives memory back in the end */
};

static const struct {
    request_fn *serve; /* NULL: ENOSYS */
    uint32_t how;
} requests[XS_TYPE_COUNT] = {
    [XS_CONTROL] = {NULL, PRIVILEGED},
    [XS_DIRECTORY] = {request_directory, TREE},
    [XS_READ] = {request_read, TREE},
    [XS_GET_PERMS] = {request_get_permissions, TREE},
    [XS_WATCH] = {request_watch, OUTSIDE},
    [XS_UNWATCH] = {request_unwatch, OUTSIDE},
    [XS_TRANSACTION_START] = {request_transaction_start, 0},
    [XS_TRANSACTION_END] = {request_transaction_end, FREES},
    [XS_INTRODUCE] = {NULL, PRIVILEGED},
    [XS_RELEASE] = {NULL, PRIVILEGED},
    [XS_GET_DOMAIN_PATH] = {request_domain_path, 0},
    [XS_WRITE] = {request_write, TREE},
    [XS_MKDIR] = {request_mkdir, TREE},
    [XS_RM] = {request_rm, TREE | FREES},
    [XS_SET_PERMS] = {request_set_permissions, TREE},
    [XS_IS_DOMAIN_INTRODUCED] = {request_is_introduced, PRIVILEGED},
    [XS_RESUME] = {NULL, PRIVILEGED},
    [XS_SET_TARGET] = {NULL, PRIVILEGED},
    [XS_RESET_WATCHES] = {request_reset_watches, OUTSIDE},
    [XS_DIRECTORY_PART] = {request_directory_part, TREE},
};

/* Serves a request of the tree in its transaction, or in one of its own. */
static enum store_error tree_serve(struct request *r, request_fn *serve)
{
    struct store *store = r->store;
    enum store_error error;

    if (r->open && !r->open->is_lost) {
        r->t = &r->open->transaction;
        return serve(r);
    }
    transaction_begin(&r->own, &store->tree);
    r->t = &r->own;
    error = serve(r);
    /* What is done in a transaction that is lost does not count: its end says so. */
    if (error || r->open)
        transaction_abandon(&r->own, &store->tree);
    else
        error = store_commit(store, &r->actor, &r->own);
    return error;
}

static enum store_error request_try(struct request *r, uint32_t type)
{
    struct store_pool *pool = &r->store->pool;
    enum store_error error;

    r->reply_size = 0;
    r->actor = actor_of(r->store, r->client);
    pool->may_use_reserve = requests[type].how & FREES && !(requests[type].how & TREE && r->open);
    error =
        requests[type].how & TREE ? tree_serve(r, requests[type].serve) : requests[type].serve(r);
    pool->may_use_reserve = false;
    return error;
}

static enum store_error request_answer(struct request *r, const struct xsd_sockmsg *header)
{
    enum store_error error;

    if (header->type >= XS_TYPE_COUNT)
        return STORE_ENOSYS;
    if (requests[header->type].how & PRIVILEGED && !r->client->is_privileged)
        return STORE_EACCES;
    if (!requests[header->type].serve)
        return STORE_ENOSYS;
    if (header->tx_id && !(requests[header->type].how & OUTSIDE)) {
        r->open = transaction_of_client(r->client, header->tx_id);
        if (!r->open)
            return STORE_ENOENT;
    }
    error = request_try(r, header->type);
    if (error == STORE_ENOMEM && store_relieve(r->store, r->client))
        error = request_try(r, header->type);
    return error;
}

/* Counts a request, for store_relieve(). */
static void request_count(struct store *store, struct store_client *client)
{
    enum { MARK_REQUESTS = 64 };

    if (++client->requests % MARK_REQUESTS == 0) {
        client->marks[1] = client->marks[0];
        client->marks[0] = store->tree.generation;
    }
}

void request_serve(struct store *store, struct store_client *client,
                   const uint8_t bytes[STORE_HEADER_SIZE])
{
    struct request r = {
        .store = store,
        .client = client,
        .payload = (const char *)store->request,
        .reply = (char *)store->message + STORE_HEADER_SIZE,
    };
    uint32_t payer = pool_pay(&store->pool, account_of(store, client));
    struct xsd_sockmsg header;
    enum store_error error;

    memcpy(&header, bytes, sizeof(header));
    r.size = header.len;
    store->request[r.size] = '\0';
    request_count(store, client);
    error = request_answer(&r, &header);
    if (error) {
        r.reply_size = 0;
        (void)answer_string(&r, store_error_name(error));
        header.type = XS_ERROR;
    }
    header.len = r.reply_size;
    /* The store's share has room for each reply; if it had not, nobody may wait for one for ever.
     */
    if (!output_reply(store, client, &header))
        client->is_broken = true;
    if (!error && r.watch)
        watch_fire_first(store, client, r.watch);
    pool_pay(&store->pool, payer);
}
