/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The tiny guest's numbers, checksums and words of a command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/guest/lib.h"

static void numbers_and_words(void **state)
{
    char text[NUMBER_SIZE];
    uint32_t rest;

    (void)state;
    number_decimal(text, UINT64_MAX);
    assert_string_equal(text, "18446744073709551615");
    number_hex(text, 0xabc, 8);
    assert_string_equal(text, "00000abc");
    assert_true(number_divide(UINT64_MAX, 0xffffffff, &rest) == 0x100000001ull && rest == 0);
    assert_true(number_scale(1000000007, 0x80000000) == 500000003);
    assert_int_equal(
        crc32_update(crc32_update(0, (const uint8_t *)"1234", 4), (const uint8_t *)"56789", 5),
        0xcbf43926);
    assert_true(word_value("do=idle  redo=x do=echo", "do", text, sizeof(text)));
    assert_string_equal(text, "echo");
    assert_false(word_value("redo=x dot=y do", "do", text, sizeof(text)));
    assert_false(word_value("do=longer", "do", text, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
