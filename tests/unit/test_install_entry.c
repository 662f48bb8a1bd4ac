/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The description of a generation: what is written is read back, and options are words for GRUB.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tool/install/entry.h"

static struct entry entry, again;
static char text[ENTRY_TEXT_SIZE];

static int set_up(void **state)
{
    (void)state;
    memset(&entry, 0, sizeof(entry));
    memset(&again, 0xff, sizeof(again));
    return 0;
}

static void read_back(void)
{
    entry_write(&entry, text);
    entry_read(&again, text, strlen(text));
}

static void test_what_is_written_is_read(void **state)
{
    (void)state;
    strcpy(entry.title, "a=title 'quoted'");
    strcpy(entry.xen, "console=com1 com1=115200,8n1");
    strcpy(entry.set, "/root/system.dts");
    read_back();
    assert_string_equal(again.title, entry.title);
    assert_string_equal(again.xen, entry.xen);
    assert_string_equal(again.launcher, "");
    assert_string_equal(again.set, entry.set);
}

static void test_longest_values_fit(void **state)
{
    (void)state;
    memset(entry.title, 't', ENTRY_VALUE_SIZE - 1);
    memset(entry.xen, 'x', ENTRY_VALUE_SIZE - 1);
    memset(entry.launcher, 'l', ENTRY_VALUE_SIZE - 1);
    memset(entry.set, 's', ENTRY_VALUE_SIZE - 1);
    memset(entry.time, '0', ENTRY_VALUE_SIZE - 1);
    read_back();
    assert_string_equal(again.title, entry.title);
    assert_string_equal(again.time, entry.time);
}

static void test_text_has_one_line(void **state)
{
    (void)state;
    entry_text_take(entry.title, "two\nlines\033[2J");
    assert_string_equal(entry.title, "two?lines?[2J");
}

static void test_foreign_bytes_are_left_out(void **state)
{
    static const char bytes[] = "title=\0evil\nxen=good\nunknown=1\n=\ntitle\nlauncher=last";

    (void)state;
    entry_read(&again, bytes, sizeof(bytes) - 1);
    assert_string_equal(again.title, "");
    assert_string_equal(again.xen, "good");
    assert_string_equal(again.launcher, "last");
}

static void test_value_that_is_too_long_is_cut(void **state)
{
    static char bytes[2 * ENTRY_VALUE_SIZE] = "set=";

    (void)state;
    memset(bytes + 4, 's', sizeof(bytes) - 4);
    entry_read(&again, bytes, sizeof(bytes));
    assert_int_equal(strlen(again.set), ENTRY_VALUE_SIZE - 1);
}

static void test_options_of_grubs_script_are_refused(void **state)
{
    static const char *const refused[] = {"a;reboot", "a$b", "a\nb", "{",    "a\"b",
                                          "a'b",      "a|b", "a&b",  "#a",   "a\\b",
                                          "a<b",      "a>b", "a\tb", "\x80", "a*"};

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_false(entry_options_take(entry.xen, "test", "xen-args", refused[i]));
    assert_string_equal(entry.xen, "");
    assert_true(entry_options_take(entry.xen, "test", "xen-args", "dom0_mem=1G,max:2G vga=text"));
}

static void test_options_that_are_too_long_are_refused(void **state)
{
    static char words[ENTRY_VALUE_SIZE + 1];

    (void)state;
    memset(words, 'a', ENTRY_VALUE_SIZE);
    assert_false(entry_options_take(entry.xen, "test", "xen-args", words));
    assert_true(entry_options_take(entry.xen, "test", "xen-args", words + 1));
}

static void test_time_may_be_given(void **state)
{
    (void)state;
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1700000000", 1), 0);
    entry_time_take(entry.time);
    assert_int_equal(unsetenv("SOURCE_DATE_EPOCH"), 0);
    assert_string_equal(entry.time, "2023-11-14T22:13:20Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_what_is_written_is_read, set_up),
        cmocka_unit_test_setup(test_longest_values_fit, set_up),
        cmocka_unit_test_setup(test_text_has_one_line, set_up),
        cmocka_unit_test_setup(test_foreign_bytes_are_left_out, set_up),
        cmocka_unit_test_setup(test_value_that_is_too_long_is_cut, set_up),
        cmocka_unit_test_setup(test_options_of_grubs_script_are_refused, set_up),
        cmocka_unit_test_setup(test_options_that_are_too_long_are_refused, set_up),
        cmocka_unit_test_setup(test_time_may_be_given, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
