/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Chooses between Nettle's two SHA-256 routines by what the processor has.
 *
 * The library does this in a constructor that needs a whole C library; here the symbol it would
 * provide is defined, so that only the routines themselves are linked. What the choice is made by
 * is settled before the launcher hashes, and not changed then: any CPU may hash at any time.
 */
#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>

#include "launcher/machine/x86/machine.h"

void _nettle_sha256_compress(uint32_t *state, const uint8_t *block, const uint32_t *constants);
void _nettle_sha256_compress_x86_64(uint32_t *state, const uint8_t *block,
                                    const uint32_t *constants);
void _nettle_sha256_compress_sha_ni(uint32_t *state, const uint8_t *block,
                                    const uint32_t *constants);

static bool has_sha;

void machine_sha_init(void)
{
    enum { LEAF_FEATURES = 7, SHA_BIT = 29 };
    unsigned int a, b, c, d;

    has_sha = __get_cpuid_count(LEAF_FEATURES, 0, &a, &b, &c, &d) && (b >> SHA_BIT & 1);
}

void _nettle_sha256_compress(uint32_t *state, const uint8_t *block, const uint32_t *constants)
{
    if (has_sha)
        _nettle_sha256_compress_sha_ni(state, block, constants);
    else
        _nettle_sha256_compress_x86_64(state, block, constants);
}
