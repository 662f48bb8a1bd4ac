/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Payloads: what the writer packs the reader gives back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <lz4frame.h>

#include "core/image/payload.h"
#include "tests/support/payload_made.h"

static void check_decodes(const struct lcm_payload *entry, const uint8_t *stored,
                          const uint8_t *bytes)
{
    uint8_t *chunk = malloc(PAYLOAD_CHUNK);
    uint64_t at = 0;

    assert_non_null(chunk);
    assert_int_equal(payload_open(&payload_seen, entry, stored), PAYLOAD_OK);
    for (uint32_t i = 0; i < payload_seen.chunk_count; i++) {
        uint32_t size = payload_chunk_size(&payload_seen, i);

        assert_int_equal(payload_decode_chunk(&payload_seen, i, chunk), PAYLOAD_OK);
        assert_memory_equal(chunk, bytes + at, size);
        at += size;
    }
    assert_int_equal(at, entry->size);
    assert_int_equal(payload_chunk_size(&payload_seen, payload_seen.chunk_count), 0);
    assert_int_equal(payload_decode_chunk(&payload_seen, payload_seen.chunk_count, chunk),
                     PAYLOAD_BEYOND);
    free(chunk);
}

static void test_round_trip_of_every_shape(void **state)
{
    static const size_t sizes[] = {1,
                                   100,
                                   PAYLOAD_CHUNK - 1,
                                   PAYLOAD_CHUNK,
                                   PAYLOAD_CHUNK + 1,
                                   3 * PAYLOAD_CHUNK,
                                   3 * PAYLOAD_CHUNK + 77777};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint8_t *bytes = payload_bytes_make(sizes[i]);
        struct lcm_payload entry = {.size = sizes[i], .stored_size = sizes[i]};
        uint8_t *stored;

        check_decodes(&entry, bytes, bytes); /* encoding "none" */
        stored = payload_pack(bytes, sizes[i], &entry);
        check_decodes(&entry, stored, bytes);
        free(stored);
        free(bytes);
    }
}

static void test_any_lz4_reads_it(void **state)
{
    size_t size = 2 * PAYLOAD_CHUNK + 5, room = size, left;
    uint8_t *bytes = payload_bytes_make(size), *all = malloc(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = payload_pack(bytes, size, &entry);
    LZ4F_dctx *decoder;

    (void)state;
    assert_non_null(all);
    left = entry.stored_size;
    assert_int_equal(LZ4F_createDecompressionContext(&decoder, LZ4F_VERSION), 0);
    assert_int_equal(LZ4F_decompress(decoder, all, &room, stored, &left, NULL), 0);
    assert_int_equal(room, size);
    assert_int_equal(left, entry.stored_size);
    assert_memory_equal(all, bytes, size);
    LZ4F_freeDecompressionContext(decoder);
    free(all);
    free(stored);
    free(bytes);
}

/* A chunk that does not compress stands between two that do. */
static void test_plain_blocks(void **state)
{
    size_t size = 3 * PAYLOAD_CHUNK;
    uint8_t *bytes = payload_bytes_make(size);
    struct lcm_payload entry = {0};
    uint32_t random = 1;
    uint8_t *stored;

    (void)state;
    for (size_t i = PAYLOAD_CHUNK; i < 2 * PAYLOAD_CHUNK; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(random >> 24);
    }
    stored = payload_pack(bytes, size, &entry);
    check_decodes(&entry, stored, bytes);
    assert_int_equal(payload_seen.chunk_start[2] - payload_seen.chunk_start[1], PAYLOAD_CHUNK + 4);
    stored[payload_seen.chunk_start[1]] ^= 1; /* a plain block of another size than its chunk */
    assert_int_not_equal(payload_open(&payload_seen, &entry, stored), PAYLOAD_OK);
    free(stored);
    free(bytes);
}

static void test_same_bytes_whatever_the_threads_do(void **state)
{
    size_t size = 9 * PAYLOAD_CHUNK + 1;
    uint8_t *bytes = payload_bytes_make(size);
    struct lcm_payload first = {0};
    uint8_t *stored = payload_pack(bytes, size, &first);

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct lcm_payload again = {0};
        uint8_t *other = payload_pack(bytes, size, &again);

        assert_int_equal(again.stored_size, first.stored_size);
        assert_memory_equal(other, stored, first.stored_size);
        free(other);
    }
    free(stored);
    free(bytes);
}

static void test_reads_across_chunks(void **state)
{
    size_t size = 3 * PAYLOAD_CHUNK + 1000;
    uint8_t *bytes = payload_bytes_make(size), *part = malloc(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = payload_pack(bytes, size, &entry);

    (void)state;
    assert_non_null(part);
    assert_int_equal(payload_open(&payload_seen, &entry, stored), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload_seen, 0, part, size), PAYLOAD_OK);
    assert_memory_equal(part, bytes, size);
    assert_int_equal(payload_read(&payload_seen, PAYLOAD_CHUNK - 3, part, 7), PAYLOAD_OK);
    assert_memory_equal(part, bytes + PAYLOAD_CHUNK - 3, 7);
    assert_int_equal(payload_read(&payload_seen, size - 1, part, 1), PAYLOAD_OK);
    assert_int_equal(part[0], bytes[size - 1]);
    assert_int_equal(payload_read(&payload_seen, size, part, 0), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload_seen, size, part, 1), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload_seen, 1, part, size), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload_seen, UINT64_MAX, part, 2), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload_seen, 2, part, SIZE_MAX), PAYLOAD_BEYOND);
    free(part);
    free(stored);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip_of_every_shape),
        cmocka_unit_test(test_any_lz4_reads_it),
        cmocka_unit_test(test_plain_blocks),
        cmocka_unit_test(test_same_bytes_whatever_the_threads_do),
        cmocka_unit_test(test_reads_across_chunks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
