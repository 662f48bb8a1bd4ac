/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a domain prints becomes lines with its name before them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_lines_get_the_name_before_them(void **state)
{
    (void)state;
    web_prints("one\r\ntwo\r\n\r\n\tthree\r\n");
    assert_shown("[web] one\n[web] two\n[web] \n[web] \tthree\n");
}

static void test_line_is_written_in_one_piece(void **state)
{
    (void)state;
    web_prints("Linux version 6.1\n");
    assert_int_equal(shown.writes, 1);
}

static void test_unfinished_line_waits_for_its_end(void **state)
{
    (void)state;
    web_prints("hel");
    assert_shown("");
    assert_true(console_has_partial(&web));
    web_prints("lo");
    assert_shown("");
    web_prints("\nagain");
    assert_shown("[web] hello\n");
}

static void test_prompt_is_shown_and_goes_on_where_it_is(void **state)
{
    (void)state;
    web_prints("login: ");
    web_waits();
    assert_shown("[web] login: ");
    web_prints("ro");
    web_waits();
    assert_shown("ro");
    web_prints("ot\nPassword: ");
    assert_shown("ot\n");
    web_waits();
    assert_shown("[web] Password: ");
}

static void test_nothing_new_shows_nothing(void **state)
{
    (void)state;
    assert_false(console_has_partial(&web));
    console_show_partial(&web, &screen);
    web_prints("# ");
    web_waits();
    shown_forget(&shown);
    web_waits();
    assert_int_equal(shown.writes, 0);
}

static void test_overlong_name_is_cut(void **state)
{
    (void)state;
    console_open(&web, "a-name-of-more-than-thirty-one-characters", &web_ring);
    web_prints("x\n");
    assert_shown("[a-name-of-more-than-thirty-one-] x\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_lines_get_the_name_before_them),
        TEST(test_line_is_written_in_one_piece),
        TEST(test_unfinished_line_waits_for_its_end),
        TEST(test_prompt_is_shown_and_goes_on_where_it_is),
        TEST(test_nothing_new_shows_nothing),
        TEST(test_overlong_name_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
