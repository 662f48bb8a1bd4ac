/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains print becomes lines with their names, and can harm neither names nor screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/console_screen.h"

/* Two domains on one screen. */
static struct xencons_interface web_ring, db_ring;
static struct console web, db;
static struct shown shown;
static struct screen screen;

static int set_up(void **state)
{
    (void)state;
    memset(&web_ring, 0, sizeof(web_ring));
    memset(&db_ring, 0, sizeof(db_ring));
    shown_forget(&shown);
    screen = (struct screen){.write = shown_write, .context = &shown};
    console_open(&web, "web", &web_ring);
    console_open(&db, "db", &db_ring);
    return 0;
}

static void web_prints(const char *text)
{
    ring_print(&web_ring, text);
    assert_true(console_drain(&web, &screen, UINT32_MAX));
}

static void db_prints(const char *text)
{
    ring_print(&db_ring, text);
    assert_true(console_drain(&db, &screen, UINT32_MAX));
}

/* As when a while passed in which the unfinished line stayed as it is. */
static void web_waits(void)
{
    console_show_partial(&web, &screen);
    assert_false(console_has_partial(&web));
}

static void test_lines_get_the_name_before_them(void **state)
{
    (void)state;
    web_prints("one\r\ntwo\r\n\r\n\tthree\r\n");
    assert_shown("[web] one\n[web] two\n[web] \n[web] \tthree\n");
}

static void test_line_is_written_in_one_piece(void **state)
{
    (void)state;
    web_prints("Linux version 6.1\n");
    assert_int_equal(shown.writes, 1);
}

static void test_unfinished_line_waits_for_its_end(void **state)
{
    (void)state;
    web_prints("hel");
    assert_shown("");
    assert_true(console_has_partial(&web));
    web_prints("lo");
    assert_shown("");
    web_prints("\nagain");
    assert_shown("[web] hello\n");
}

static void test_prompt_is_shown_and_goes_on_where_it_is(void **state)
{
    (void)state;
    web_prints("login: ");
    web_waits();
    assert_shown("[web] login: ");
    web_prints("ro");
    web_waits();
    assert_shown("ro");
    web_prints("ot\nPassword: ");
    assert_shown("ot\n");
    web_waits();
    assert_shown("[web] Password: ");
}

static void test_nothing_new_shows_nothing(void **state)
{
    (void)state;
    assert_false(console_has_partial(&web));
    console_show_partial(&web, &screen);
    web_prints("# ");
    web_waits();
    shown_forget(&shown);
    web_waits();
    assert_int_equal(shown.writes, 0);
}

static void test_other_domain_breaks_the_open_line(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    db_prints("ready\n");
    assert_shown("[web] # \n[db] ready\n");
    web_prints("ls\n");
    assert_shown("[web] # ls\n");
}

static void test_what_was_not_yet_shown_survives_the_break(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    web_prints("ls -");
    db_prints("ready\n");
    web_prints("l\n");
    assert_shown("[web] # \n[db] ready\n[web] # ls -l\n");
}

static void test_break_through_a_character_shows_it_whole_again(void **state)
{
    (void)state;
    web_prints("1 \xe2\x82");
    web_waits();
    db_prints("ready\n");
    web_prints("\xac 2\n");
    assert_shown("[web] 1 \xe2\x82\n[db] ready\n[web] 1 \xe2\x82\xac 2\n");
}

static void test_broken_prompt_is_shown_again(void **state)
{
    (void)state;
    web_prints("# ");
    web_waits();
    db_prints("ready\n");
    assert_true(console_has_partial(&web));
    web_waits();
    assert_shown("[web] # \n[db] ready\n[web] # ");
}

static void test_unfinished_lines_of_two_domains_do_not_mix(void **state)
{
    (void)state;
    web_prints("a1 ");
    db_prints("b1 ");
    web_prints("a2\n");
    db_prints("b2\n");
    assert_shown("[web] a1 a2\n[db] b1 b2\n");
    web_prints("left");
    web_waits();
    db_prints("right");
    console_show_partial(&db, &screen);
    assert_shown("[web] left\n[db] right");
}

