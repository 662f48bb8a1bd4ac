/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making what a transaction did the present tree: who owns how many nodes is counted, watches fire.
 */
#ifndef CORE_STORE_COMMIT_H
#define CORE_STORE_COMMIT_H

#include "core/store/store.h"

/* What a client may do in a transaction. */
struct store_actor actor_of(const struct store *store, const struct store_client *client);

/* The actor that the store's owner is: domain 0, without limits. */
struct store_actor actor_owner(void);

/* Ends a transaction of an actor: see transaction_end(). ENOSPC where it would own too many nodes.
 */
enum store_error store_commit(struct store *store, const struct store_actor *actor,
                              struct transaction *t);

/*
 * A request that found no memory may be tried once more where this is true: transactions of others
 * that were open during the client's latest 64 requests and more gave up their trees, which kept
 * what the client has changed or removed since. They end with EAGAIN.
 */
bool store_relieve(struct store *store, const struct store_client *client);

/*
 * Has the transactions that began before a generation, but those of one client, give up their
 * trees; each ends with EAGAIN. Whether there were any.
 */
bool transactions_lose(struct store *store, uint64_t before, const struct store_client *except);

#endif
