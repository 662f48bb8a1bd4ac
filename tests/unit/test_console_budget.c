/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The work of one look into a console ring is bounded, whatever the domain does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_work_of_one_drain_is_bounded(void **state)
{
    (void)state;
    memset(web_ring.out, '\n', sizeof(web_ring.out));
    web_ring.out_prod = OUT_SIZE;
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_int_equal(shown.writes, OUT_SIZE);
    assert_int_equal(shown.used, OUT_SIZE * strlen("[web] \n"));
}

/* What is not taken makes the domain wait. */
static void test_lines_beyond_the_budget_stay_in_the_ring(void **state)
{
    (void)state;
    ring_print(&web_ring, "one\ntwo\nthr");
    assert_true(console_has_output(&web));
    assert_int_equal(console_drain(&web, &screen, 1), 4);
    assert_string_equal(shown.text, "[web] one\n");
    assert_int_equal(web_ring.out_cons, 4);
    assert_int_equal(console_drain(&web, &screen, 0), 0);
    assert_int_equal(console_drain(&web, &screen, 2), 7);
    assert_false(console_has_output(&web));
    assert_string_equal(shown.text, "[web] one\n[web] two\n");
    assert_int_equal(console_drain(&web, &screen, 1), 0);
}

static void test_whole_line_in_the_ring_is_found(void **state)
{
    (void)state;
    assert_false(console_has_line(&web));
    web_ring_start_at(UINT32_MAX - 2);
    ring_print(&web_ring, "a prompt: ");
    assert_false(console_has_line(&web));
    ring_print(&web_ring, "\nmore");
    assert_true(console_has_line(&web));
    assert_int_equal(console_drain(&web, &screen, 1), 11);
    assert_false(console_has_line(&web));
    memset(web_ring.out, '\n', sizeof(web_ring.out));
    web_ring.out_prod = web_ring.out_cons + OUT_SIZE + 1;
    assert_false(console_has_line(&web));
    console_close(&web, &screen);
    assert_false(console_has_line(&web));
}

static void test_cut_line_counts_as_a_line(void **state)
{
    (void)state;
    memset(web_ring.out, 'x', sizeof(web_ring.out));
    web_ring.out_prod = OUT_SIZE;
    assert_int_equal(console_drain(&web, &screen, 1), CONSOLE_LINE_SIZE + 1);
    assert_int_equal(shown.writes, 1);
    assert_int_equal(console_drain(&web, &screen, 1), CONSOLE_LINE_SIZE);
}

/* A domain that prints on another vCPU for each line that is taken from it. */
static void print_meanwhile(void *context, const char *bytes, size_t count)
{
    ring_print(&web_ring, "more\n");
    shown_write(context, bytes, count);
}

static void test_domain_cannot_prolong_a_drain(void **state)
{
    (void)state;
    screen.write = print_meanwhile;
    ring_print(&web_ring, "first\nsecond\n");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] first\n[web] second\n");
    shown_forget(&shown);
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] more\n[web] more\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_work_of_one_drain_is_bounded),
        TEST(test_lines_beyond_the_budget_stay_in_the_ring),
        TEST(test_whole_line_in_the_ring_is_found),
        TEST(test_cut_line_counts_as_a_line),
        TEST(test_domain_cannot_prolong_a_drain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
