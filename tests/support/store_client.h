/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A client of a store under test: sends requests, takes replies and events.
 */
#ifndef TESTS_SUPPORT_STORE_CLIENT_H
#define TESTS_SUPPORT_STORE_CLIENT_H

#include "core/store/store.h"

#include <xen/io/xs_wire.h>

/* One message; a NUL follows the payload. */
struct store_message {
    struct xsd_sockmsg header;
    uint8_t payload[STORE_PAYLOAD_MAX + 1];
};

/*
 * Sends a request in full and has it served: false where the store does not take it all, as the
 * client has not taken its last reply.
 */
bool store_client_send(struct store *store, uint32_t client, uint32_t type, uint32_t transaction,
                       const void *payload, uint32_t size);

/* Takes one whole message; false where none waits. */
bool store_client_take(struct store *store, uint32_t client, struct store_message *message);

#endif