static void test_launcher_breaks_the_open_line_once(void **state)
{
    (void)state;
    screen_break(&screen);
    assert_shown("");
    web_prints("# ");
    web_waits();
    screen_break(&screen);
    screen_break(&screen);
    assert_shown("[web] # \n");
}

static void test_backspace_before_the_line_is_shown(void **state)
{
    (void)state;
    web_prints("abX\b \bc\n");
    assert_shown("[web] abc\n");
}

static void test_backspace_on_the_screen(void **state)
{
    (void)state;
    web_prints("ab");
    web_waits();
    assert_shown("[web] ab");
    web_prints("\b \b");
    assert_shown("\b \b");
    web_prints("c\n");
    assert_shown("c\n");
}

static void test_backspace_never_takes_the_name(void **state)
{
    (void)state;
    web_prints("\b\b\b");
    assert_shown("");
    web_prints("ab");
    web_waits();
    web_prints("\b\b\b\b\b\b");
    assert_shown("[web] ab\b \b\b \b");
    web_prints("c\n");
    assert_shown("c\n");
    web_prints("# ");
    web_waits();
    screen_break(&screen);
    shown_forget(&shown);
    web_prints("\b\b\bx\n");
    assert_shown("[web] x\n");
}

static void test_backspace_takes_a_whole_character(void **state)
{
    (void)state;
    web_prints("caf\xc3\xa9\b\xc3\xa8\n\xe2\x82\xac\b1\n\xf0\x9f\x90\xa7\b2\n");
    assert_shown("[web] caf\xc3\xa8\n[web] 1\n[web] 2\n");
    /* Bytes that are no UTF-8 are taken one by one. */
    web_prints("a\xa9\xa9\b\bb\n\xa9\xa9\xa9\xa9\xa9\b\b\b\bc\n");
    assert_shown("[web] ab\n[web] \xa9"
                 "c\n");
}

static void test_backspace_over_unknown_width_shows_the_line_anew(void **state)
{
    (void)state;
    web_prints("caf\xc3\xa9");
    web_waits();
    web_prints("\b");
    assert_shown("[web] caf\xc3\xa9\n");
    web_waits();
    assert_shown("[web] caf");
    /* Combining accents take no column: three columns back would reach into the name. */
    web_prints("\n\xcc\x81\xcc\x81\xcc\x81");
    web_waits();
    shown_forget(&shown);
    web_prints("\b\b\b");
    assert_shown("\n");
    web_prints("x\n");
    assert_shown("[web] x\n");
}

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

static void test_overlong_name_is_cut(void **state)
{
    (void)state;
    console_open(&web, "a-name-of-more-than-thirty-one-characters", &web_ring);
    web_prints("x\n");
    assert_shown("[a-name-of-more-than-thirty-one-] x\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_lines_get_the_name_before_them),
        TEST(test_line_is_written_in_one_piece),
        TEST(test_unfinished_line_waits_for_its_end),
        TEST(test_prompt_is_shown_and_goes_on_where_it_is),
        TEST(test_nothing_new_shows_nothing),
        TEST(test_other_domain_breaks_the_open_line),
        TEST(test_what_was_not_yet_shown_survives_the_break),
        TEST(test_break_through_a_character_shows_it_whole_again),
        TEST(test_broken_prompt_is_shown_again),
        TEST(test_unfinished_lines_of_two_domains_do_not_mix),
        TEST(test_launcher_breaks_the_open_line_once),
        TEST(test_backspace_before_the_line_is_shown),
        TEST(test_backspace_on_the_screen),
        TEST(test_backspace_never_takes_the_name),
        TEST(test_backspace_takes_a_whole_character),
        TEST(test_backspace_over_unknown_width_shows_the_line_anew),
        TEST(test_escape_sequences_are_left_out),
        TEST(test_cut_off_escape_sequence_ends_with_the_line),
        TEST(test_control_characters_are_left_out),
        TEST(test_control_characters_of_eight_bits_are_left_out),
        TEST(test_utf8_passes),
        TEST(test_overlong_name_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
