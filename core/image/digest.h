/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SHA-256 by GNU Nettle, in one call, for tool and launcher.
 */
#ifndef CORE_IMAGE_DIGEST_H
#define CORE_IMAGE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE      32
#define DIGEST_TEXT_SIZE (2 * DIGEST_SIZE + 1)

/* Hashes `size` bytes at `data` into `digest`. */
void digest_sha256(const void *data, size_t size, uint8_t digest[DIGEST_SIZE]);

/* The same of a byte that says what the data are, and the data behind it; `digest` may be there. */
void digest_tagged(uint8_t tag, const void *data, size_t size, uint8_t digest[DIGEST_SIZE]);

/* Writes `digest` as lower-case hexadecimal digits with a NUL. */
void digest_text(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT_SIZE]);

/*
 * Derives a domain's UUID where the LCM gives none: the first 16 bytes of
 * SHA-256(digest of the compiled LCM || domid as u32 big endian), marked version 8, variant 1
 * (RFC 9562). The LCM holds the digest of every payload, so its digest is the image's.
 */
void digest_domain_uuid(const uint8_t lcm_digest[DIGEST_SIZE], uint32_t domid, uint8_t uuid[16]);

#endif
