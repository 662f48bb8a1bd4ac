/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The options of a generation: what was given is read back, for the system that it was given for,
 * and what is not understood is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/installed.h"
#include "tool/base/tool.h"
#include "tool/install/given.h"

static const struct option_spec options[] = {
    {'I', NULL, "DIR", ""},           {0, "level", "N", ""},   {0, "fast", NULL, ""},
    {0, "launcher-args", "TEXT", ""}, {0, "host", "FILE", ""}, {0},
};
enum { FOLDER, LEVEL, FAST, LAUNCHER, HOST };

static struct given given, again;
static char *text;

static int tear_down(void **state)
{
    given_release(&given);
    given_release(&again);
    free(text);
    text = NULL;
    return installed_tear_down(state);
}

static void add(const struct option_spec *option, const char *value)
{
    assert_non_null(given_add(&given, "install", option, value));
}

/* A path below the root, as who installs gives it. */
static void path_add(const struct option_spec *option, const char *name)
{
    char path[DISK_PATH_SIZE];

    place_path(&installed.place, path, "%s", name);
    add(option, path);
}

static void set_add(void)
{
    installed_write("/boot/set.dts", "");
    path_add(&given_set, "/boot/set.dts");
}

/* Installs with what was given. */
static void install(void)
{
    text = given_write(&given, &installed.place, "install");
    assert_non_null(text);
    installed.parts.options = text;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
}

static bool take(void *context, const struct option_spec *option, const char *value)
{
    return given_add(context, "install", option, value);
}

static bool read_again(void)
{
    return given_read(&installed.place, "install", 1, options, take, &again);
}

static void test_what_was_given_is_read(void **state)
{
    (void)state;
    add(&options[LEVEL], "9");
    add(&options[FAST], NULL);
    add(&options[LAUNCHER], "cpus=2 a=b");
    set_add();
    install();
    assert_true(given_suffices(&installed.place, 1));
    assert_true(read_again());
    assert_int_equal(again.count, given.count);
    for (size_t i = 0; i < given.count; i++) {
        assert_ptr_equal(again.rows[i].option, given.rows[i].option);
        assert_string_equal(again.rows[i].value, given.rows[i].value);
    }
}

static void test_the_same_is_noted_again(void **state)
{
    char *noted;

    (void)state;
    path_add(&options[FOLDER], "/etc");
    add(&options[LEVEL], "9");
    set_add();
    install();
    assert_string_equal(text, "I=/etc\nlevel=9\nset=/boot/set.dts\n");
    assert_true(read_again());
    noted = given_write(&again, &installed.place, "install");
    assert_string_equal(noted, text);
    free(noted);
}

static void test_path_is_made_absolute(void **state)
{
    (void)state;
    add(&options[FOLDER], "parts");
    set_add();
    install();
    assert_memory_equal(text, "I=/", 3);
    assert_non_null(strstr(text, "/parts\n"));
}

static void test_pipe_does_not_suffice(void **state)
{
    char path[DISK_PATH_SIZE];

    (void)state;
    place_path(&installed.place, path, "/boot/pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    add(&options[HOST], path);
    set_add();
    install();
    assert_string_equal(text, "pipe=host\nset=/boot/set.dts\n");
    assert_false(given_suffices(&installed.place, 1));
    assert_false(read_again());
}

static void test_standard_input_does_not_suffice(void **state)
{
    (void)state;
    add(&given_set, "-");
    install();
    assert_string_equal(text, "pipe=set\n");
    assert_false(given_suffices(&installed.place, 1));
    assert_false(read_again());
}

static void test_generation_without_options_does_not_suffice(void **state)
{
    (void)state;
    installed.parts.options = NULL;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    assert_false(installed_has("/boot/hyperlaunch/1/options"));
    assert_false(given_suffices(&installed.place, 1));
    assert_false(read_again());
}

static void test_what_is_not_understood_is_refused(void **state)
{
    static const char *const texts[] = {
        "",          "set=/a",          "set\n",        "=\n",    "set=/a\nlevels=1\n",
        "level=1\n", "set=relative\n",  "I=\nset=/a\n", "J=/a\n", "set=/a\nfast=x\n",
        "\n",        "set=/a\nhost=\n", "level\n",
    };

    (void)state;
    set_add();
    install();
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        installed_write("/boot/hyperlaunch/1/options", texts[i]);
        if (read_again())
            fail_msg("%s is understood", texts[i]);
    }
}

static void test_option_that_is_not_taken_is_refused(void **state)
{
    (void)state;
    set_add();
    install();
    again.count = GIVEN_MAX; /* there is no place for one more */
    assert_false(read_again());
    again.count = 0;
}

static void test_more_than_fits_is_refused(void **state)
{
    static char longest[DISK_PATH_SIZE + 1];

    (void)state;
    memset(longest, 'a', DISK_PATH_SIZE);
    assert_null(given_add(&given, "install", &options[LAUNCHER], longest));
    assert_null(given_add(&given, "install", &options[LAUNCHER], "a\nb"));
    add(&options[LAUNCHER], longest + 1);
    while (given.count < GIVEN_MAX)
        add(&options[LEVEL], "3");
    assert_null(given_add(&given, "install", &options[LEVEL], "3"));
}

#define GIVEN(test) cmocka_unit_test_setup_teardown(test, installed_set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIVEN(test_what_was_given_is_read),
        GIVEN(test_the_same_is_noted_again),
        GIVEN(test_path_is_made_absolute),
        GIVEN(test_pipe_does_not_suffice),
        GIVEN(test_standard_input_does_not_suffice),
        GIVEN(test_generation_without_options_does_not_suffice),
        GIVEN(test_what_is_not_understood_is_refused),
        GIVEN(test_option_that_is_not_taken_is_refused),
        GIVEN(test_more_than_fits_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
