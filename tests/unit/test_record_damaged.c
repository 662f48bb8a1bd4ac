/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch record that is cut off, changed, or none at all does no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/record_tree.h"
#include "tests/support/records.h"

static void test_every_truncation_is_refused(void **state)
{
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    for (size_t i = 0; i < size; i++)
        assert_int_equal(record_read_copy(record_blob, i), RECORD_NOT_TREE);
}

static void test_bytes_after_the_tree_are_left_alone(void **state)
{
    (void)state;
    records_fill_typical(&record_made);
    memset(record_blob, 0xff, sizeof(record_blob));
    assert_int_not_equal(record_write(&record_made, record_blob, sizeof(record_blob)), 0);
    assert_int_equal(record_read_copy(record_blob, sizeof(record_blob)), RECORD_OK);
}

static void assert_harmless(enum record_error error)
{
    assert_non_null(record_strerror(error));
    if (error != RECORD_OK)
        return;
    assert_true(record_again.domain_count <= RECORD_DOMAINS_MAX);
    for (uint32_t i = 0; i < record_again.domain_count; i++) {
        const struct record_domain *domain = &record_again.domains[i];

        assert_non_null(record_state_name(domain->state));
        assert_non_null(record_store_name(domain->store));
        for (const char *c = domain->name; *c != '\0'; c++)
            assert_true(*c > ' ' && *c <= '~');
        for (const char *c = domain->cause; *c != '\0'; c++)
            assert_true(*c >= ' ' && *c <= '~');
    }
}

static void test_no_changed_byte_does_harm(void **state)
{
    static const unsigned char masks[] = {0x01, 0x80, 0xff};
    size_t size;

    (void)state;
    records_fill_typical(&record_made);
    size = record_write(&record_made, record_blob, sizeof(record_blob));
    for (size_t i = 0; i < size; i++) {
        for (size_t mask = 0; mask < sizeof(masks); mask++) {
            record_blob[i] = (char)(record_blob[i] ^ masks[mask]);
            assert_harmless(record_read_copy(record_blob, size));
            record_blob[i] = (char)(record_blob[i] ^ masks[mask]);
        }
    }
}

static void test_what_is_no_tree_is_refused(void **state)
{
    (void)state;
    memset(record_other, 0, sizeof(record_other));
    assert_int_equal(record_read_copy(record_other, 0), RECORD_NOT_TREE);
    assert_int_equal(record_read_copy(record_other, 4096), RECORD_NOT_TREE);
    records_fill_typical(&record_made);
    /* libfdt demands 8 bytes. */
    assert_int_not_equal(record_write(&record_made, record_other + 4, RECORD_BLOB_MAX), 0);
    assert_int_equal(record_read(record_other + 4, RECORD_BLOB_MAX, &record_again),
                     RECORD_NOT_TREE);
}

static void test_errors_say_what_to_do(void **state)
{
    (void)state;
    for (int error = RECORD_NOT_TREE; error <= RECORD_TOO_MANY; error++)
        assert_non_null(strchr(record_strerror((enum record_error)error), ';'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_bytes_after_the_tree_are_left_alone),
        cmocka_unit_test(test_no_changed_byte_does_harm),
        cmocka_unit_test(test_what_is_no_tree_is_refused),
        cmocka_unit_test(test_errors_say_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
