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

#endif
