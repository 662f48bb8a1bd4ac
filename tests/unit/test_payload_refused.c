/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Payloads of wrong sizes, and of forms that the writer never makes, are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <lz4frame.h>

#include "core/image/payload.h"
#include "tests/support/payload_made.h"

/* Opening must fail with `error`, and leave nothing to read. */
static void payload_check_refused(const struct lcm_payload *entry, const uint8_t *stored,
                                  enum payload_error error)
{
    uint8_t byte;

    assert_int_equal(payload_open(&payload_seen, entry, stored), error);
    assert_int_equal(payload_seen.chunk_count, 0);
    assert_int_equal(payload_read(&payload_seen, 0, &byte, 1), PAYLOAD_BEYOND);
}

static void test_wrong_sizes(void **state)
{
    size_t size = 2 * PAYLOAD_CHUNK + 9;
    uint8_t *bytes = payload_bytes_make(size);
    struct lcm_payload entry = {0}, plain = {.size = 10, .stored_size = 9};
    uint8_t *stored = payload_pack(bytes, size, &entry);

    (void)state;
    payload_check_refused(&plain, bytes, PAYLOAD_BAD_SIZE);
    entry.size = size - 1; /* another size than the frame's header says */
    payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    entry.size = size + 1;
    payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    entry.size = size;
    entry.stored_size++; /* something after the frame */
    stored = realloc(stored, entry.stored_size);
    assert_non_null(stored);
    stored[entry.stored_size - 1] = 0;
    payload_check_refused(&entry, stored, PAYLOAD_BAD_SIZE);
    entry.size = (uint64_t)PAYLOAD_CHUNK * PAYLOAD_CHUNKS_MAX + 1;
    payload_check_refused(&entry, stored, PAYLOAD_TOO_LARGE);
    entry.size = UINT64_MAX;
    payload_check_refused(&entry, stored, PAYLOAD_TOO_LARGE);
    entry.size = 1;
    entry.stored_size = 0;
    payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
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
    uint8_t *bytes = payload_bytes_make(size), *stored = calloc(1, room);
    struct lcm_payload entry = {.encoding = LCM_ENCODING_LZ4, .size = size};

    (void)state;
    assert_non_null(stored);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        LZ4F_preferences_t preferences = {.frameInfo = forms[i].info};

        preferences.frameInfo.contentSize = forms[i].with_size ? size : 0;
        entry.stored_size = LZ4F_compressFrame(stored, room, bytes, size, &preferences);
        assert_false(LZ4F_isError(entry.stored_size));
        payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    }
    memcpy(stored, "\x50\x2a\x4d\x18\x10\0\0\0abcdabcdabcdabcd", 24); /* skippable */
    entry.stored_size = 24;
    payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    memset(stored, 0xff, 100);
    entry.stored_size = 100;
    payload_check_refused(&entry, stored, PAYLOAD_BAD_FRAME);
    free(stored);
    free(bytes);
}

static void test_errors_have_text(void **state)
{
    (void)state;
    for (int error = PAYLOAD_OK; error <= PAYLOAD_BEYOND; error++)
        assert_null(strstr(payload_strerror((enum payload_error)error), "unknown"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_sizes),
        cmocka_unit_test(test_frames_of_other_forms),
        cmocka_unit_test(test_errors_have_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
