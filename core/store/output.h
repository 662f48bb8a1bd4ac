/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What waits for a client of a store: replies and events, in the order in which they came to be.
 *
 * One reply waits at most. An event that waits already is not queued again (XSA-326). Where a
 * client has as many as it may, or no memory for one more, its watch is marked instead, and fires
 * once with its own path after the others were taken: no change is kept from it, though not each
 * change has an event of its own.
 */
#ifndef CORE_STORE_OUTPUT_H
#define CORE_STORE_OUTPUT_H

#include "core/store/store.h"

struct xsd_sockmsg;

/*
 * Queues a reply: the header, whose payload of `len` bytes is in store->message already, behind the
 * place of the header. False where memory is short, which the store's share rules out.
 */
bool output_reply(struct store *store, struct store_client *client,
                  const struct xsd_sockmsg *header);

/* Queues an event of a watch (a cell, see watch.h), for an absolute path. */
void output_event(struct store *store, struct store_client *client, uint32_t watch,
                  const char *path);

/* How many cells an account has in the events that wait for a client. */
uint32_t output_cells_of(const struct store *store, const struct store_client *client,
                         uint32_t account);

/* Forgets the events of one watch. */
void output_forget(struct store *store, struct store_client *client, uint32_t watch);

/* Forgets all. */
void output_drop(struct store *store, struct store_client *client);

#endif
