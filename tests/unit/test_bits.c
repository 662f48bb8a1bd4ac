/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of small numbers and their text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/bits.h"

static const char *canonical(const char *given)
{
    static char buffer[4096];
    struct bits bits;
    struct text text;

    if (!bits_read(&bits, given))
        return "refused";
    text_init(&text, buffer, sizeof(buffer));
    bits_append(&text, &bits);
    return buffer;
}

static void test_lists_are_read_and_written(void **state)
{
    (void)state;
    assert_string_equal(canonical("0"), "0");
    assert_string_equal(canonical("511"), "511");
    assert_string_equal(canonical("0-511"), "0-511");
    assert_string_equal(canonical("3,0,2,1"), "0-3");
    assert_string_equal(canonical("0,2-3,3-5,7"), "0,2-5,7");
    assert_string_equal(canonical("63-64"), "63-64");
    assert_string_equal(canonical("007"), "7");
}

static void test_everything_else_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",    ",",     "1,",   ",1",  "1,,2", "a",   "1-",    "-1",
        "3-2", "0x1",   "512",  "1 2", " 1",   "1;2", "1-2-3", "99999999999",
        "1.",  "0-512", "^1,2", "all", "+1",   "1\n", "1,2,a", "4294967296",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_string_equal(canonical(wrong[i]), "refused");
}

static void test_sets(void **state)
{
    struct bits a, b, none = {{0}};

    (void)state;
    assert_true(bits_read(&a, "1,64,511"));
    assert_true(bits_read(&b, "64-100,511"));
    assert_int_equal(bits_shared(&a, &b), 64);
    assert_int_equal(bits_shared(&a, &none), BITS_MAX);
    assert_true(bits_empty(&none));
    assert_false(bits_empty(&a));
    assert_true(bits_has(&a, 511));
    assert_false(bits_has(&a, 512));
    assert_false(bits_has(&a, UINT32_MAX));
    bits_remove(&a, &b);
    assert_true(bits_has(&a, 1));
    assert_int_equal(bits_shared(&a, &b), BITS_MAX);
    bits_add(&a, BITS_MAX);
    bits_add(&a, 70);
    assert_int_equal(bits_shared(&a, &b), 70);
    assert_true(bits_within(&none, &a));
    assert_true(bits_within(&a, &a));
    assert_false(bits_within(&a, &b));
    assert_false(bits_within(&b, &a));
    bits_merge(&a, &b);
    assert_true(bits_within(&b, &a));
    assert_true(bits_has(&a, 1));
    assert_true(bits_has(&a, 511));
    assert_false(bits_has(&a, 101));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_read_and_written),
        cmocka_unit_test(test_everything_else_is_refused),
        cmocka_unit_test(test_sets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
