/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Permissions of nodes: GET_PERMS, SET_PERMS, and who may what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/store_asks.h"

static void test_first_entry_says_what_others_may(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t\0v"));
    expect_error(GUEST, XS_READ, 0, SAY("/t\0"), "EACCES");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0r0\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t\0"), SAY("v"));
    expect_error(GUEST, XS_WRITE, 0, SAY("/t\0w"), "EACCES");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0w0\0"));
    expect_error(GUEST, XS_READ, 0, SAY("/t\0"), "EACCES");
    expect_ok(GUEST, XS_WRITE, 0, SAY("/t\0w"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0b0\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t\0"), SAY("w"));
}

static void test_own_entry_comes_before_that_of_all(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0b0\0r1\0n2\0"));
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("/t\0"), SAY("b0\0r1\0n2\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t\0"), SAY("v"));
    expect_error(GUEST, XS_WRITE, 0, SAY("/t\0w"), "EACCES");
    expect_error(OTHER, XS_READ, 0, SAY("/t\0"), "EACCES");
}

static void test_new_node_has_its_parents_and_is_its_makers(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0n0\0b1\0r2\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("/t/a/b\0"));
    expect_reply(GUEST, XS_GET_PERMS, 0, SAY("/t/a/b\0"), SAY("n1\0b1\0r2\0"));
    expect_ok(DOM0, XS_MKDIR, 0, SAY("/t/a/c\0"));
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("/t/a/c\0"), SAY("n1\0b1\0r2\0"));
}

static void test_node_may_be_used_where_its_parent_may_not(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/a\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/a\0n0\0b1\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t/a\0"), SAY("v"));
    expect_error(GUEST, XS_DIRECTORY, 0, SAY("/t\0"), "EACCES");
    expect_ok(GUEST, XS_RM, 0, SAY("/t/a\0"));
    expect_error(GUEST, XS_WRITE, 0, SAY("/t/a\0v"), "EACCES");
}

static void test_only_the_owner_sets_permissions(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t\0n0\0b1\0"));
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("/t\0n1\0"), "EACCES");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("none\0n1\0"), "EACCES");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data/none\0n1\0"), "ENOENT");
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data\0r1\0b2\0"));
    expect_ok(OTHER, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"));
}

static void test_malformed_permissions_change_nothing(void **state)
{
    (void)state;
    expect_error(GUEST, XS_SET_PERMS, 0, SAY(""), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n1"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0x1\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n1x\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n1\0n99999999999\0"), "EINVAL");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n1\0n1\0n1\0n1\0n1\0n1\0"), "ENOSPC");
    expect_reply(GUEST, XS_GET_PERMS, 0, SAY("data\0"), SAY("n1\0"));
}

/* As in each other request, whatever zeros it begins with. */
static void test_number_in_permissions_may_be_long(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data\0n0000000000000000000001\0r2\0"));
    expect_reply(GUEST, XS_GET_PERMS, 0, SAY("data\0"), SAY("n1\0r2\0"));
    expect_reply(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("0000000000000000000001\0"),
                 SAY("/local/domain/1\0"));
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n18446744073709551617\0"), "EINVAL");
    expect_error(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("18446744073709551617\0"), "EINVAL");
}

static void test_special_names_have_permissions(void **state)
{
    (void)state;
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("@introduceDomain\0"), SAY("n0\0"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("@introduceDomain\0n0\0r1\0"));
    expect_reply(GUEST, XS_GET_PERMS, 0, SAY("@introduceDomain\0"), SAY("n0\0r1\0"));
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("@introduceDomain\0n1\0"), "EACCES");
    expect_error(OTHER, XS_GET_PERMS, 0, SAY("@introduceDomain\0"), "EACCES");
    expect_watch(GUEST, "@introduceDomain", "t");
    asker_remove(OTHER, true);
    asker_add(OTHER);
    expect_events(GUEST, "@introduceDomain t\n");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("@introduceDomain\0n0\0"));
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_first_entry_says_what_others_may),
        ASKED(test_own_entry_comes_before_that_of_all),
        ASKED(test_new_node_has_its_parents_and_is_its_makers),
        ASKED(test_node_may_be_used_where_its_parent_may_not),
        ASKED(test_only_the_owner_sets_permissions),
        ASKED(test_malformed_permissions_change_nothing),
        ASKED(test_number_in_permissions_may_be_long),
        ASKED(test_special_names_have_permissions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
