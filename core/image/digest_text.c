/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Digests as text, for people: the launcher, which compares them, is not linked with this.
 */
#include "core/image/digest.h"

void digest_text(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * DIGEST_SIZE] = '\0';
}
