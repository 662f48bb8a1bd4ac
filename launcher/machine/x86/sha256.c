/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Chooses between Nettle's two SHA-256 routines by what the processor has.
 *
 * The library does this in a constructor that needs a whole C library; here the symbol it would
 * provide is defined, so that only the routines themselves are linked.
 */
#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>

void _nettle_sha256_compress(uint32_t *state, const uint8_t *block, const uint32_t *constants);
void _nettle_sha256_compress_x86_64(uint32_t *state, const uint8_t *block,
                                    const uint32_t *constants);
void _nettle_sha256_compress_sha_ni(uint32_t *state, const uint8_t *block,
                                    const uint32_t *constants);

static bool has_sha_instructions(void)
{
    enum { LEAF_FEATURES = 7, SHA_BIT = 29 };
    unsigned int a, b, c, d;

    return __get_cpuid_count(LEAF_FEATURES, 0, &a, &b, &c, &d) && (b >> SHA_BIT & 1);
}

void _nettle_sha256_compress(uint32_t *state, const uint8_t *block, const uint32_t *constants)
{
    static int has_sha = -1;

    if (has_sha < 0)
        has_sha = has_sha_instructions();
    if (has_sha)
        _nettle_sha256_compress_sha_ni(state, block, constants);
    else
        _nettle_sha256_compress_x86_64(state, block, constants);
}
