/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A backspace takes what the domain wrote, and never the name before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_backspace_before_the_line_is_shown(void **state)
{
    (void)state;
    web_prints("abX\b \bc\n");
    assert_shown("[web] abc\n");
}

static void test_backspace_on_the_screen(void **state)
{
    (void)state;
    web_prints("ab");
    web_waits();
    assert_shown("[web] ab");
    web_prints("\b \b");
    assert_shown("\b \b");
    web_prints("c\n");
    assert_shown("c\n");
}

static void test_backspace_never_takes_the_name(void **state)
{
    (void)state;
    web_prints("\b\b\b");
    assert_shown("");
    web_prints("ab");
    web_waits();
    web_prints("\b\b\b\b\b\b");
    assert_shown("[web] ab\b \b\b \b");
    web_prints("c\n");
    assert_shown("c\n");
    web_prints("# ");
    web_waits();
    screen_break(&screen);
    shown_forget(&shown);
    web_prints("\b\b\bx\n");
    assert_shown("[web] x\n");
}

static void test_backspace_takes_a_whole_character(void **state)
{
    (void)state;
    web_prints("caf\xc3\xa9\b\xc3\xa8\n\xe2\x82\xac\b1\n\xf0\x9f\x90\xa7\b2\n");
    assert_shown("[web] caf\xc3\xa8\n[web] 1\n[web] 2\n");
    /* Bytes that are no UTF-8 are taken one by one. */
    web_prints("a\xa9\xa9\b\bb\n\xa9\xa9\xa9\xa9\xa9\b\b\b\bc\n");
    assert_shown("[web] ab\n[web] \xa9"
                 "c\n");
}

static void test_backspace_over_unknown_width_shows_the_line_anew(void **state)
{
    (void)state;
    web_prints("caf\xc3\xa9");
    web_waits();
    web_prints("\b");
    assert_shown("[web] caf\xc3\xa9\n");
    web_waits();
    assert_shown("[web] caf");
    /* Combining accents take no column: three columns back would reach into the name. */
    web_prints("\n\xcc\x81\xcc\x81\xcc\x81");
    web_waits();
    shown_forget(&shown);
    web_prints("\b\b\b");
    assert_shown("\n");
    web_prints("x\n");
    assert_shown("[web] x\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_backspace_before_the_line_is_shown),
        TEST(test_backspace_on_the_screen),
        TEST(test_backspace_never_takes_the_name),
        TEST(test_backspace_takes_a_whole_character),
        TEST(test_backspace_over_unknown_width_shows_the_line_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
