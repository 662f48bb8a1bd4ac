/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The console ring: indexes that wrap, and indexes that are garbage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_ring_is_the_one_of_the_interface(void **state)
{
    (void)state;
    assert_int_equal(sizeof(web_ring.out), OUT_SIZE);
    assert_int_equal(sizeof(web_ring.in), IN_SIZE);
    assert_int_equal(offsetof(struct xencons_interface, out), 1024);
    assert_int_equal(offsetof(struct xencons_interface, in_cons), 3072);
    assert_int_equal(offsetof(struct xencons_interface, out_prod), 3084);
}

static void test_empty_ring_gives_nothing(void **state)
{
    (void)state;
    assert_false(console_drain(&web, &screen, UINT32_MAX));
    web_ring_start_at(UINT32_MAX);
    assert_false(console_drain(&web, &screen, UINT32_MAX));
    assert_int_equal(shown.writes, 0);
}

static void test_drained_ring_has_room_again(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        ring_print(&web_ring, "seven\r\n");
        assert_true(console_drain(&web, &screen, UINT32_MAX));
        assert_int_equal(web_ring.out_cons, web_ring.out_prod);
        assert_false(console_drain(&web, &screen, UINT32_MAX));
        assert_string_equal(shown.text, "[web] seven\n");
        shown_forget(&shown);
    }
}

static void test_indexes_wrap_at_the_end_of_the_ring(void **state)
{
    (void)state;
    web_ring_start_at(OUT_SIZE - 3);
    ring_print(&web_ring, "abcdef\n");
    assert_int_equal(web_ring.out[0], 'd');
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] abcdef\n");
}

static void test_indexes_wrap_at_2_to_the_32(void **state)
{
    (void)state;
    web_ring_start_at(UINT32_MAX - 2);
    ring_print(&web_ring, "abcdef\n");
    assert_int_equal(web_ring.out_prod, 4);
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] abcdef\n");
    assert_int_equal(web_ring.out_cons, 4);
    assert_false(web.damaged);
}

static void test_full_ring_is_taken_whole(void **state)
{
    (void)state;
    web_ring_start_at(UINT32_MAX - 100);
    for (int i = 0; i < OUT_SIZE / 8; i++)
        ring_print(&web_ring, "1234567\n");
    assert_int_equal(web_ring.out_prod - web_ring.out_cons, OUT_SIZE);
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_int_equal(shown.used, OUT_SIZE / 8 * strlen("[web] 1234567\n"));
    assert_int_equal(shown.writes, OUT_SIZE / 8);
    assert_false(web.damaged);
}

/* Indexes that say there is more than the ring can hold: nothing of it is output. */
static void assert_garbage(uint32_t consumed, uint32_t produced)
{
    memset(web_ring.out, 'g', sizeof(web_ring.out));
    web_ring.out_cons = consumed;
    web_ring.out_prod = produced;
    web.damaged = false;
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_true(web.damaged);
    assert_int_equal(shown.writes, 0);
    assert_int_equal(web_ring.out_cons, produced);
    assert_int_equal(web_ring.out_prod, produced);
    assert_false(console_drain(&web, &screen, UINT32_MAX));
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
    ring_print(&web_ring, "kept ");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_garbage(0xdeadbeef, 0x12345678);
    ring_print(&web_ring, "and more\n");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] kept and more\n");
    assert_true(web.damaged);
}

/* A domain that writes into the indexes while its lines are taken. */
static void spoil_meanwhile(void *context, const char *bytes, size_t count)
{
    web_ring.out_prod = 0xdeadbeef;
    web_ring.out_cons = 0x12345678;
    shown_write(context, bytes, count);
}

static void test_indexes_are_read_once(void **state)
{
    (void)state;
    screen.write = spoil_meanwhile;
    ring_print(&web_ring, "first\nsecond\n");
    assert_true(console_drain(&web, &screen, UINT32_MAX));
    assert_string_equal(shown.text, "[web] first\n[web] second\n");
    assert_int_equal(web_ring.out_cons, strlen("first\nsecond\n"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_ring_is_the_one_of_the_interface),
        TEST(test_empty_ring_gives_nothing),
        TEST(test_drained_ring_has_room_again),
        TEST(test_indexes_wrap_at_the_end_of_the_ring),
        TEST(test_indexes_wrap_at_2_to_the_32),
        TEST(test_full_ring_is_taken_whole),
        TEST(test_garbage_in_the_indexes_costs_nothing),
        TEST(test_ring_works_again_after_garbage),
        TEST(test_indexes_are_read_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
