/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The options of the launcher's module line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "launcher/options.h"

static char refused[128];

static void refuse(const char *word, int length)
{
    size_t used = strlen(refused);

    (void)snprintf(refused + used, sizeof(refused) - used, "<%.*s>", length, word);
}

static struct options read_line(const char *line)
{
    struct options options;

    refused[0] = 0;
    options_read(&options, line, refuse);
    return options;
}

static void test_rate_is_read(void **state)
{
    struct options options = read_line("console-rate=11520");

    (void)state;
    assert_true(options.has_console_rate);
    assert_int_equal(options.console_rate, 11520);
    options = read_line("  console-rate=1  console-rate=0 ");
    assert_true(options.has_console_rate);
    assert_int_equal(options.console_rate, 0);
    assert_string_equal(refused, "");
}

static void test_nothing_is_asked_for(void **state)
{
    (void)state;
    assert_false(read_line("").has_console_rate);
    assert_false(read_line("   ").has_console_rate);
    assert_string_equal(refused, "");
}

static void test_what_is_no_option_is_told(void **state)
{
    static const char *const values[] = {"console-rate=",   "console-rate=-1",
                                         "console-rate=1k", "console-rate=1000000001",
                                         "console-rate",    "console-rate=99999999999999999999",
                                         "provoke=text"};
    char expected[64];

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        assert_false(read_line(values[i]).has_console_rate);
        (void)snprintf(expected, sizeof(expected), "<%s>", values[i]);
        assert_string_equal(refused, expected);
    }
    assert_int_equal(read_line("loud console-rate=5 console-rat=6").console_rate, 5);
    assert_string_equal(refused, "<loud><console-rat=6>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate_is_read),
        cmocka_unit_test(test_nothing_is_asked_for),
        cmocka_unit_test(test_what_is_no_option_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
