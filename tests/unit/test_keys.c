/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The keys of the console: everything passes, but for what follows Ctrl-].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "launcher/serve/keys.h"

enum { CTRL_BRACKET = 0x1d };

/* What the last of some keys means; `last` becomes what is passed on. */
static enum key type(struct keys *keys, const char *typed, size_t count, char *last)
{
    enum key key = KEY_NOTHING;

    for (size_t i = 0; i < count; i++) {
        *last = typed[i];
        key = keys_take(keys, last);
    }
    return key;
}

static void test_every_other_byte_is_text(void **state)
{
    struct keys keys = {0};

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char typed = (char)byte;

        if (byte != CTRL_BRACKET) {
            assert_int_equal(keys_take(&keys, &typed), KEY_TEXT);
            assert_int_equal(typed, (char)byte);
        }
    }
}

static void test_commands_follow_the_prefix(void **state)
{
    const struct {
        char typed;
        enum key key;
    } commands[] = {{'n', KEY_NEXT}, {'p', KEY_PREVIOUS}, {'l', KEY_LIST}, {'?', KEY_HELP}};
    struct keys keys = {0};
    char typed;

    (void)state;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        typed = CTRL_BRACKET;
        assert_int_equal(keys_take(&keys, &typed), KEY_NOTHING);
        typed = commands[i].typed;
        assert_int_equal(keys_take(&keys, &typed), commands[i].key);
        /* One command, one prefix: the same letter is text again. */
        assert_int_equal(keys_take(&keys, &typed), KEY_TEXT);
        assert_int_equal(typed, commands[i].typed);
    }
}

static void test_prefix_itself_can_be_typed(void **state)
{
    struct keys keys = {0};
    char last;

    (void)state;
    assert_int_equal(type(&keys, "\x1d]", 2, &last), KEY_TEXT);
    assert_int_equal(last, CTRL_BRACKET);
    assert_int_equal(type(&keys, "\x1d\x1d", 2, &last), KEY_TEXT);
    assert_int_equal(last, CTRL_BRACKET);
    assert_int_equal(type(&keys, "n", 1, &last), KEY_TEXT);
    assert_int_equal(last, 'n');
}

static void test_unknown_commands_do_nothing(void **state)
{
    struct keys keys = {0};

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char typed = CTRL_BRACKET;

        if (byte == 'n' || byte == 'p' || byte == 'l' || byte == '?' || byte == ']' ||
            byte == CTRL_BRACKET)
            continue;
        assert_int_equal(keys_take(&keys, &typed), KEY_NOTHING);
        typed = (char)byte;
        assert_int_equal(keys_take(&keys, &typed), KEY_NOTHING);
        typed = 'x';
        assert_int_equal(keys_take(&keys, &typed), KEY_TEXT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_other_byte_is_text),
        cmocka_unit_test(test_commands_follow_the_prefix),
        cmocka_unit_test(test_prefix_itself_can_be_typed),
        cmocka_unit_test(test_unknown_commands_do_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
