/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The small printf: it agrees with libc's wherever it knows the conversion, and never overruns.
 */
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/text.h"

#define SAME(...)                                                                                  \
    do {                                                                                           \
        char ours[128];                                                                            \
        char theirs[128];                                                                          \
        struct text text;                                                                          \
        text_init(&text, ours, sizeof(ours));                                                      \
        text_append(&text, __VA_ARGS__);                                                           \
        snprintf(theirs, sizeof(theirs), __VA_ARGS__);                                             \
        assert_string_equal(ours, theirs);                                                         \
        assert_int_equal(text.used, strlen(theirs));                                               \
        assert_false(text.cut);                                                                    \
    } while (0)

static void test_numbers_are_those_of_libc(void **state)
{
    (void)state;
    SAME("%d %i %u %x", -1, 42, 4000000000u, 0xdeadbeefu);
    SAME("%d %d %d", INT_MIN, INT_MAX, 0);
    SAME("%ld %lu %lx", LONG_MIN, ULONG_MAX, ULONG_MAX);
    SAME("%lld %llu %llx", LLONG_MIN, ULLONG_MAX, 0x123456789abcdefull);
    SAME("%zu %zx", (size_t)-1, (size_t)4096);
    SAME("%" PRIu64 " %" PRId64 " 0x%" PRIx64 " %" PRIu32, UINT64_MAX, INT64_MIN, UINT64_C(255),
         UINT32_MAX);
}

static void test_widths_are_those_of_libc(void **state)
{
    (void)state;
    SAME("[%5d] [%-5d] [%05d] [%05d]", 42, 42, 42, -42);
    SAME("[%016lx] [%4x] [%-8x]", 0xabcul, 0xabcdefu, 0x12u);
    SAME("[%*d] [%-*d] [%*d]", 6, 42, 6, 42, -6, 42);
    SAME("[%8s] [%-8s] [%2s]", "abc", "abc", "abcdef");
    SAME("[%.2s] [%8.2s] [%.*s] [%.*s]", "abc", "abc", 1, "abc", -1, "abc");
    SAME("[%c] [%3c] [%-3c] 100%%", 'x', 'y', 'z');
}

static void test_null_string_is_shown(void **state)
{
    char buffer[16];
    struct text text;
    const char *volatile nothing = NULL;

    (void)state;
    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "%s", nothing);
    assert_string_equal(buffer, "(null)");
}

static void test_pointer_is_hexadecimal(void **state)
{
    char buffer[32];
    struct text text;

    (void)state;
    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "%p", (void *)(uintptr_t)0xffff8000);
    assert_string_equal(buffer, "0xffff8000");
}

static void test_string_with_precision_needs_no_nul(void **state)
{
    const char letters[3] = {'a', 'b', 'c'};
    char buffer[8];
    struct text text;

    (void)state;
    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "%.3s", letters);
    assert_string_equal(buffer, "abc");
}

static void test_what_does_not_fit_is_cut(void **state)
{
    char buffer[8] = "xxxxxxx";
    struct text text;

    (void)state;
    text_init(&text, buffer, 4);
    text_append(&text, "ab%s", "cdef");
    assert_string_equal(buffer, "abc");
    assert_true(text.cut);
    assert_int_equal(text.used, 3);
    assert_int_equal(buffer[4], 'x');

    text_append(&text, "%1000000000d", 1);
    assert_string_equal(buffer, "abc");
}

static void test_size_one_holds_nothing(void **state)
{
    char buffer[1] = {'x'};
    struct text text;

    (void)state;
    text_init(&text, buffer, 1);
    text_append(&text, "%s", "");
    assert_false(text.cut);
    text_append(&text, "a");
    assert_true(text.cut);
    assert_int_equal(buffer[0], 0);
}

static void test_appending_goes_on_at_the_end(void **state)
{
    char buffer[16];
    struct text text;

    (void)state;
    text_init(&text, buffer, sizeof(buffer));
    text_append(&text, "a%d", 1);
    text_append(&text, "b%d", 2);
    assert_string_equal(buffer, "a1b2");
}

static void test_set_text_begins_anew(void **state)
{
    char buffer[4] = "old";

    (void)state;
    assert_true(text_set(buffer, sizeof(buffer), "%u", 12u));
    assert_string_equal(buffer, "12");
}

static void test_set_text_tells_that_it_was_cut(void **state)
{
    char buffer[4];

    (void)state;
    assert_false(text_set(buffer, sizeof(buffer), "%s", "long"));
    assert_string_equal(buffer, "lon");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_those_of_libc),
        cmocka_unit_test(test_widths_are_those_of_libc),
        cmocka_unit_test(test_null_string_is_shown),
        cmocka_unit_test(test_pointer_is_hexadecimal),
        cmocka_unit_test(test_string_with_precision_needs_no_nul),
        cmocka_unit_test(test_what_does_not_fit_is_cut),
        cmocka_unit_test(test_size_one_holds_nothing),
        cmocka_unit_test(test_appending_goes_on_at_the_end),
        cmocka_unit_test(test_set_text_begins_anew),
        cmocka_unit_test(test_set_text_tells_that_it_was_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
