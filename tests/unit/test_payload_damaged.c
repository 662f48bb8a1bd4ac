/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Damage of any kind to a payload is noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/image/payload.h"
#include "tests/support/payload_made.h"

static void test_cut_off_stored_bytes(void **state)
{
    uint8_t *bytes = payload_bytes_make(5000);
    struct lcm_payload entry = {0};
    uint8_t *stored = payload_pack(bytes, 5000, &entry);
    uint64_t whole = entry.stored_size;

    (void)state;
    for (entry.stored_size = 1; entry.stored_size < whole; entry.stored_size++) {
        /* A copy of just these bytes: the sanitizer sees every read beyond them. */
        uint8_t *copy = malloc(entry.stored_size);

        assert_non_null(copy);
        memcpy(copy, stored, entry.stored_size);
        assert_int_not_equal(payload_open(&payload_seen, &entry, copy), PAYLOAD_OK);
        assert_int_equal(payload_chunk_size(&payload_seen, 0), 0);
        free(copy);
    }
    free(stored);
    free(bytes);
}

/* Any single damaged byte either is refused or decodes to bytes of the right count: never beyond.
 */
static void test_every_damaged_byte(void **state)
{
    uint8_t *bytes = payload_bytes_make(2000), *target = malloc(2000);
    struct lcm_payload entry = {0};
    uint8_t *stored = payload_pack(bytes, 2000, &entry);
    unsigned int refused = 0;

    (void)state;
    assert_non_null(target);
    for (uint64_t i = 0; i < entry.stored_size; i++) {
        stored[i] ^= 0x55;
        if (payload_open(&payload_seen, &entry, stored) != PAYLOAD_OK ||
            payload_decode_chunk(&payload_seen, 0, target) != PAYLOAD_OK)
            refused++;
        stored[i] ^= 0x55;
    }
    assert_true(refused > 0);
    free(target);
    free(stored);
    free(bytes);
}

/* A chunk that failed to decode must not be served from the cache afterwards. */
static void test_failed_chunk_is_not_cached(void **state)
{
    size_t size = PAYLOAD_CHUNK + 4000;
    uint8_t *bytes = payload_bytes_make(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = payload_pack(bytes, size, &entry);
    enum payload_error error = PAYLOAD_OK;
    uint8_t byte;

    (void)state;
    assert_int_equal(payload_open(&payload_seen, &entry, stored), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload_seen, 0, &byte, 1), PAYLOAD_OK);
    /* Damage behind the block's size, which was read when the frame was opened. */
    for (uint64_t i = payload_seen.chunk_start[1] + 4; i < entry.stored_size; i++)
        stored[i] = 0xff;
    error = payload_read(&payload_seen, PAYLOAD_CHUNK, &byte, 1);
    assert_int_equal(error, PAYLOAD_BAD_DATA);
    assert_int_equal(payload_read(&payload_seen, PAYLOAD_CHUNK, &byte, 1), PAYLOAD_BAD_DATA);
    assert_int_equal(payload_read(&payload_seen, 5, &byte, 1), PAYLOAD_OK);
    assert_int_equal(byte, bytes[5]);
    free(stored);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_off_stored_bytes),
        cmocka_unit_test(test_every_damaged_byte),
        cmocka_unit_test(test_failed_chunk_is_not_cached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
