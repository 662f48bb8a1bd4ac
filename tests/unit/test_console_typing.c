/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is typed reaches the domain as far as its ring has room.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_typed_bytes_reach_the_domain(void **state)
{
    (void)state;
    web_ring_start_at(UINT32_MAX - 1);
    assert_int_equal(console_type(&web, "ls\r", 3), 3);
    assert_int_equal(web_ring.in_prod, 1);
    assert_int_equal(web_ring.in[IN_SIZE - 2], 'l');
    assert_int_equal(web_ring.in[IN_SIZE - 1], 's');
    assert_int_equal(web_ring.in[0], '\r');
    assert_int_equal(console_type(&web, "", 0), 0);
}

static void test_typing_into_a_full_ring_stops_there(void **state)
{
    char typed[IN_SIZE + 1];

    (void)state;
    memset(typed, 'x', sizeof(typed));
    web_ring_start_at(77);
    assert_int_equal(console_type(&web, typed, sizeof(typed)), IN_SIZE);
    assert_int_equal(console_type(&web, "y", 1), 0);
    assert_int_equal(web_ring.in_prod, 77 + IN_SIZE);
    assert_null(memchr(web_ring.in, 'y', sizeof(web_ring.in)));
    web_ring.in_cons += 2;
    assert_int_equal(console_type(&web, "abc", 3), 2);
    assert_int_equal(web_ring.in[77], 'a');
    assert_int_equal(web_ring.in[78], 'b');
    assert_int_equal(web_ring.in[79], 'x');
}

static void test_typing_with_garbage_in_the_indexes_writes_nothing(void **state)
{
    (void)state;
    web_ring.in_cons = 1;
    web_ring.in_prod = 0;
    assert_int_equal(console_type(&web, "abc", 3), 0);
    web_ring.in_cons = 0;
    web_ring.in_prod = IN_SIZE + 1;
    assert_int_equal(console_type(&web, "abc", 3), 0);
    assert_int_equal(web_ring.in_prod, IN_SIZE + 1);
    for (size_t i = 0; i < sizeof(web_ring.in); i++)
        assert_int_equal(web_ring.in[i], 0);
    assert_int_equal(web_ring.out_prod, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_typed_bytes_reach_the_domain),
        TEST(test_typing_into_a_full_ring_stops_there),
        TEST(test_typing_with_garbage_in_the_indexes_writes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
