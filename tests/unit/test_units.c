/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading what units of work cost: a whole file, or the line, the cause and the remedy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/run/units.h"

#define GOOD                                                                                       \
    "# of a machine\n\nscrub_bytes_s 1000\n  hash_bytes_s\t2000 # here\r\ndecode_bytes_s 3000\n"   \
    "copy_bytes_s 4000\nmap_page_ns 5\ngive_page_ns 6\ngive_extent_ns 7\ncreate_domain_ns 8\n"

static void refused_expect(const char *text, unsigned int line, const char *cause)
{
    struct units units;
    struct units_fault fault;

    assert_false(units_read(text, strlen(text), &units, &fault));
    assert_int_equal(fault.line, line);
    assert_string_equal(fault.cause, cause);
}

static void test_each_cost_is_read(void **state)
{
    static const char text[] = GOOD "hypercall_ns 9";
    static const uint64_t values[WORKS] = {1000, 2000, 3000, 4000, 5, 6, 7, 8, 9};
    struct units units;
    struct units_fault fault;

    (void)state;
    assert_true(units_read(text, strlen(text), &units, &fault));
    assert_memory_equal(units.values, values, sizeof(values));
}

static void test_rate_and_cost_give_a_time(void **state)
{
    const struct units units = {.values = {[WORK_HASH] = 2000000000, [WORK_MAP] = 400}};

    (void)state;
    assert_true(units_time(&units, WORK_HASH, 1000) == 500.0);
    assert_true(units_time(&units, WORK_MAP, 3) == 1200.0);
}

static void test_key_that_there_is_not(void **state)
{
    (void)state;
    refused_expect("\nhash_bytes 5\n", 2,
                   "no such key; write one of scrub_bytes_s, hash_bytes_s, decode_bytes_s, "
                   "copy_bytes_s, map_page_ns, give_page_ns, give_extent_ns, create_domain_ns, "
                   "hypercall_ns");
}

static void test_key_without_its_number(void **state)
{
    (void)state;
    refused_expect("hash_bytes_s # 5\n", 1,
                   "hash_bytes_s has no value; write one number after the key");
    refused_expect("hash_bytes_s 5 6\n", 1,
                   "hash_bytes_s has more than one value; write one number after the key");
}

static void test_value_that_is_no_number(void **state)
{
    static const char *const values[] = {
        "0", "-5", "5e9", "0x10", "1.5", "1000000000000001", "99999999999999999999999"};

    (void)state;
    for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char text[64] = "hash_bytes_s ";

        strncat(text, values[i], sizeof(text) - strlen(text) - 1);
        refused_expect(text, 1,
                       "the value of hash_bytes_s is no number of bytes a second; write a whole "
                       "one above 0");
    }
    refused_expect("map_page_ns x", 1,
                   "the value of map_page_ns is no number of nanoseconds; write a whole one above "
                   "0");
}

static void test_key_that_stands_twice(void **state)
{
    (void)state;
    refused_expect("map_page_ns 1\nmap_page_ns 1\n", 2, "map_page_ns is given twice; remove one");
}

static void test_key_that_is_missing(void **state)
{
    (void)state;
    refused_expect(GOOD, 0, "hypercall_ns is missing; add a line with it");
    refused_expect("", 0, "scrub_bytes_s is missing; add a line with it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_cost_is_read),
        cmocka_unit_test(test_rate_and_cost_give_a_time),
        cmocka_unit_test(test_key_that_there_is_not),
        cmocka_unit_test(test_key_without_its_number),
        cmocka_unit_test(test_value_that_is_no_number),
        cmocka_unit_test(test_key_that_stands_twice),
        cmocka_unit_test(test_key_that_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
