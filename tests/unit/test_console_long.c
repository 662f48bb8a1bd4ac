/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lines as long as the launcher keeps them, and longer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_overlong_line_is_cut(void **state)
{
    static char text[CONSOLE_LINE_SIZE * 2 + 10 + 1];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    web_prints(text);
    web_prints("\n");
    assert_int_equal(shown.used, sizeof(text) - 1 + 3 * strlen("[web] \n"));
    for (size_t i = 0, start = 0; i < 3; i++) {
        size_t length = i < 2 ? CONSOLE_LINE_SIZE : 10;

        assert_memory_equal(shown.text + start, "[web] ", 6);
        assert_int_equal(strspn(shown.text + start + 6, "x"), length);
        start += 6 + length;
        assert_int_equal(shown.text[start++], '\n');
    }
}

/* A line of just as many characters as there is room for is one line. */
static void test_full_line_is_not_followed_by_an_empty_one(void **state)
{
    static char text[CONSOLE_LINE_SIZE + 1], expected[sizeof(text) + 64];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    web_prints(text);
    web_prints("\r\nnext\n");
    (void)snprintf(expected, sizeof(expected), "[web] %s\n[web] next\n", text);
    assert_shown(expected);
    web_prints(text);
    web_prints("\b\b!\n");
    (void)snprintf(expected, sizeof(expected), "[web] %.*s!\n", CONSOLE_LINE_SIZE - 2, text);
    assert_shown(expected);
}

/* A full line that was shown as far as it went is still cut where the next character comes. */
static void test_full_prompt_is_cut(void **state)
{
    static char text[CONSOLE_LINE_SIZE + 1];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    web_prints(text);
    web_waits();
    shown_forget(&shown);
    web_prints("y\n");
    assert_shown("\n[web] y\n");
}

static void test_overlong_line_is_not_cut_through_a_character(void **state)
{
    static char text[CONSOLE_LINE_SIZE + 1], expected[sizeof(text) + 64];

    (void)state;
    memset(text, 'x', CONSOLE_LINE_SIZE - 2);
    memcpy(text + CONSOLE_LINE_SIZE - 2, "\xe2\x82", 2);
    web_prints(text);
    web_prints("\xac 1\n");
    (void)snprintf(expected, sizeof(expected), "[web] %.*s\n[web] \xe2\x82\xac 1\n",
                   CONSOLE_LINE_SIZE - 2, text);
    assert_shown(expected);
    /* What stands on the screen already stays there. */
    web_prints(text);
    web_waits();
    shown_forget(&shown);
    web_prints("\xac 1\n");
    assert_shown("\n[web] \xac 1\n");
}

static void test_backspace_does_not_join_a_cut_line(void **state)
{
    static char text[CONSOLE_LINE_SIZE + 2];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    web_prints(text);
    shown_forget(&shown);
    web_prints("\b\by\n");
    assert_shown("[web] y\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_overlong_line_is_cut),
        TEST(test_full_line_is_not_followed_by_an_empty_one),
        TEST(test_full_prompt_is_cut),
        TEST(test_overlong_line_is_not_cut_through_a_character),
        TEST(test_backspace_does_not_join_a_cut_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
