/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The console ring: indexes that wrap, indexes that are garbage, bounded work, typing, closing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/console_screen.h"

enum { OUT_SIZE = 2048, IN_SIZE = 1024 };

static struct xencons_interface ring;
static struct console console;
static struct shown shown;
static struct screen screen;

static int set_up(void **state)
{
    (void)state;
    memset(&ring, 0, sizeof(ring));
    shown_forget(&shown);
    screen = (struct screen){.write = shown_write, .context = &shown};
    console_open(&console, "web", &ring);
    return 0;
}

static void start_at(uint32_t index)
{
    ring.out_cons = ring.out_prod = index;
    ring.in_cons = ring.in_prod = index;
}

static void test_ring_is_the_one_of_the_interface(void **state)
{
    (void)state;
    assert_int_equal(sizeof(ring.out), OUT_SIZE);
    assert_int_equal(sizeof(ring.in), IN_SIZE);
    assert_int_equal(offsetof(struct xencons_interface, out), 1024);
    assert_int_equal(offsetof(struct xencons_interface, in_cons), 3072);
    assert_int_equal(offsetof(struct xencons_interface, out_prod), 3084);
}

static void test_empty_ring_gives_nothing(void **state)
{
    (void)state;
    assert_false(console_drain(&console, &screen, UINT32_MAX));
    start_at(UINT32_MAX);
    assert_false(console_drain(&console, &screen, UINT32_MAX));
    assert_int_equal(shown.writes, 0);
}

static void test_drained_ring_has_room_again(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        ring_print(&ring, "seven\r\n");
        assert_true(console_drain(&console, &screen, UINT32_MAX));
        assert_int_equal(ring.out_cons, ring.out_prod);
        assert_false(console_drain(&console, &screen, UINT32_MAX));
        assert_string_equal(shown.text, "[web] seven\n");
        shown_forget(&shown);
    }
}

static void test_indexes_wrap_at_the_end_of_the_ring(void **state)
{
    (void)state;
    start_at(OUT_SIZE - 3);
    ring_print(&ring, "abcdef\n");
    assert_int_equal(ring.out[0], 'd');
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] abcdef\n");
}

static void test_indexes_wrap_at_2_to_the_32(void **state)
{
    (void)state;
    start_at(UINT32_MAX - 2);
    ring_print(&ring, "abcdef\n");
    assert_int_equal(ring.out_prod, 4);
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] abcdef\n");
    assert_int_equal(ring.out_cons, 4);
    assert_false(console.damaged);
}

static void test_full_ring_is_taken_whole(void **state)
{
    (void)state;
    start_at(UINT32_MAX - 100);
    for (int i = 0; i < OUT_SIZE / 8; i++)
        ring_print(&ring, "1234567\n");
    assert_int_equal(ring.out_prod - ring.out_cons, OUT_SIZE);
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_int_equal(shown.used, OUT_SIZE / 8 * strlen("[web] 1234567\n"));
    assert_int_equal(shown.writes, OUT_SIZE / 8);
    assert_false(console.damaged);
}

/* Indexes that say there is more than the ring can hold: nothing of it is output. */
static void assert_garbage(uint32_t consumed, uint32_t produced)
{
    memset(ring.out, 'g', sizeof(ring.out));
    ring.out_cons = consumed;
    ring.out_prod = produced;
    console.damaged = false;
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_true(console.damaged);
    assert_int_equal(shown.writes, 0);
    assert_int_equal(ring.out_cons, produced);
    assert_int_equal(ring.out_prod, produced);
    assert_false(console_drain(&console, &screen, UINT32_MAX));
}

static void test_garbage_in_the_indexes_costs_nothing(void **state)
{
    (void)state;
    assert_garbage(0, OUT_SIZE + 1);
    assert_garbage(1, 0);
    assert_garbage(0, UINT32_MAX);
    assert_garbage(UINT32_MAX, UINT32_MAX - 1);
    assert_garbage(0x80000000, 0);
    assert_garbage(5, 5 + OUT_SIZE + 1);
}

