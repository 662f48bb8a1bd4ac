/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations drops nothing without a word: each key that xl has, of each
 * kind of value, arrives in the source or stands in a comment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"
#include "tool/base/tool.h"

/* Each key of the table alone, with values of each kind; xl refuses some, and so do we. */
static void test_each_key_is_told(void **state)
{
    static const char *const values[] = {
        "\"destroy\"",          "7",   "\"\"",   "[ \"a=b\" ]",
        "[ [ \"a\" ], \"b\" ]", "[ ]", "\"pv\"", "\"-1\"",
    };
    static const char *const types[] = {"", "type = \"pvh\"\n"};
    size_t told = 0, count = sizeof(values) / sizeof(values[0]);

    (void)state;
    for (size_t i = 0; i < xl_known_count * count * 2; i++) {
        const char *key = xl_known[i / 2 / count].key;
        char lines[128];

        snprintf(lines, sizeof(lines), "%s%s = %s", types[i % 2], key, values[i / 2 % count]);
        if (xl_import_with(lines) != TOOL_FINE)
            continue;
        told++;
        if (!import_tells(&xl_set, xl_source, key))
            fail_msg("%s is dropped:\n%s", lines, xl_source);
    }
    assert_true(told > xl_known_count * (count - 1) * 2);
}

static void test_unknown_key_is_told(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("colour = 512"), TOOL_FINE);
    assert_note("colour = \"512\": xl does not know this key, and ignores it: xl.cfg(5) of");
    assert_int_equal(xl_import_with("vcpu = 512"), TOOL_FINE);
    assert_note("vcpu = \"512\": xl does not know this key, and ignores it; did you mean vcpus?");
}

static void test_key_of_any_length(void **state)
{
    (void)state;
    assert_int_equal(
        xl_import_with("a_key_that_is_longer_than_all_that_a_buffer_would_have_held = 1"),
        TOOL_FINE);
    assert_note("a_key_that_is_longer_than_all_that_a_buffer_would_have_held = \"1\": ");
}

static void test_keys_are_found_as_the_parser_reads(void **state)
{
    (void)state;
    assert_int_equal(
        xl_import_with("# acpi = 1\ndisk = [ # pae = 1\n 'vnc=1 # \\' x', \"hap=\\\"1\\\"\",\n ]; "
                       "nx.y = 0x1f;hpet=1"),
        TOOL_FINE);
    assert_int_equal(xl_set.note_count, 4);
    assert_true(import_tells(&xl_set, xl_source, "nx.y") &&
                import_tells(&xl_set, xl_source, "hpet"));
}

static void test_too_many_keys_are_refused(void **state)
{
    char *config = malloc(XL_KEYS_MAX * 16 + 64);
    size_t used = 0;

    (void)state;
    assert_non_null(config);
    for (int i = 0; i <= XL_KEYS_MAX; i++)
        used += (size_t)sprintf(config + used, "k%d = 1\n", i);
    assert_int_equal(xl_import(config), TOOL_FAULT);
    free(config);
}

static void test_key_given_twice(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("vcpus = 2\nvcpus = 3"), TOOL_FINE);
    assert_source("cpus = <3>;");
    assert_note("vcpus: is given 2 times; xl takes the last, in line 5");
}

static void test_key_that_is_added_to(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("extra = \"a\"\nextra += \" b\""), TOOL_FINE);
    assert_source("bootargs = \"a b\";");
    assert_silent();
    assert_int_equal(xl_import_with("vcpus = 1\nvcpus += 2"), TOOL_FINE);
    assert_note("vcpus = \"12\": xl does not add to numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_key_is_told, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_key_is_told, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_key_of_any_length, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_keys_are_found_as_the_parser_reads, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_keys_are_refused, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_key_given_twice, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_key_that_is_added_to, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
