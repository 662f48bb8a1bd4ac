/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Requests about nodes: READ, WRITE, MKDIR, RM and DIRECTORY.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/support/store_asks.h"

static void test_write_makes_the_node_and_those_above(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a/b\0value"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a/b\0"), SAY("value"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY(""));
    expect_reply(GUEST, XS_READ, 0, SAY("/local/domain/1/data/a/b\0"), SAY("value"));
}

static void test_value_may_hold_any_bytes(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a\0x\0\n\xff\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY("x\0\n\xff\0"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY(""));
}

static void test_long_value_is_kept(void **state)
{
    char write[7 + 2048], value[2048];

    (void)state;
    memcpy(write, "data/a", 7);
    for (uint32_t i = 0; i < sizeof(value); i++)
        value[i] = write[7 + i] = (char)(i * 7);
    expect_ok(GUEST, XS_WRITE, 0, write, sizeof(write));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), value, sizeof(value));
    expect_error(GUEST, XS_WRITE, 0, SAY("none\0v"), "EACCES");
}

static void test_root_has_a_value(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/\0v"));
    expect_reply(DOM0, XS_READ, 0, SAY("/\0"), SAY("v"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/\0"));
}

static void test_mkdir_keeps_what_is_there(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a/b\0"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a\0v"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY("v"));
    expect_error(GUEST, XS_MKDIR, 0, SAY("/local/domain/1\0"), "EACCES");
}

static void test_directory_lists_children_in_the_order_in_which_they_were_made(void **state)
{
    (void)state;
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY(""));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/z\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a/below\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/m\0"));
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY("z\0a\0m\0"));
    expect_ok(GUEST, XS_RM, 0, SAY("data/a\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY("z\0m\0a\0"));
}

/* A name is looked for first where one was found last, which may be another's place by now. */
static void test_node_is_found_after_others_beside_it_went(void **state)
{
    static const char *const paths[] = {"/n/a", "/n/b", "/n/c", "/n/d"};

    (void)state;
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(store_write(&asked, paths[i], paths[i], 4), STORE_OK);
    for (uint32_t gone = 0; gone < 4; gone++) {
        expect_reply(DOM0, XS_READ, 0, SAY("/n/d\0"), SAY("/n/d"));
        expect_ok(DOM0, XS_RM, 0, paths[gone], 5);
        expect_error(DOM0, XS_READ, 0, paths[gone], 5, "ENOENT");
        for (uint32_t i = gone + 1; i < 4; i++)
            expect_reply(DOM0, XS_READ, 0, paths[i], 5, paths[i], 4);
    }
    expect_reply(DOM0, XS_DIRECTORY, 0, SAY("/n\0"), SAY(""));
}

static void test_rm_removes_all_below(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a/b/c\0v"));
    expect_ok(GUEST, XS_RM, 0, SAY("data/a\0"));
    expect_error(GUEST, XS_READ, 0, SAY("data/a\0"), "ENOENT");
    expect_error(GUEST, XS_READ, 0, SAY("data/a/b/c\0"), "ENOENT");
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data/a\0"), SAY(""));
}

static void test_rm_of_nothing_is_fine_where_its_parent_is(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_RM, 0, SAY("data/none\0"));
    expect_error(GUEST, XS_RM, 0, SAY("data/none/none\0"), "ENOENT");
    expect_error(GUEST, XS_RM, 0, SAY("none\0"), "EACCES");
    expect_error(GUEST, XS_RM, 0, SAY("none/none\0"), "EACCES");
}

static void test_absence_is_told_to_who_may_read_there(void **state)
{
    static const uint32_t types[] = {XS_READ, XS_DIRECTORY, XS_GET_PERMS};

    (void)state;
    for (uint32_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        expect_error(GUEST, types[i], 0, SAY("data/none\0"), "ENOENT");
        expect_error(GUEST, types[i], 0, SAY("none/none\0"), "ENOENT");
        expect_error(GUEST, types[i], 0, SAY("/none\0"), "EACCES");
        expect_error(GUEST, types[i], 0, SAY("/local/domain/2/data/none\0"), "EACCES");
        expect_error(GUEST, types[i], 0, SAY("/local/domain/2/data\0"), "EACCES");
    }
}

static void test_path_is_of_few_characters(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/azAZ09-_@\0v"));
    expect_error(GUEST, XS_WRITE, 0, SAY("data/a.b\0v"), "EINVAL");
    expect_error(GUEST, XS_WRITE, 0, SAY("data/a b\0v"), "EINVAL");
    expect_error(GUEST, XS_WRITE, 0, SAY("data/\xc3\xa4\0v"), "EINVAL");
    expect_error(GUEST, XS_READ, 0, SAY("data//a\0"), "EINVAL");
    expect_error(GUEST, XS_READ, 0, SAY("data/\0"), "EINVAL");
    expect_error(GUEST, XS_READ, 0, SAY("\0"), "EINVAL");
    expect_error(GUEST, XS_READ, 0, SAY("@releaseDomain\0"), "EINVAL");
}

static void test_path_is_all_that_a_request_says(void **state)
{
    static const uint32_t types[] = {XS_READ, XS_DIRECTORY, XS_GET_PERMS, XS_MKDIR, XS_RM};

    (void)state;
    for (uint32_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        expect_error(GUEST, types[i], 0, SAY(""), "EINVAL");
        expect_error(GUEST, types[i], 0, SAY("data"), "EINVAL");
        expect_error(GUEST, types[i], 0, SAY("data\0x"), "EINVAL");
        expect_error(GUEST, types[i], 0, SAY("data\0x\0"), "EINVAL");
    }
    expect_error(GUEST, XS_WRITE, 0, SAY(""), "EINVAL");
    expect_error(GUEST, XS_WRITE, 0, SAY("data/x"), "EINVAL");
}

static void test_directory_that_is_too_long_is_an_error(void **state)
{
    char path[64];

    (void)state;
    memset(path, 'n', sizeof(path));
    memcpy(path, "data/", 5);
    path[sizeof(path) - 1] = '\0';
    for (char c = 0; c < 80; c++) {
        path[5] = (char)('0' + c % 10);
        path[6] = (char)('0' + c / 10);
        expect_ok(GUEST, XS_MKDIR, 0, path, sizeof(path));
    }
    expect_error(GUEST, XS_DIRECTORY, 0, SAY("data\0"), "E2BIG");
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_write_makes_the_node_and_those_above),
        ASKED(test_value_may_hold_any_bytes),
        ASKED(test_long_value_is_kept),
        ASKED(test_root_has_a_value),
        ASKED(test_mkdir_keeps_what_is_there),
        ASKED(test_directory_lists_children_in_the_order_in_which_they_were_made),
        ASKED(test_node_is_found_after_others_beside_it_went),
        ASKED(test_rm_removes_all_below),
        ASKED(test_rm_of_nothing_is_fine_where_its_parent_is),
        ASKED(test_absence_is_told_to_who_may_read_there),
        ASKED(test_path_is_of_few_characters),
        ASKED(test_path_is_all_that_a_request_says),
        ASKED(test_directory_that_is_too_long_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
