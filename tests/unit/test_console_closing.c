/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A console that is closed ends its line, and leaves the ring alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_closing_finishes_the_line(void **state)
{
    (void)state;
    ring_print(&web_ring, "Kernel panic");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    console_close(&web, &screen);
    assert_string_equal(shown.text, "[web] Kernel panic\n");
    assert_null(screen.open);
}

static void test_closing_ends_the_open_line(void **state)
{
    (void)state;
    ring_print(&web_ring, "#");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    console_show_partial(&web, &screen);
    ring_print(&web_ring, "\b");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    console_close(&web, &screen);
    assert_string_equal(shown.text, "[web] #\b \b\n");
    assert_null(screen.open);
    screen_break(&screen);
    assert_string_equal(shown.text, "[web] #\b \b\n");
}

static void test_closing_an_empty_line_shows_nothing(void **state)
{
    (void)state;
    ring_print(&web_ring, "done\n");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    console_close(&web, &screen);
    console_close(&web, &screen);
    assert_string_equal(shown.text, "[web] done\n");
}

static void test_closed_ring_is_not_touched(void **state)
{
    struct xencons_interface before;

    (void)state;
    console_close(&web, &screen);
    ring_print(&web_ring, "late\n");
    before = web_ring;
    assert_false(console_drain(&web, &screen, UINT32_MAX));
    assert_int_equal(console_type(&web, "abc", 3), 0);
    assert_memory_equal(&before, &web_ring, sizeof(web_ring));
    assert_int_equal(shown.writes, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_closing_finishes_the_line),
        TEST(test_closing_ends_the_open_line),
        TEST(test_closing_an_empty_line_shows_nothing),
        TEST(test_closed_ring_is_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
