/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Payloads: what the writer packs the reader gives back, and damage of any kind is noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <lz4frame.h>

#include "core/image/digest.h"
#include "core/image/payload.h"
#include "tool/pack/write.h"

static struct payload payload;

/* Bytes that compress, but not to nothing, and differ in every chunk. */
static uint8_t *bytes_make(size_t size)
{
    uint8_t *bytes = malloc(size + 1);

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)((i * 2654435761u) >> 28) ^ (uint8_t)(i >> 18);
    return bytes;
}

static uint8_t *pack(const uint8_t *bytes, size_t size, struct lcm_payload *entry)
{
    struct image_writer quiet = {.progress = NULL};
    uint8_t *stored;

    assert_int_equal(lz4_frame_write(&quiet, 3, bytes, size, &stored, &entry->stored_size), 0);
    entry->size = size;
    entry->encoding = LCM_ENCODING_LZ4;
    return stored;
}

static void check_decodes(const struct lcm_payload *entry, const uint8_t *stored,
                          const uint8_t *bytes)
{
    uint8_t *chunk = malloc(PAYLOAD_CHUNK);
    uint64_t at = 0;

    assert_non_null(chunk);
    assert_int_equal(payload_open(&payload, entry, stored), PAYLOAD_OK);
    for (uint32_t i = 0; i < payload.chunk_count; i++) {
        uint32_t size = payload_chunk_size(&payload, i);

        assert_int_equal(payload_decode_chunk(&payload, i, chunk), PAYLOAD_OK);
        assert_memory_equal(chunk, bytes + at, size);
        at += size;
    }
    assert_int_equal(at, entry->size);
    assert_int_equal(payload_chunk_size(&payload, payload.chunk_count), 0);
    assert_int_equal(payload_decode_chunk(&payload, payload.chunk_count, chunk), PAYLOAD_BEYOND);
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
        uint8_t *bytes = bytes_make(sizes[i]);
        struct lcm_payload entry = {.size = sizes[i], .stored_size = sizes[i]};
        uint8_t *stored;

        check_decodes(&entry, bytes, bytes); /* encoding "none" */
        stored = pack(bytes, sizes[i], &entry);
        check_decodes(&entry, stored, bytes);
        free(stored);
        free(bytes);
    }
}

static void test_any_lz4_reads_it(void **state)
{
    size_t size = 2 * PAYLOAD_CHUNK + 5, room = size, left;
    uint8_t *bytes = bytes_make(size), *all = malloc(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = pack(bytes, size, &entry);
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
    uint8_t *bytes = bytes_make(size);
    struct lcm_payload entry = {0};
    uint32_t random = 1;
    uint8_t *stored;

    (void)state;
    for (size_t i = PAYLOAD_CHUNK; i < 2 * PAYLOAD_CHUNK; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(random >> 24);
    }
    stored = pack(bytes, size, &entry);
    check_decodes(&entry, stored, bytes);
    assert_int_equal(payload.chunk_start[2] - payload.chunk_start[1], PAYLOAD_CHUNK + 4);
    stored[payload.chunk_start[1]] ^= 1; /* a plain block of another size than its chunk */
    assert_int_not_equal(payload_open(&payload, &entry, stored), PAYLOAD_OK);
    free(stored);
    free(bytes);
}

static void test_same_bytes_whatever_the_threads_do(void **state)
{
    size_t size = 9 * PAYLOAD_CHUNK + 1;
    uint8_t *bytes = bytes_make(size);
    struct lcm_payload first = {0};
    uint8_t *stored = pack(bytes, size, &first);

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct lcm_payload again = {0};
        uint8_t *other = pack(bytes, size, &again);

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
    uint8_t *bytes = bytes_make(size), *part = malloc(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = pack(bytes, size, &entry);

    (void)state;
    assert_non_null(part);
    assert_int_equal(payload_open(&payload, &entry, stored), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload, 0, part, size), PAYLOAD_OK);
    assert_memory_equal(part, bytes, size);
    assert_int_equal(payload_read(&payload, PAYLOAD_CHUNK - 3, part, 7), PAYLOAD_OK);
    assert_memory_equal(part, bytes + PAYLOAD_CHUNK - 3, 7);
    assert_int_equal(payload_read(&payload, size - 1, part, 1), PAYLOAD_OK);
    assert_int_equal(part[0], bytes[size - 1]);
    assert_int_equal(payload_read(&payload, size, part, 0), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload, size, part, 1), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload, 1, part, size), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload, UINT64_MAX, part, 2), PAYLOAD_BEYOND);
    assert_int_equal(payload_read(&payload, 2, part, SIZE_MAX), PAYLOAD_BEYOND);
    free(part);
    free(stored);
    free(bytes);
}

