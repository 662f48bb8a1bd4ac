/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Public weaknesses of xenstored in watches, each named by its advisory of the Xen project: a
 * store has none of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/store_asks.h"

/* Events told guests the names of nodes that they may not read. */
static void test_xsa_115_guest_is_told_what_it_may_read(void **state)
{
    (void)state;
    expect_watch(GUEST, "/", "t");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/secret\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/secret\0n0\0r2\0"));
    expect_ok(DOM0, XS_RM, 0, SAY("/t/secret\0"));
    expect_ok(OTHER, XS_WRITE, 0, SAY("data/x\0v"));
    expect_events(GUEST, "");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"));
    expect_events(GUEST, "/local/domain/1/data/x t\n");
}

/* ... also at the end of a transaction. */
static void test_xsa_115_end_of_a_transaction_tells_no_more(void **state)
{
    uint32_t t;

    (void)state;
    expect_watch(GUEST, "/", "t");
    t = expect_transaction(DOM0);
    expect_ok(DOM0, XS_WRITE, t, SAY("/t/secret\0v"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/local/domain/1/data/x\0v"));
    expect_ok(DOM0, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_events(GUEST, "/local/domain/1/data/x t\n");
}

/* Who loses or gains the right to read is told of that change. */
static void test_xsa_115_change_of_permissions_is_told_to_both(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/x\0v"));
    expect_watch(GUEST, "/t/x", "t");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/x\0n0\0r1\0"));
    expect_events(GUEST, "/t/x t\n");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/x\0n0\0"));
    expect_events(GUEST, "/t/x t\n");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/x\0w"));
    expect_events(GUEST, "");
}

static void test_xsa_115_special_watches_are_domain_0s(void **state)
{
    (void)state;
    for (uint32_t i = DOM0; i <= GUEST; i++) {
        expect_ok(i, XS_WATCH, 0, SAY("@introduceDomain\0i\0"));
        expect_ok(i, XS_WATCH, 0, SAY("@releaseDomain\0r\0"));
        expect_events(i, "@introduceDomain i\n@releaseDomain r\n");
    }
    asker_remove(OTHER, true);
    asker_add(OTHER);
    expect_events(DOM0, "@releaseDomain r\n@introduceDomain i\n");
    expect_events(GUEST, "");
    expect_error(GUEST, XS_GET_PERMS, 0, SAY("@releaseDomain\0"), "EACCES");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("@releaseDomain\0n1\0"), "EACCES");
}

static void test_xsa_115_who_is_introduced_is_domain_0s_to_know(void **state)
{
    (void)state;
    expect_error(GUEST, XS_IS_DOMAIN_INTRODUCED, 0, SAY("2\0"), "EACCES");
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("2\0"), SAY("T\0"));
}

/* An event longer than a message may be went out all the same. */
static void test_xsa_324_event_that_is_too_long_is_not_sent(void **state)
{
    char watch[4006], path[300], expected[4020];

    (void)state;
    memcpy(watch, "data", 5);
    memset(watch + 5, 't', 4000);
    watch[4005] = '\0';
    expect_ok(GUEST, XS_WATCH, 0, watch, sizeof(watch));
    snprintf(expected, sizeof(expected), "data %s\n", watch + 5);
    expect_events(GUEST, expected);
    memset(path, 'p', sizeof(path));
    memcpy(path, "data/", 5);
    path[200] = '\0';
    expect_ok(GUEST, XS_WRITE, 0, path, 210);
    expect_events(GUEST, "");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data\0v"));
    expect_events(GUEST, expected);
}

/* Watches that were reset were kept for ever. */
static void test_xsa_330_reset_watches_are_gone(void **state)
{
    uint32_t used = asked.pool.used;

    (void)state;
    for (unsigned int round = 0; round < 20; round++) {
        for (unsigned int i = 0; i < store_limits_default.watches; i++) {
            char watch[32];
            int length = snprintf(watch, sizeof(watch), "data%ct%u", 0, i) + 1;

            expect_ok(GUEST, XS_WATCH, 0, watch, (uint32_t)length);
        }
        expect_error(GUEST, XS_WATCH, 0, SAY("data\0more\0"), "E2BIG");
        expect_ok(GUEST, XS_RESET_WATCHES, 0, SAY("\0"));
        assert_int_equal(asked.pool.used, used);
    }
    expect_ok(GUEST, XS_WRITE, 0, SAY("data\0v"));
    assert_false(store_has_output(&asked, askers[GUEST]));
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_xsa_115_guest_is_told_what_it_may_read),
        ASKED(test_xsa_115_end_of_a_transaction_tells_no_more),
        ASKED(test_xsa_115_change_of_permissions_is_told_to_both),
        ASKED(test_xsa_115_special_watches_are_domain_0s),
        ASKED(test_xsa_115_who_is_introduced_is_domain_0s_to_know),
        ASKED(test_xsa_324_event_that_is_too_long_is_not_sent),
        ASKED(test_xsa_330_reset_watches_are_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
