/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Escape sequences and control characters do not reach the screen; text of any language does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/console_domains.h"
#include "tests/support/console_screen.h"

static void test_escape_sequences_are_left_out(void **state)
{
    (void)state;
    web_prints("\x1b[1;31mred\x1b[0m \x1b[2J\x1b[?25lplain\x1b"
               "c\x1b(B\x1b#8\x1b=.\n");
    assert_shown("[web] red plain.\n");
    web_prints("\x1b]0;root@web: ~\a# \x1b]8;;x\x1b\\link\x1bPq#0\x1b\\.\x1b_apc\x1b\\\x1b^pm\a\n");
    assert_shown("[web] # link.\n");
    web_prints("a\x1b[1");
    web_prints(";3");
    web_prints("1mb\n");
    assert_shown("[web] ab\n");
}

static void test_cut_off_escape_sequence_ends_with_the_line(void **state)
{
    (void)state;
    web_prints("a\x1b\nb\x1b[12\nc\x1b]0;title\nd\x1b[1\x1b[2me\n");
    assert_shown("[web] a\n[web] b\n[web] c\n[web] de\n");
}

static void test_control_characters_are_left_out(void **state)
{
    (void)state;
    ring_print_bytes(&web_ring, "a\0b\a\v\f\r\x0e\x0f\x7f\x01\x1f", 12);
    web_prints("c\n");
    assert_shown("[web] abc\n");
}

static void test_control_characters_of_eight_bits_are_left_out(void **state)
{
    (void)state;
    /* CSI as a byte, and as U+009B: what follows is text. */
    web_prints("a\x9b"
               "2Jb\n");
    assert_shown("[web] a2Jb\n");
    web_prints("a\xc2\x9b"
               "2Jb\n");
    assert_shown("[web] a\xc2"
                 "2Jb\n");
    /* Longer spellings of the same, and bytes after a character that is complete. What is left of
     * the second is the start of a character, not a control character. */
    web_prints("\xe0\x82\x9b\n\xf0\x80\x82\x9b\n\xc3\xa9\x9b\n\xe2\x82\xac\x9b\n\x80\x9f\n");
    assert_shown("[web] \xe0\n[web] \xf0\x9b\n[web] \xc3\xa9\n[web] \xe2\x82\xac\n[web] \n");
}

static void test_utf8_passes(void **state)
{
    static const char text[] = "gr\xc3\xbc\xc3\x9f \xc2\xa0\xe2\x80\x94\xe2\x94\x80\xe0\xa4\x85"
                               "\xf0\x9f\x90\xa7\xf0\x90\x80\x80\n";

    (void)state;
    web_prints(text);
    assert_memory_equal(shown.text, "[web] ", 6);
    assert_string_equal(shown.text + 6, text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, consoles_open)
    const struct CMUnitTest tests[] = {
        TEST(test_escape_sequences_are_left_out),
        TEST(test_cut_off_escape_sequence_ends_with_the_line),
        TEST(test_control_characters_are_left_out),
        TEST(test_control_characters_of_eight_bits_are_left_out),
        TEST(test_utf8_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