static void test_ring_works_again_after_garbage(void **state)
{
    (void)state;
    ring_print(&ring, "kept ");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_garbage(0xdeadbeef, 0x12345678);
    ring_print(&ring, "and more\n");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] kept and more\n");
    assert_true(console.damaged);
}

static void test_work_of_one_drain_is_bounded(void **state)
{
    (void)state;
    memset(ring.out, '\n', sizeof(ring.out));
    ring.out_prod = OUT_SIZE;
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_int_equal(shown.writes, OUT_SIZE);
    assert_int_equal(shown.used, OUT_SIZE * strlen("[web] \n"));
}

/* What is not taken makes the domain wait. */
static void test_lines_beyond_the_budget_stay_in_the_ring(void **state)
{
    (void)state;
    ring_print(&ring, "one\ntwo\nthr");
    assert_true(console_has_output(&console));
    assert_int_equal(console_drain(&console, &screen, 1), 4);
    assert_string_equal(shown.text, "[web] one\n");
    assert_int_equal(ring.out_cons, 4);
    assert_int_equal(console_drain(&console, &screen, 0), 0);
    assert_int_equal(console_drain(&console, &screen, 2), 7);
    assert_false(console_has_output(&console));
    assert_string_equal(shown.text, "[web] one\n[web] two\n");
    assert_int_equal(console_drain(&console, &screen, 1), 0);
}

static void test_whole_line_in_the_ring_is_found(void **state)
{
    (void)state;
    assert_false(console_has_line(&console));
    start_at(UINT32_MAX - 2);
    ring_print(&ring, "a prompt: ");
    assert_false(console_has_line(&console));
    ring_print(&ring, "\nmore");
    assert_true(console_has_line(&console));
    assert_int_equal(console_drain(&console, &screen, 1), 11);
    assert_false(console_has_line(&console));
    memset(ring.out, '\n', sizeof(ring.out));
    ring.out_prod = ring.out_cons + OUT_SIZE + 1;
    assert_false(console_has_line(&console));
    console_close(&console, &screen);
    assert_false(console_has_line(&console));
}

static void test_cut_line_counts_as_a_line(void **state)
{
    (void)state;
    memset(ring.out, 'x', sizeof(ring.out));
    ring.out_prod = OUT_SIZE;
    assert_int_equal(console_drain(&console, &screen, 1), CONSOLE_LINE_SIZE + 1);
    assert_int_equal(shown.writes, 1);
    assert_int_equal(console_drain(&console, &screen, 1), CONSOLE_LINE_SIZE);
}

/* A domain that prints on another vCPU for each line that is taken from it. */
static void print_meanwhile(void *context, const char *bytes, size_t count)
{
    ring_print(&ring, "more\n");
    shown_write(context, bytes, count);
}

static void test_domain_cannot_prolong_a_drain(void **state)
{
    (void)state;
    screen.write = print_meanwhile;
    ring_print(&ring, "first\nsecond\n");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] first\n[web] second\n");
    shown_forget(&shown);
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] more\n[web] more\n");
}

/* A domain that writes into the indexes while its lines are taken. */
static void spoil_meanwhile(void *context, const char *bytes, size_t count)
{
    ring.out_prod = 0xdeadbeef;
    ring.out_cons = 0x12345678;
    shown_write(context, bytes, count);
}

static void test_indexes_are_read_once(void **state)
{
    (void)state;
    screen.write = spoil_meanwhile;
    ring_print(&ring, "first\nsecond\n");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] first\n[web] second\n");
    assert_int_equal(ring.out_cons, strlen("first\nsecond\n"));
}

static void test_typed_bytes_reach_the_domain(void **state)
{
    (void)state;
    start_at(UINT32_MAX - 1);
    assert_int_equal(console_type(&console, "ls\r", 3), 3);
    assert_int_equal(ring.in_prod, 1);
    assert_int_equal(ring.in[IN_SIZE - 2], 'l');
    assert_int_equal(ring.in[IN_SIZE - 1], 's');
    assert_int_equal(ring.in[0], '\r');
    assert_int_equal(console_type(&console, "", 0), 0);
}

