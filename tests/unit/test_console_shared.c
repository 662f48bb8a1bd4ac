/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Several domains, and the launcher, write to one screen: their lines do not mix.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void db_prints(const char *text)
{
    ring_print(&db_ring, text);
    assert_true(console_drain(&db, &screen, UINT32_MAX));
}

static void test_other_domain_breaks_the_open_line(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    db_prints("ready\n");
    assert_shown("[web] # \n[db] ready\n");
    web_prints("ls\n");
    assert_shown("[web] # ls\n");
}

static void test_what_was_not_yet_shown_survives_the_break(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    web_prints("ls -");
    db_prints("ready\n");
    web_prints("l\n");
    assert_shown("[web] # \n[db] ready\n[web] # ls -l\n");
}

static void test_break_through_a_character_shows_it_whole_again(void **state)
{
    (void)state;
    web_prints("1 \xe2\x82");
    web_waits();
    db_prints("ready\n");
    web_prints("\xac 2\n");
    assert_shown("[web] 1 \xe2\x82\n[db] ready\n[web] 1 \xe2\x82\xac 2\n");
}

static void test_broken_prompt_is_shown_again(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    db_prints("ready\n");
    assert_true(console_has_partial(&web));
    web_waits();
    assert_shown("[web] # \n[db] ready\n[web] # ");
}

static void test_unfinished_lines_of_two_domains_do_not_mix(void **state)
{
    (void)state;
    web_prints("a1 ");
    db_prints("b1 ");
    web_prints("a2\n");
    db_prints("b2\n");
    assert_shown("[web] a1 a2\n[db] b1 b2\n");
    web_prints("left");
    web_waits();
    db_prints("right");
    console_show_partial(&db, &screen);
    assert_shown("[web] left\n[db] right");
}

static void test_launcher_breaks_the_open_line_once(void **state)
{
    (void)state;
    screen_break(&screen);
    assert_shown("");
    web_prints("# ");
    web_waits();
    screen_break(&screen);
    screen_break(&screen);
    assert_shown("[web] # \n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_other_domain_breaks_the_open_line),
        TEST(test_what_was_not_yet_shown_survives_the_break),
        TEST(test_break_through_a_character_shows_it_whole_again),
        TEST(test_broken_prompt_is_shown_again),
        TEST(test_unfinished_lines_of_two_domains_do_not_mix),
        TEST(test_launcher_breaks_the_open_line_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
