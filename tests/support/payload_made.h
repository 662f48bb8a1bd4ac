/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of payloads: bytes, and the frame that the writer makes of them.
 */
#ifndef TESTS_SUPPORT_PAYLOAD_MADE_H
#define TESTS_SUPPORT_PAYLOAD_MADE_H

#include <stddef.h>
#include <stdint.h>

#include "core/image/payload.h"
#include "tool/pack/write.h"

/* The payload that is read. */
extern struct payload payload_seen;

/* Bytes that compress, but not to nothing, and differ in every chunk. */
uint8_t *payload_bytes_make(size_t size);

/* Packs bytes in an LZ4 frame, and tells the entry so; the caller frees the frame. */
uint8_t *payload_pack(const uint8_t *bytes, size_t size, struct lcm_payload *entry);

#endif
