/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Transactions as clients have them: TRANSACTION_START, TRANSACTION_END, and requests in between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/store_asks.h"

static void test_nobody_else_sees_what_it_does(void **state)
{
    uint32_t t, u;

    (void)state;
    t = expect_transaction(GUEST);
    u = expect_transaction(GUEST);
    assert_int_not_equal(t, u);
    expect_ok(GUEST, XS_WRITE, t, SAY("data/a\0v"));
    expect_reply(GUEST, XS_READ, t, SAY("data/a\0"), SAY("v"));
    expect_reply(GUEST, XS_DIRECTORY, t, SAY("data\0"), SAY("a\0"));
    expect_error(GUEST, XS_READ, u, SAY("data/a\0"), "ENOENT");
    expect_error(GUEST, XS_READ, 0, SAY("data/a\0"), "ENOENT");
    expect_error(DOM0, XS_READ, 0, SAY("/local/domain/1/data/a\0"), "ENOENT");
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_reply(DOM0, XS_READ, 0, SAY("/local/domain/1/data/a\0"), SAY("v"));
    expect_error(GUEST, XS_READ, u, SAY("data/a\0"), "ENOENT");
    expect_error(GUEST, XS_TRANSACTION_END, u, SAY("T\0"), "EAGAIN");
}

static void test_it_sees_nothing_that_others_do(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(GUEST, XS_WRITE, 0,
              SAY("data/a\0"
                  "1"));
    t = expect_transaction(GUEST);
    expect_ok(DOM0, XS_WRITE, 0,
              SAY("/local/domain/1/data/a\0"
                  "2"));
    expect_reply(GUEST, XS_READ, t, SAY("data/a\0"), SAY("1"));
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY("2"));
}

/* What it was refused it might be allowed now: it met whoever changed that. */
static void test_refusal_depends_on_permissions(void **state)
{
    uint32_t t = expect_transaction(OTHER);

    (void)state;
    expect_error(OTHER, XS_MKDIR, t, SAY("/local/domain/1/data/a\0"), "EACCES");
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data\0b1\0"));
    expect_error(OTHER, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");

    /* Other children of the place change nothing of that. */
    t = expect_transaction(OTHER);
    expect_error(OTHER, XS_READ, t, SAY("/local/domain/1/data/a\0"), "ENOENT");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/b\0v"));
    expect_ok(OTHER, XS_TRANSACTION_END, t, SAY("T\0"));
}

/* ... also by making a node on the way there, whose permissions count now. */
static void test_refusal_depends_on_what_is_on_the_way(void **state)
{
    uint32_t t = expect_transaction(OTHER);

    (void)state;
    expect_error(OTHER, XS_MKDIR, t, SAY("/local/domain/1/data/a/a/a\0"), "EACCES");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a\0v"));
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data/a\0b1\0"));
    expect_error(OTHER, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");
}

static void test_given_up_does_nothing(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_ok(GUEST, XS_WRITE, t, SAY("data/a\0v"));
    expect_ok(GUEST, XS_RM, t, SAY("data\0"));
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("F\0"));
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY(""));
}

static void test_number_is_that_of_an_open_one_of_the_client(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_error(GUEST, XS_READ, t + 1, SAY("data\0"), "ENOENT");
    expect_error(GUEST, XS_GET_DOMAIN_PATH, t + 1, SAY("1\0"), "ENOENT");
    expect_error(OTHER, XS_READ, t, SAY("data\0"), "ENOENT");
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "ENOENT");
    expect_error(GUEST, XS_TRANSACTION_END, 0, SAY("T\0"), "ENOENT");
    assert_int_not_equal(expect_transaction(GUEST), t);
}

static void test_there_is_none_within_another(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_error(GUEST, XS_TRANSACTION_START, t, SAY("\0"), "EBUSY");
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
}

static void test_malformed_end_leaves_it_open(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("X\0"), "EINVAL");
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T"), "EINVAL");
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY(""), "EINVAL");
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0F\0"), "EINVAL");
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
}

static void test_request_that_failed_does_not_end_it(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_ok(GUEST, XS_WRITE, t, SAY("data/a\0v"));
    expect_error(GUEST, XS_WRITE, t, SAY("name\0v"), "EACCES");
    expect_error(GUEST, XS_READ, t, SAY("data/none\0"), "ENOENT");
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY("v"));
}

static void test_directory_that_was_read_meets_a_new_child(void **state)
{
    uint32_t t = expect_transaction(GUEST);

    (void)state;
    expect_reply(GUEST, XS_DIRECTORY, t, SAY("data\0"), SAY(""));
    expect_ok(GUEST, XS_WRITE, t, SAY("data/mine\0v"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/other\0v"));
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY("other\0"));
}

/* ... also one that another transaction made which was merged with what others had done. */
static void test_directory_that_was_read_meets_a_child_that_was_merged(void **state)
{
    uint32_t t, u;

    (void)state;
    t = expect_transaction(GUEST);
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/elsewhere\0v"));
    expect_ok(GUEST, XS_WRITE, t, SAY("data/x\0v"));
    u = expect_transaction(GUEST);
    expect_reply(GUEST, XS_DIRECTORY, u, SAY("data\0"), SAY(""));
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_error(GUEST, XS_TRANSACTION_END, u, SAY("T\0"), "EAGAIN");
}

static void test_right_that_was_taken_meanwhile_is_met(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/p\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/p\0n0\0b1\0"));
    t = expect_transaction(GUEST);
    expect_ok(GUEST, XS_WRITE, t, SAY("/t/p/new\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/p\0n0\0"));
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");
    expect_reply(DOM0, XS_DIRECTORY, 0, SAY("/t/p\0"), SAY(""));
}

static void test_own_permissions_do_not_meet_own_children(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/p\0v"));
    t = expect_transaction(DOM0);
    expect_ok(DOM0, XS_SET_PERMS, t, SAY("/t/p\0n0\0r1\0"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/t/p/new\0v"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/elsewhere\0v"));
    expect_ok(DOM0, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t/p/new\0"), SAY("v"));
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_nobody_else_sees_what_it_does),
        ASKED(test_it_sees_nothing_that_others_do),
        ASKED(test_refusal_depends_on_permissions),
        ASKED(test_refusal_depends_on_what_is_on_the_way),
        ASKED(test_given_up_does_nothing),
        ASKED(test_number_is_that_of_an_open_one_of_the_client),
        ASKED(test_there_is_none_within_another),
        ASKED(test_malformed_end_leaves_it_open),
        ASKED(test_request_that_failed_does_not_end_it),
        ASKED(test_directory_that_was_read_meets_a_new_child),
        ASKED(test_directory_that_was_read_meets_a_child_that_was_merged),
        ASKED(test_right_that_was_taken_meanwhile_is_met),
        ASKED(test_own_permissions_do_not_meet_own_children),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
