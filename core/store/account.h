/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who of a store pays for what: each client that is not privileged has an account of its own.
 *
 * The store's own account pays for what is bounded anyway, so that a client without credit can
 * still ask and be answered: the request that is being received, the reply, the message that is
 * being sent. It also pays for privileged clients.
 */
#ifndef CORE_STORE_ACCOUNT_H
#define CORE_STORE_ACCOUNT_H

#include "core/store/store.h"

enum { ACCOUNT_STORE = 0 };

static inline uint32_t account_of(const struct store *store, const struct store_client *client)
{
    return client->is_privileged ? ACCOUNT_STORE : (uint32_t)(client - store->clients) + 1;
}

/* Gives each account its share of the pool, for so many domains. account.c */
void accounts_set(struct store *store, uint32_t domains);

#endif
