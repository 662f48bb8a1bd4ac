/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The last lines that a domain printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "launcher/serve/console.h"
#include "tests/support/console_screen.h"

#include <xen/io/console.h>

static struct tail tail;
static char text[TAIL_SIZE];

static int tail_make(void **state)
{
    (void)state;
    memset(&tail, 0, sizeof(tail));
    memset(text, 0, sizeof(text));
    return 0;
}

static void test_lines_are_kept_in_order(void **state)
{
    (void)state;
    assert_int_equal(tail_read(&tail, "", 0, text), 0);
    tail_add(&tail, "one\ntwo\n", 8);
    assert_int_equal(tail_read(&tail, "", 0, text), 8);
    assert_string_equal(text, "one\ntwo\n");
}

static void test_unfinished_line_stands_behind(void **state)
{
    (void)state;
    tail_add(&tail, "one\n", 4);
    assert_int_equal(tail_read(&tail, "login: ", 7, text), 11);
    assert_string_equal(text, "one\nlogin: ");
}

/* Also where the ring holds just as much as was ever printed. */
static void test_first_line_is_whole_where_older_ones_went(void **state)
{
    uint32_t count;

    (void)state;
    for (unsigned int i = 0; i < 1000; i++) {
        char line[16];

        (void)snprintf(line, sizeof(line), "line %04u\n", i);
        tail_add(&tail, line, strlen(line));
    }
    count = tail_read(&tail, "$ ", 2, text);
    assert_int_equal(count, 409 * 10 + 2);
    assert_memory_equal(text, "line 0591\n", 10);
    assert_memory_equal(text + count - 12, "line 0999\n$ ", 12);
}

static void test_one_long_line_is_cut(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 5000; i++)
        tail_add(&tail, i < 4999 ? "x" : "y", 1);
    assert_int_equal(tail_read(&tail, "", 0, text), TAIL_SIZE);
    assert_int_equal(text[0], 'x');
    assert_int_equal(text[TAIL_SIZE - 1], 'y');
}

static void test_full_ring_of_one_line_that_ends_is_kept_whole(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < TAIL_SIZE; i++)
        tail_add(&tail, i < TAIL_SIZE - 1 ? "x" : "\n", 1);
    assert_int_equal(tail_read(&tail, "", 0, text), TAIL_SIZE);
    assert_int_equal(text[0], 'x');
}

static void test_unfinished_line_that_leaves_no_room(void **state)
{
    static char line[2 * TAIL_SIZE];

    (void)state;
    memset(line, 'z', sizeof(line));
    tail_add(&tail, "one\n", 4);
    assert_int_equal(tail_read(&tail, line, sizeof(line), text), TAIL_SIZE);
    assert_int_equal(text[0], 'z');
}

/* As on the screen: no name, no control characters, and what was erased is not there. */
static void test_console_keeps_what_it_shows(void **state)
{
    static struct xencons_interface ring;
    static struct shown shown;
    struct screen screen = {.write = shown_write, .context = &shown};
    struct console console;

    (void)state;
    memset(&ring, 0, sizeof(ring));
    console_open(&console, "web", &ring);
    console.tail = &tail;
    ring_print(&ring, "boot\x1b[1m ok\r\nlogim\bn: ");
    (void)console_drain(&console, &screen, UINT32_MAX);
    assert_true(tail.is_changed);
    assert_int_equal(tail_read(&tail, console.line, console.used, text), 15);
    assert_string_equal(text, "boot ok\nlogin: ");
    console_show_partial(&console, &screen);
    console_close(&console, &screen);
    assert_int_equal(tail_read(&tail, "", 0, text), 16);
    assert_string_equal(text, "boot ok\nlogin: \n");
}

int main(void)
{
#define TAIL(test) cmocka_unit_test_setup(test, tail_make)
    const struct CMUnitTest tests[] = {
        TAIL(test_lines_are_kept_in_order),
        TAIL(test_unfinished_line_stands_behind),
        TAIL(test_first_line_is_whole_where_older_ones_went),
        TAIL(test_one_long_line_is_cut),
        TAIL(test_full_ring_of_one_line_that_ends_is_kept_whole),
        TAIL(test_unfinished_line_that_leaves_no_room),
        TAIL(test_console_keeps_what_it_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