/* Opening must fail with `error`, and leave nothing to read. */
static void check_refused(const struct lcm_payload *entry, const uint8_t *stored,
                          enum payload_error error)
{
    uint8_t byte;

    assert_int_equal(payload_open(&payload, entry, stored), error);
    assert_int_equal(payload.chunk_count, 0);
    assert_int_equal(payload_read(&payload, 0, &byte, 1), PAYLOAD_BEYOND);
}

static void test_wrong_sizes(void **state)
{
    size_t size = 2 * PAYLOAD_CHUNK + 9;
    uint8_t *bytes = bytes_make(size);
    struct lcm_payload entry = {0}, plain = {.size = 10, .stored_size = 9};
    uint8_t *stored = pack(bytes, size, &entry);

    (void)state;
    check_refused(&plain, bytes, PAYLOAD_BAD_SIZE);
    entry.size = size - 1; /* another size than the frame's header says */
    check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    entry.size = size + 1;
    check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    entry.size = size;
    entry.stored_size++; /* something after the frame */
    stored = realloc(stored, entry.stored_size);
    assert_non_null(stored);
    stored[entry.stored_size - 1] = 0;
    check_refused(&entry, stored, PAYLOAD_BAD_SIZE);
    entry.size = (uint64_t)PAYLOAD_CHUNK * PAYLOAD_CHUNKS_MAX + 1;
    check_refused(&entry, stored, PAYLOAD_TOO_LARGE);
    entry.size = UINT64_MAX;
    check_refused(&entry, stored, PAYLOAD_TOO_LARGE);
    entry.size = 1;
    entry.stored_size = 0;
    check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    free(stored);
    free(bytes);
}

/* Frames that any LZ4 reads, but that the writer would never make. */
static void test_frames_of_other_forms(void **state)
{
    static const struct {
        LZ4F_frameInfo_t info;
        bool with_size;
    } forms[] = {
        {{.blockSizeID = LZ4F_max256KB, .blockMode = LZ4F_blockIndependent}, false},
        {{.blockSizeID = LZ4F_max256KB, .blockMode = LZ4F_blockLinked}, true},
        {{.blockSizeID = LZ4F_max64KB, .blockMode = LZ4F_blockIndependent}, true},
        {{.blockSizeID = LZ4F_max1MB, .blockMode = LZ4F_blockIndependent}, true},
        {{.blockSizeID = LZ4F_max256KB,
          .blockMode = LZ4F_blockIndependent,
          .contentChecksumFlag = LZ4F_contentChecksumEnabled},
         true},
        {{.blockSizeID = LZ4F_max256KB,
          .blockMode = LZ4F_blockIndependent,
          .blockChecksumFlag = LZ4F_blockChecksumEnabled},
         true},
        {{.blockSizeID = LZ4F_max256KB, .blockMode = LZ4F_blockIndependent, .dictID = 7}, true},
    };
    size_t size = 2 * PAYLOAD_CHUNK, room = 2 * size;
    uint8_t *bytes = bytes_make(size), *stored = calloc(1, room);
    struct lcm_payload entry = {.encoding = LCM_ENCODING_LZ4, .size = size};

    (void)state;
    assert_non_null(stored);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        LZ4F_preferences_t preferences = {.frameInfo = forms[i].info};

        preferences.frameInfo.contentSize = forms[i].with_size ? size : 0;
        entry.stored_size = LZ4F_compressFrame(stored, room, bytes, size, &preferences);
        assert_false(LZ4F_isError(entry.stored_size));
        check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    }
    memcpy(stored, "\x50\x2a\x4d\x18\x10\0\0\0abcdabcdabcdabcd", 24); /* skippable */
    entry.stored_size = 24;
    check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    memset(stored, 0xff, 100);
    entry.stored_size = 100;
    check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    free(stored);
    free(bytes);
}

