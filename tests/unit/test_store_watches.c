/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Watches: WATCH, UNWATCH, RESET_WATCHES, and which events come in which order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/store_asks.h"

static void test_new_watch_fires_once_after_its_reply(void **state)
{
    struct store_message message;

    (void)state;
    assert_true(store_client_send(&asked, askers[GUEST], XS_WATCH, 0, SAY("data/none\0t\0")));
    assert_true(store_client_take(&asked, askers[GUEST], &message));
    assert_int_equal(message.header.type, XS_WATCH);
    assert_true(store_client_take(&asked, askers[GUEST], &message));
    assert_int_equal(message.header.type, XS_WATCH_EVENT);
    assert_int_equal(message.header.req_id, 0);
    assert_int_equal(message.header.tx_id, 0);
    assert_int_equal(message.header.len, sizeof("data/none\0t"));
    assert_memory_equal(message.payload, "data/none\0t", sizeof("data/none\0t"));
    assert_false(store_has_output(&asked, askers[GUEST]));
}

static void test_event_names_the_path_as_the_watch_did(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0relative\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("/local/domain/1/data\0absolute\0"));
    expect_events(GUEST, "data relative\n/local/domain/1/data absolute\n");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0v"));
    expect_events(GUEST, "data/x relative\n/local/domain/1/data/x absolute\n");
}

static void test_watches_fire_in_the_order_in_which_they_were_set(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WATCH, 0,
              SAY("/t/a\0"
                  "1\0"));
    expect_ok(DOM0, XS_WATCH, 0,
              SAY("/\0"
                  "2\0"));
    expect_ok(DOM0, XS_WATCH, 0,
              SAY("/t\0"
                  "3\0"));
    expect_events(DOM0, "/t/a 1\n/ 2\n/t 3\n");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/a\0v"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/b\0v"));
    expect_events(DOM0, "/t/a 1\n/t/a 2\n/t/a 3\n/t/b 2\n/t/b 3\n");
}

static void test_each_change_fires(void **state)
{
    (void)state;
    expect_watch(GUEST, "data/x", "t");
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/x\0"));
    expect_events(GUEST, "data/x t\n");
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/x\0"));
    expect_events(GUEST, "");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0"));
    expect_events(GUEST, "data/x t\n");
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data/x\0n1\0"));
    expect_events(GUEST, "data/x t\n");
    expect_ok(GUEST, XS_RM, 0, SAY("data/x\0"));
    expect_events(GUEST, "data/x t\n");
    expect_ok(GUEST, XS_RM, 0, SAY("data/x\0"));
    expect_events(GUEST, "");
}

static void test_other_paths_do_not_fire(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_watch(GUEST, "data/a", "t");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/ab\0v"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data\0v"));
    expect_reply(GUEST, XS_READ, 0, SAY("data/a\0"), SAY(""));
    expect_events(GUEST, "");
}

static void test_parents_that_a_write_makes_do_not_fire(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WATCH, 0, SAY("data/a\0a\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0d\0"));
    expect_events(GUEST, "data/a a\ndata d\n");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a/b/c\0v"));
    expect_events(GUEST, "data/a/b/c a\ndata/a/b/c d\n");
}

static void test_removal_fires_watches_of_what_was_below(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a/b\0v"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0d\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data/a/b\0b\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data/a/none\0n\0"));
    expect_events(GUEST, "data d\ndata/a/b b\ndata/a/none n\n");
    expect_ok(GUEST, XS_RM, 0, SAY("data/a\0"));
    expect_events(GUEST, "data/a/b b\ndata/a d\n");
}

static void test_removal_is_told_to_who_may_read_the_parent(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/a/b/c\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/local/domain/1/data/a/b\0n0\0"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/local/domain/1/data/a/b/c\0n0\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data/a/b\0b\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data/a/b/c\0c\0"));
    expect_events(GUEST, "data/a/b b\ndata/a/b/c c\n");
    expect_ok(DOM0, XS_RM, 0, SAY("/local/domain/1/data/a\0"));
    expect_events(GUEST, "data/a/b b\n");
}