static void test_typing_into_a_full_ring_stops_there(void **state)
{
    char typed[IN_SIZE + 1];

    (void)state;
    memset(typed, 'x', sizeof(typed));
    start_at(77);
    assert_int_equal(console_type(&console, typed, sizeof(typed)), IN_SIZE);
    assert_int_equal(console_type(&console, "y", 1), 0);
    assert_int_equal(ring.in_prod, 77 + IN_SIZE);
    assert_null(memchr(ring.in, 'y', sizeof(ring.in)));
    ring.in_cons += 2;
    assert_int_equal(console_type(&console, "abc", 3), 2);
    assert_int_equal(ring.in[77], 'a');
    assert_int_equal(ring.in[78], 'b');
    assert_int_equal(ring.in[79], 'x');
}

static void test_typing_with_garbage_in_the_indexes_writes_nothing(void **state)
{
    (void)state;
    ring.in_cons = 1;
    ring.in_prod = 0;
    assert_int_equal(console_type(&console, "abc", 3), 0);
    ring.in_cons = 0;
    ring.in_prod = IN_SIZE + 1;
    assert_int_equal(console_type(&console, "abc", 3), 0);
    assert_int_equal(ring.in_prod, IN_SIZE + 1);
    for (size_t i = 0; i < sizeof(ring.in); i++)
        assert_int_equal(ring.in[i], 0);
    assert_int_equal(ring.out_prod, 0);
}

static void test_closing_finishes_the_line(void **state)
{
    (void)state;
    ring_print(&ring, "Kernel panic");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    console_close(&console, &screen);
    assert_string_equal(shown.text, "[web] Kernel panic\n");
    assert_null(screen.open);
}

static void test_closing_ends_the_open_line(void **state)
{
    (void)state;
    ring_print(&ring, "#");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    console_show_partial(&console, &screen);
    ring_print(&ring, "\b");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    console_close(&console, &screen);
    assert_string_equal(shown.text, "[web] #\b \b\n");
    assert_null(screen.open);
    screen_break(&screen);
    assert_string_equal(shown.text, "[web] #\b \b\n");
}

static void test_closing_an_empty_line_shows_nothing(void **state)
{
    (void)state;
    ring_print(&ring, "done\n");
    assert_true(console_drain(&console, &screen, UINT32_MAX));
    console_close(&console, &screen);
    console_close(&console, &screen);
    assert_string_equal(shown.text, "[web] done\n");
}

static void test_closed_ring_is_not_touched(void **state)
{
    struct xencons_interface before;

    (void)state;
    console_close(&console, &screen);
    ring_print(&ring, "late\n");
    before = ring;
    assert_false(console_drain(&console, &screen, UINT32_MAX));
    assert_int_equal(console_type(&console, "abc", 3), 0);
    assert_memory_equal(&before, &ring, sizeof(ring));
    assert_int_equal(shown.writes, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_ring_is_the_one_of_the_interface),
        TEST(test_empty_ring_gives_nothing),
        TEST(test_drained_ring_has_room_again),
        TEST(test_indexes_wrap_at_the_end_of_the_ring),
        TEST(test_indexes_wrap_at_2_to_the_32),
        TEST(test_full_ring_is_taken_whole),
        TEST(test_garbage_in_the_indexes_costs_nothing),
        TEST(test_ring_works_again_after_garbage),
        TEST(test_work_of_one_drain_is_bounded),
        TEST(test_lines_beyond_the_budget_stay_in_the_ring),
        TEST(test_whole_line_in_the_ring_is_found),
        TEST(test_cut_line_counts_as_a_line),
        TEST(test_domain_cannot_prolong_a_drain),
        TEST(test_indexes_are_read_once),
        TEST(test_typed_bytes_reach_the_domain),
        TEST(test_typing_into_a_full_ring_stops_there),
        TEST(test_typing_with_garbage_in_the_indexes_writes_nothing),
        TEST(test_closing_finishes_the_line),
        TEST(test_closing_ends_the_open_line),
        TEST(test_closing_an_empty_line_shows_nothing),
        TEST(test_closed_ring_is_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
