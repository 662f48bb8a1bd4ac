/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Foreign text for a person: nothing in it commands a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tool/base/printable.h"

static void assert_printed(const char *text, const char *expected)
{
    char buffer[64], *stream = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&stream, &size);

    assert_non_null(out);
    printable_print(out, text);
    fclose(out);
    assert_string_equal(stream, expected);
    free(stream);
    assert_string_equal(printable_text(text, buffer, sizeof(buffer)), expected);
}

static void test_plain_text_stays(void **state)
{
    (void)state;
    assert_printed("vmlinuz-6.1 ~", "vmlinuz-6.1 ~");
    assert_printed("Gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xa7",
                   "Gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\xa7");
}

static void test_c0_and_delete_are_replaced(void **state)
{
    (void)state;
    assert_printed("a\033[31mb\r\n\tc\x7f", "a?[31mb???c?");
}

static void test_c1_is_replaced_in_both_its_forms(void **state)
{
    (void)state;
    assert_printed("a\xc2\x9b"
                   "31mb\xc2\x80\xc2\x9f",
                   "a?31mb??");
    assert_printed("a\x9b"
                   "31mb",
                   "a?31mb");
    assert_printed("\xc2\xa0", "\xc2\xa0"); /* the first beyond C1 */
}

static void test_marks_of_direction_are_replaced(void **state)
{
    (void)state;
    assert_printed("a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c",
                   "a?b?c");
}

static void test_bytes_that_are_no_utf8_are_replaced(void **state)
{
    (void)state;
    assert_printed("\xff\xc0\x80\xed\xa0\x80", "??????");
    assert_printed("cut\xe2\x82", "cut??");
}

static void test_text_is_cut_between_characters(void **state)
{
    char buffer[4];

    (void)state;
    assert_string_equal(printable_text("ab\xe2\x82\xac", buffer, sizeof(buffer)), "ab");
    assert_string_equal(printable_text("a\xc3\xbc"
                                       "b",
                                       buffer, sizeof(buffer)),
                        "a\xc3\xbc");
}

static void test_width_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(printable_width("a\033\xc3\xbc\xff"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_stays),
        cmocka_unit_test(test_c0_and_delete_are_replaced),
        cmocka_unit_test(test_c1_is_replaced_in_both_its_forms),
        cmocka_unit_test(test_marks_of_direction_are_replaced),
        cmocka_unit_test(test_bytes_that_are_no_utf8_are_replaced),
        cmocka_unit_test(test_text_is_cut_between_characters),
        cmocka_unit_test(test_width_counts_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