static void test_cut_off_stored_bytes(void **state)
{
    uint8_t *bytes = bytes_make(5000);
    struct lcm_payload entry = {0};
    uint8_t *stored = pack(bytes, 5000, &entry);
    uint64_t whole = entry.stored_size;

    (void)state;
    for (entry.stored_size = 1; entry.stored_size < whole; entry.stored_size++) {
        /* A copy of just these bytes: the sanitizer sees every read beyond them. */
        uint8_t *copy = malloc(entry.stored_size);

        assert_non_null(copy);
        memcpy(copy, stored, entry.stored_size);
        assert_int_not_equal(payload_open(&payload, &entry, copy), PAYLOAD_OK);
        assert_int_equal(payload_chunk_size(&payload, 0), 0);
        free(copy);
    }
    free(stored);
    free(bytes);
}

/* Any single damaged byte either is refused or decodes to bytes of the right count: never beyond.
 */
static void test_every_damaged_byte(void **state)
{
    uint8_t *bytes = bytes_make(2000), *target = malloc(2000);
    struct lcm_payload entry = {0};
    uint8_t *stored = pack(bytes, 2000, &entry);
    unsigned int refused = 0;

    (void)state;
    assert_non_null(target);
    for (uint64_t i = 0; i < entry.stored_size; i++) {
        stored[i] ^= 0x55;
        if (payload_open(&payload, &entry, stored) != PAYLOAD_OK ||
            payload_decode_chunk(&payload, 0, target) != PAYLOAD_OK)
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
    uint8_t *bytes = bytes_make(size);
    struct lcm_payload entry = {0};
    uint8_t *stored = pack(bytes, size, &entry);
    enum payload_error error = PAYLOAD_OK;
    uint8_t byte;

    (void)state;
    assert_int_equal(payload_open(&payload, &entry, stored), PAYLOAD_OK);
    assert_int_equal(payload_read(&payload, 0, &byte, 1), PAYLOAD_OK);
    /* Damage behind the block's size, which was read when the frame was opened. */
    for (uint64_t i = payload.chunk_start[1] + 4; i < entry.stored_size; i++)
        stored[i] = 0xff;
    error = payload_read(&payload, PAYLOAD_CHUNK, &byte, 1);
    assert_int_equal(error, PAYLOAD_BAD_DATA);
    assert_int_equal(payload_read(&payload, PAYLOAD_CHUNK, &byte, 1), PAYLOAD_BAD_DATA);
    assert_int_equal(payload_read(&payload, 5, &byte, 1), PAYLOAD_OK);
    assert_int_equal(byte, bytes[5]);
    free(stored);
    free(bytes);
}

static void test_errors_have_text(void **state)
{
    (void)state;
    for (int error = PAYLOAD_OK; error <= PAYLOAD_BEYOND; error++)
        assert_null(strstr(payload_strerror((enum payload_error)error), "unknown"));
}

/* The vectors of FIPS 180-4's examples. */
static void test_digest(void **state)
{
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    digest_sha256("abc", 3, digest);
    digest_text(digest, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256("", 0, digest);
    digest_text(digest, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_derived_uuids(void **state)
{
    uint8_t digest[DIGEST_SIZE] = {1, 2, 3}, a[16], b[16];

    (void)state;
    digest_domain_uuid(digest, 1, a);
    assert_int_equal(a[6] >> 4, 8);
    assert_int_equal(a[8] >> 6, 2);
    digest_domain_uuid(digest, 1, b);
    assert_memory_equal(a, b, 16);
    digest_domain_uuid(digest, 2, b);
    assert_memory_not_equal(a, b, 16);
    digest[31] ^= 1;
    digest_domain_uuid(digest, 1, b);
    assert_memory_not_equal(a, b, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip_of_every_shape),
        cmocka_unit_test(test_any_lz4_reads_it),
        cmocka_unit_test(test_plain_blocks),
        cmocka_unit_test(test_same_bytes_whatever_the_threads_do),
        cmocka_unit_test(test_reads_across_chunks),
        cmocka_unit_test(test_wrong_sizes),
        cmocka_unit_test(test_frames_of_other_forms),
        cmocka_unit_test(test_cut_off_stored_bytes),
        cmocka_unit_test(test_every_damaged_byte),
        cmocka_unit_test(test_failed_chunk_is_not_cached),
        cmocka_unit_test(test_errors_have_text),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_derived_uuids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
