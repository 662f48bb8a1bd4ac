/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Messages to and from a store.
 */
#include "tests/support/store_client.h"

#include <string.h>

#include "tests/support/require.h"

/* The store takes a message in parts, as it comes. */
static bool bytes_send(struct store *store, uint32_t client, const void *bytes, uint32_t size)
{
    uint32_t done = 0;

    while (done < size) {
        uint32_t taken = store_feed(store, client, (const uint8_t *)bytes + done, size - done);

        REQUIRE(taken <= size - done);
        if (taken == 0)
            return false;
        done += taken;
    }
    return true;
}

bool store_client_send(struct store *store, uint32_t client, uint32_t type, uint32_t transaction,
                       const void *payload, uint32_t size)
{
    static uint32_t request;
    const struct xsd_sockmsg header = {
        .type = type, .req_id = ++request, .tx_id = transaction, .len = size};
    uint8_t bytes[sizeof(header) + STORE_PAYLOAD_MAX];

    REQUIRE(size <= STORE_PAYLOAD_MAX);
    memcpy(bytes, &header, sizeof(header));
    if (size > 0)
        memcpy(bytes + sizeof(header), payload, size);
    return bytes_send(store, client, bytes, (uint32_t)sizeof(header) + size);
}

bool store_client_take(struct store *store, uint32_t client, struct store_message *message)
{
    const uint32_t size = sizeof(message->header);
    uint32_t got = store_pull(store, client, &message->header, size);

    if (got == 0)
        return false;
    REQUIRE(got == size && message->header.len <= STORE_PAYLOAD_MAX);
    got = store_pull(store, client, message->payload, message->header.len);
    REQUIRE(got == message->header.len);
    message->payload[got] = '\0';
    return true;
}
