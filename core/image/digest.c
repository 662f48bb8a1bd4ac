/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SHA-256 by GNU Nettle, and the UUID derived from a digest.
 */
#include "core/image/digest.h"

#include <nettle/sha2.h>
#include <string.h>

void digest_sha256(const void *data, size_t size, uint8_t digest[DIGEST_SIZE])
{
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, size, data);
    sha256_digest(&context, DIGEST_SIZE, digest);
}

void digest_tagged(uint8_t tag, const void *data, size_t size, uint8_t digest[DIGEST_SIZE])
{
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, sizeof(tag), &tag);
    sha256_update(&context, size, data);
    sha256_digest(&context, DIGEST_SIZE, digest);
}

void digest_domain_uuid(const uint8_t lcm_digest[DIGEST_SIZE], uint32_t domid, uint8_t uuid[16])
{
    uint8_t input[DIGEST_SIZE + 4];
    uint8_t output[DIGEST_SIZE];

    memcpy(input, lcm_digest, DIGEST_SIZE);
    for (unsigned int i = 0; i < 4; i++)
        input[DIGEST_SIZE + i] = (uint8_t)(domid >> (24 - 8 * i));
    digest_sha256(input, sizeof(input), output);
    memcpy(uuid, output, 16);
    /* RFC 9562: version in the high half of byte 6, variant in the top bits of byte 8. */
    uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x80);
    uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
}
