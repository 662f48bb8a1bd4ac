/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Requests about what the store keeps for the client: watches, transactions, who is there.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/store/commit.h"
#include "core/store/request.h"
#include "core/store/watch.h"

/* Reads the path and the token of a watch; `*prefix`: what the client left out of the path. */
static enum store_error watch_read(const struct request *r, char path[PATH_SIZE],
                                   const char **token, uint32_t *prefix)
{
    if (argument_count(r) != 2)
        return STORE_EINVAL;
    *token = argument_next(r->payload);
    *prefix = 0;
    if (r->payload[0] != '/' && r->payload[0] != '@') {
        char home[sizeof("/local/domain/4294967295/")];

        (void)text_set(home, sizeof(home), "/local/domain/%u/", r->client->domid);
        *prefix = (uint32_t)strlen(home);
    }
    return argument_path(r, r->payload, true, path);
}

enum store_error request_watch(struct request *r)
{
    char path[PATH_SIZE];
    const char *token;
    uint32_t prefix;
    enum store_error error = watch_read(r, path, &token, &prefix);

    if (!error)
        error = watch_add(r->store, r->client, path, token, prefix, &r->watch);
    return error ? error : answer_ok(r);
}

enum store_error request_unwatch(struct request *r)
{
    char path[PATH_SIZE];
    const char *token;
    uint32_t prefix;
    enum store_error error = watch_read(r, path, &token, &prefix);

    if (!error)
        error = watch_remove(r->store, r->client, path, token);
    return error ? error : answer_ok(r);
}

enum store_error request_reset_watches(struct request *r)
{
    watches_drop(r->store, r->client);
    transactions_drop(r->store, r->client);
    return answer_ok(r);
}

enum store_error request_transaction_start(struct request *r)
{
    uint32_t limit =
        r->client->is_privileged ? STORE_TRANSACTIONS_MAX : r->store->limits.transactions;
    char id[12];

    if (r->open)
        return STORE_EBUSY;
    for (uint32_t i = 0; i < limit; i++) {
        struct store_transaction *t = &r->client->transactions[i];

        if (t->id)
            continue;
        t->id = transaction_id_next(r->client);
        t->began = r->store->tree.generation;
        t->is_lost = false;
        transaction_begin(&t->transaction, &r->store->tree);
        (void)text_set(id, sizeof(id), "%u", t->id);
        return answer_string(r, id);
    }
    return STORE_ENOSPC;
}

enum store_error request_transaction_end(struct request *r)
{
    bool commits = strcmp(r->payload, "T") == 0;
    enum store_error error = STORE_OK;

    if (!argument_is_single(r) || (!commits && strcmp(r->payload, "F") != 0))
        return STORE_EINVAL;
    if (!r->open)
        return STORE_ENOENT;
    if (r->open->is_lost)
        error = commits ? STORE_EAGAIN : STORE_OK;
    else if (commits)
        error = store_commit(r->store, &r->actor, &r->open->transaction);
    else
        transaction_abandon(&r->open->transaction, &r->store->tree);
    r->open->id = 0;
    r->open->is_lost = false;
    return error ? error : answer_ok(r);
}

/* The domain that the payload names; false where that is no number of one. */
static bool domid_read(const struct request *r, uint32_t *domid)
{
    uint64_t number;

    if (!argument_is_single(r) || r->size == 1 || *value_decimal(r->payload, &number) ||
        number > STORE_DOMID_SELF)
        return false;
    *domid = (uint32_t)number;
    return true;
}

enum store_error request_domain_path(struct request *r)
{
    char path[sizeof("/local/domain/65535")];
    uint32_t domid;

    if (!domid_read(r, &domid))
        return STORE_EINVAL;
    (void)text_set(path, sizeof(path), "/local/domain/%u", domid);
    return answer_string(r, path);
}

enum store_error request_is_introduced(struct request *r)
{
    uint32_t domid;

    if (!domid_read(r, &domid))
        return STORE_EINVAL;
    return answer_string(r, domid == STORE_DOMID_SELF || client_of_domain(r->store, domid) ? "T"
                                                                                           : "F");
}
