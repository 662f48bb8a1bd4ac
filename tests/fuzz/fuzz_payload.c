/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fuzzes the payload reader: the first bytes choose encoding and size, the rest is stored.
 */
#include <stdlib.h>
#include <string.h>

#include "core/image/payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct payload payload;

static void require(bool truth)
{
    if (!truth)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lcm_payload entry = {0};
    uint64_t decoded = 0;
    uint8_t *target;

    if (size < 5)
        return 0;
    entry.encoding = data[0] & 1 ? LCM_ENCODING_LZ4 : LCM_ENCODING_NONE;
    memcpy(&entry.size, data + 1, 4);
    data += 5;
    entry.stored_size = size - 5;
    if (payload_open(&payload, &entry, data) != PAYLOAD_OK) {
        require(payload_chunk_size(&payload, 0) == 0);
        return 0;
    }
    for (uint32_t i = 0; i < payload.chunk_count && i < 4; i++) {
        uint32_t chunk = payload_chunk_size(&payload, i);

        require(chunk > 0 && chunk <= PAYLOAD_CHUNK);
        /* Memory of just this size: the sanitizer sees every byte written beyond it. */
        target = malloc(chunk);
        require(target);
        if (payload_decode_chunk(&payload, i, target) == PAYLOAD_OK)
            decoded += chunk;
        free(target);
    }
    require(decoded <= entry.size);
    if (entry.size > 0) {
        uint8_t byte;

        payload_read(&payload, entry.size - 1, &byte, 1);
        require(payload_read(&payload, entry.size, &byte, 1) == PAYLOAD_BEYOND);
    }
    return 0;
}