static void test_transaction_fires_at_its_end(void **state)
{
    uint32_t t;

    (void)state;
    expect_watch(OTHER, "data", "t");
    t = expect_transaction(DOM0);
    expect_ok(DOM0, XS_WRITE, t, SAY("/local/domain/2/data/a\0v"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/local/domain/2/data/a\0w"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/local/domain/2/data/b\0v"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/local/domain/2/data/gone\0v"));
    expect_ok(DOM0, XS_RM, t, SAY("/local/domain/2/data/gone\0"));
    expect_events(OTHER, "");
    expect_ok(DOM0, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_events(OTHER, "data/a t\ndata/b t\n");
}

static void test_transaction_that_is_given_up_fires_nothing(void **state)
{
    uint32_t t;

    (void)state;
    expect_watch(GUEST, "data", "t");
    t = expect_transaction(GUEST);
    expect_ok(GUEST, XS_WRITE, t, SAY("data/a\0v"));
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("F\0"));
    expect_events(GUEST, "");
}

static void test_watch_is_there_once(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0t\0"));
    expect_error(GUEST, XS_WATCH, 0, SAY("data\0t\0"), "EEXIST");
    expect_error(GUEST, XS_WATCH, 0, SAY("/local/domain/1/data\0t\0"), "EEXIST");
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0u\0"));
    expect_ok(OTHER, XS_WATCH, 0, SAY("/local/domain/1/data\0t\0"));
}

static void test_unwatch_takes_back_what_waits(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0t\0"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0u\0"));
    expect_ok(GUEST, XS_UNWATCH, 0, SAY("data\0t\0"));
    expect_error(GUEST, XS_UNWATCH, 0, SAY("data\0t\0"), "ENOENT");
    expect_error(GUEST, XS_UNWATCH, 0, SAY("data/x\0u\0"), "ENOENT");
    expect_events(GUEST, "data t\ndata u\n");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data\0v"));
    expect_ok(GUEST, XS_UNWATCH, 0, SAY("data\0u\0"));
    expect_events(GUEST, "");
}

static void test_malformed_watches(void **state)
{
    (void)state;
    for (uint32_t type = XS_WATCH; type <= XS_UNWATCH; type++) {
        expect_error(GUEST, type, 0, SAY(""), "EINVAL");
        expect_error(GUEST, type, 0, SAY("data\0"), "EINVAL");
        expect_error(GUEST, type, 0, SAY("data\0t"), "EINVAL");
        expect_error(GUEST, type, 0, SAY("data\0t\0u\0"), "EINVAL");
        expect_error(GUEST, type, 0, SAY("a.b\0t\0"), "EINVAL");
    }
}

static void test_transaction_number_of_a_watch_is_not_looked_at(void **state)
{
    (void)state;
    expect_ok(GUEST, XS_WATCH, 77, SAY("data\0t\0"));
    expect_events(GUEST, "data t\n");
    expect_ok(GUEST, XS_UNWATCH, 77, SAY("data\0t\0"));
}

static void test_reset_watches_ends_watches_and_transactions(void **state)
{
    uint32_t t;

    (void)state;
    expect_watch(GUEST, "data", "t");
    t = expect_transaction(GUEST);
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data\0v"));
    expect_ok(GUEST, XS_RESET_WATCHES, 0, SAY("\0"));
    expect_events(GUEST, "");
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "ENOENT");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data\0v"));
    expect_events(GUEST, "");
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_new_watch_fires_once_after_its_reply),
        ASKED(test_event_names_the_path_as_the_watch_did),
        ASKED(test_watches_fire_in_the_order_in_which_they_were_set),
        ASKED(test_each_change_fires),
        ASKED(test_other_paths_do_not_fire),
        ASKED(test_parents_that_a_write_makes_do_not_fire),
        ASKED(test_removal_fires_watches_of_what_was_below),
        ASKED(test_removal_is_told_to_who_may_read_the_parent),
        ASKED(test_transaction_fires_at_its_end),
        ASKED(test_transaction_that_is_given_up_fires_nothing),
        ASKED(test_watch_is_there_once),
        ASKED(test_unwatch_takes_back_what_waits),
        ASKED(test_malformed_watches),
        ASKED(test_transaction_number_of_a_watch_is_not_looked_at),
        ASKED(test_reset_watches_ends_watches_and_transactions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
