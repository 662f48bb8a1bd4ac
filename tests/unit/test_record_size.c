/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The bytes of a launch record: the same each time, of a size known in advance, never beyond the
 * buffer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/record_tree.h"
#include "tests/support/records.h"

static void test_same_record_gives_same_bytes(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    memset(record_blob, 0x55, sizeof(record_blob));
    memset(record_other, 0xaa, sizeof(record_other));
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    /* The launcher writes into an archive, whose files are aligned to 4 bytes only. */
    assert_int_equal(record_write(&record_made, record_other + 4, size), size);
    assert_memory_equal(record_blob, record_other + 4, size);
}

static void test_size_does_not_depend_on_times_and_states(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    record_made.recorded_ns = UINT64_MAX;
    record_made.hypercalls = 0;
    for (uint32_t i = 0; i < record_made.domain_count; i++) {
        record_made.domains[i].began_ns = record_made.domains[i].started_ns = UINT64_MAX;
        record_made.domains[i].created_ns = 0;
        record_made.domains[i].steps[0].took_ns = 0;
        if (record_made.domains[i].state != RECORD_FAILED)
            record_made.domains[i].state = RECORD_ENDED;
    }
    assert_int_equal(record_write(&record_made, record_blob, sizeof(record_blob)), size);
    /* Not built yet: the launcher reserves room for what it will write then. */
    record_made.domains[0].state = RECORD_FAILED;
    snprintf(record_made.domains[0].step, sizeof(record_made.domains[0].step), "layout");
    assert_int_equal(record_write(&record_made, record_blob, sizeof(record_blob)), size);
}

static void test_small_buffer_is_refused(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    for (size_t capacity = 0; capacity < size; capacity++) {
        void *exact = malloc(capacity + 1);

        assert_int_equal(record_write(&record_made, exact, capacity), 0);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_record_gives_same_bytes),
        cmocka_unit_test(test_size_does_not_depend_on_times_and_states),
        cmocka_unit_test(test_small_buffer_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
