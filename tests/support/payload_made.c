/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes bytes, and packs them.
 */
#include "tests/support/payload_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct payload payload_seen;

uint8_t *payload_bytes_make(size_t size)
{
    uint8_t *bytes = malloc(size + 1);

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)((i * 2654435761u) >> 28) ^ (uint8_t)(i >> 18);
    return bytes;
}

uint8_t *payload_pack(const uint8_t *bytes, size_t size, struct lcm_payload *entry)
{
    struct image_writer quiet = {.progress = NULL};
    uint8_t *stored;

    assert_int_equal(lz4_frame_write(&quiet, 3, bytes, size, &stored, &entry->stored_size), 0);
    entry->size = size;
    entry->encoding = LCM_ENCODING_LZ4;
    return stored;
}
