/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory that transactions of others hold: they keep what a client changed or removed since they
 * began, on its account.
 */
#ifndef CORE_STORE_RELIEF_H
#define CORE_STORE_RELIEF_H

#include "core/store/store.h"

/*
 * A request of a client that found no memory may be tried once more where this is true: others'
 * transactions gave their trees up, and end with EAGAIN. Those of other guests go one by one, the
 * oldest first, until there is room; those of privileged clients, and any where the client has
 * transactions itself, only if they were open during its latest 64 requests and more. Where others'
 * transactions are not what holds its memory, nobody gives anything up.
 */
bool store_relieve(struct store *store, const struct store_client *client);

/*
 * Has the transactions that began before a generation, but those of one client, give up their
 * trees. Whether there were any.
 */
bool transactions_lose(struct store *store, uint64_t before, const struct store_client *except);

#endif
