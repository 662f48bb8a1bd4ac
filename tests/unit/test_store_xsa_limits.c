/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Public weaknesses of xenstored in counting what a guest has, each named by its advisory of the
 * Xen project: a store has none of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/store_asks.h"

static const struct store_message *number_ask(uint32_t domid, uint32_t type, const char *format,
                                              uint32_t number)
{
    char path[64];

    snprintf(path, sizeof(path), format, number);
    return ask(domid, type, 0, path, (uint32_t)strlen(path) + 1);
}

/* Makes nodes until a limit says no; returns how many, and removes them. */
static uint32_t nodes_make(uint32_t domid)
{
    uint32_t count = 0;

    while (number_ask(domid, XS_MKDIR, "data/n%u", count)->header.type != XS_ERROR)
        count++;
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(number_ask(domid, XS_RM, "data/n%u", i)->header.type, XS_RM);
    return count;
}

/* A guest that wrote without end made domain 0's transactions start again for ever. */
static void test_xsa_206_writer_elsewhere_makes_no_transaction_start_again(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(DOM0, XS_WRITE, 0,
              SAY("/t/x\0"
                  "1"));
    t = expect_transaction(DOM0);
    expect_reply(DOM0, XS_READ, t, SAY("/t/x\0"), SAY("1"));
    expect_reply(DOM0, XS_READ, t, SAY("/local/domain/2/data\0"), SAY(""));
    for (uint32_t i = 0; i < 500; i++) {
        assert_int_equal(number_ask(GUEST, XS_MKDIR, "data/%u", i % 50)->header.type, XS_MKDIR);
        assert_int_equal(number_ask(GUEST, XS_RM, "data/%u", i % 50)->header.type, XS_RM);
    }
    expect_ok(DOM0, XS_WRITE, t,
              SAY("/t/x\0"
                  "2"));
    expect_ok(DOM0, XS_WRITE, t,
              SAY("/local/domain/1/data/new\0"
                  "1"));
    expect_ok(DOM0, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_reply(DOM0, XS_READ, 0, SAY("/t/x\0"), SAY("2"));
}

/* Replies that nobody took piled up. */
static void test_xsa_326_next_request_waits_for_the_reply_to_be_taken(void **state)
{
    struct store_message message;
    uint32_t used;

    (void)state;
    assert_true(store_client_send(&asked, askers[GUEST], XS_READ, 0, SAY("data\0")));
    used = asked.pool.used;
    for (uint32_t i = 0; i < 1000; i++)
        assert_false(store_client_send(&asked, askers[GUEST], XS_READ, 0, SAY("data\0")));
    assert_int_equal(asked.pool.used, used);
    assert_true(store_client_take(&asked, askers[GUEST], &message));
    assert_false(store_has_output(&asked, askers[GUEST]));
}

/* Events that nobody took piled up: the same ones ... */
static void test_xsa_326_watch_events_are_not_repeated(void **state)
{
    uint32_t used;

    (void)state;
    expect_watch(GUEST, "data", "t");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"));
    used = asked.pool.used;
    for (uint32_t i = 0; i < 1000; i++)
        expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"));
    assert_int_equal(asked.pool.used, used);
    expect_events(GUEST, "data/x t\n");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"));
    expect_events(GUEST, "data/x t\n");
}

/* ... and different ones. What was too much is told by one event of the watch itself. */
static void test_xsa_326_events_have_a_limit_and_none_is_missed(void **state)
{
    struct store_message message;
    uint32_t count = 0;

    (void)state;
    asked.limits.events = 10;
    expect_watch(GUEST, "data", "t");
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(number_ask(DOM0, XS_MKDIR, "/local/domain/1/data/%u", i)->header.type,
                         XS_MKDIR);
    assert_int_equal(asked.clients[askers[GUEST]].event_count, 10);
    while (store_client_take(&asked, askers[GUEST], &message))
        count++;
    assert_int_equal(count, 11);
    assert_memory_equal(message.payload, "data\0t", 7);
    assert_false(store_has_output(&asked, askers[GUEST]));
    expect_ok(DOM0, XS_MKDIR, 0, SAY("/local/domain/1/data/0\0"));
}

/* Transactions kept as many nodes of the largest size as a guest could write. */
static void test_xsa_326_transactions_are_paid_by_who_has_them(void **state)
{
    static char write[8 + 2048];
    uint32_t first = asked.pool.used;

    (void)state;
    for (uint32_t i = 0; i < store_limits_default.transactions; i++) {
        uint32_t t = expect_transaction(GUEST);
        const struct store_message *answer;
        uint32_t count = 0;

        do {
            memset(write, 'v', sizeof(write));
            snprintf(write, 8, "data/%02u", count++);
            answer = ask(GUEST, XS_WRITE, t, write, sizeof(write));
        } while (answer->header.type != XS_ERROR && count < 100);
    }
    expect_error(GUEST, XS_TRANSACTION_START, 0, SAY("\0"), "ENOSPC");
    assert_in_range(asked.pool.used - first, 0, asked.pool.accounts[askers[GUEST] + 1].most);
    expect_ok(OTHER, XS_WRITE, 0, SAY("data/x\0v"));
    expect_ok(OTHER, XS_RM, 0, SAY("data/x\0"));
    expect_ok(GUEST, XS_RESET_WATCHES, 0, SAY("\0"));
    assert_int_equal(asked.pool.used, first);
}

/* A transaction could look at any number of nodes. */
static void test_xsa_326_transaction_looks_at_so_many_nodes_only(void **state)
{
    uint32_t t;

    (void)state;
    asked.limits.transaction_entries = 20;
    t = expect_transaction(GUEST);
    for (uint32_t i = 0; i < 20; i++) {
        char path[] = {'d', 'a', 't', 'a', '/', (char)('a' + i), '\0'};

        expect_error(GUEST, XS_READ, t, path, sizeof(path), "ENOENT");
    }
    expect_error(GUEST, XS_READ, t, SAY("data/z\0"), "ENOSPC");
    expect_error(GUEST, XS_WRITE, t, SAY("data/z\0v"), "ENOSPC");
    expect_error(GUEST, XS_READ, t, SAY("data/a\0"), "ENOENT");
}

/* Undoing half a path that could not be made crashed. */
static void test_xsa_414_path_is_made_whole_or_not_at_all(void **state)
{
    uint32_t used = asked.pool.used;

    (void)state;
    asked.limits.nodes = 3; /* data and two more */
    expect_error(GUEST, XS_WRITE, 0, SAY("data/a/b/c/d\0v"), "ENOSPC");
    expect_error(GUEST, XS_MKDIR, 0, SAY("data/a/b/c\0"), "ENOSPC");
    assert_int_equal(asked.pool.used, used);
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY(""));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a/b\0"));
}

/* In a transaction, half a path that could not be made stayed, and no node named it. */
static void test_xsa_415_no_orphan_is_left_by_a_transaction(void **state)
{
    uint32_t used = asked.pool.used, t = expect_transaction(GUEST);

    (void)state;
    asked.limits.nodes = 3;
    expect_error(GUEST, XS_WRITE, t, SAY("data/a/b/c/d\0v"), "ENOSPC");
    expect_error(GUEST, XS_READ, t, SAY("data/a\0"), "ENOENT");
    (void)ask(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    expect_error(DOM0, XS_READ, 0, SAY("/local/domain/1/data/a\0"), "ENOENT");
    expect_error(DOM0, XS_READ, 0, SAY("/local/domain/1/data/a/b/c\0"), "ENOENT");
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY(""));
    assert_int_equal(asked.pool.used, used);
}

/* Two guests that help each other left more nodes with each restart of one. */
static void test_xsa_419_nodes_elsewhere_go_with_their_owner(void **state)
{
    uint32_t used = 0;

    (void)state;
    expect_ok(OTHER, XS_MKDIR, 0, SAY("data/w\0"));
    for (uint32_t round = 0; round < 20; round++) {
        expect_ok(OTHER, XS_SET_PERMS, 0, SAY("data/w\0n2\0b1\0"));
        for (uint32_t i = 0; i < 20; i++)
            assert_int_equal(
                number_ask(GUEST, XS_MKDIR, "/local/domain/2/data/w/%u", i)->header.type, XS_MKDIR);
        asker_remove(GUEST, true);
        asker_add(GUEST);
        used = used ? used : asked.pool.used;
        assert_int_equal(asked.pool.used, used);
    }
    expect_reply(OTHER, XS_DIRECTORY, 0, SAY("data/w\0"), SAY(""));
}

/* Nodes that were made and removed in one transaction, or in none that ended, were miscounted. */
static void test_xsa_421_transactions_count_nodes_as_they_end(void **state)
{
    uint32_t most;

    (void)state;
    asked.limits.nodes = 20;
    most = nodes_make(GUEST);
    assert_int_equal(most, 19);
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/kept\0"));
    for (uint32_t i = 0; i < 40; i++) {
        uint32_t t = expect_transaction(GUEST);

        expect_ok(GUEST, XS_MKDIR, t, SAY("data/a/b\0"));
        expect_ok(GUEST, XS_RM, t, SAY("data/a\0"));
        if (i % 4 < 2)
            expect_ok(GUEST, XS_RM, t, SAY("data/kept\0"));
        if (i % 4 == 1)
            expect_ok(GUEST, XS_MKDIR, t, SAY("data/kept\0"));
        if (i % 4 == 0)
            expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("F\0"));
        else
            expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("T\0"));
    }
    assert_int_equal(nodes_make(GUEST), most - 1);
}

/* What a domain owned was counted against the next one of its number. */
static void test_xsa_483_next_domain_starts_with_nothing_counted(void **state)
{
    uint32_t most;

    (void)state;
    asked.limits.nodes = 20;
    most = nodes_make(GUEST);
    for (uint32_t i = 0; i < 5; i++) {
        for (uint32_t k = 0; k < most; k++)
            assert_int_equal(number_ask(GUEST, XS_MKDIR, "data/n%u", k)->header.type, XS_MKDIR);
        asker_remove(GUEST, true);
        asker_add(GUEST);
        assert_int_equal(nodes_make(GUEST), most);
    }
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_xsa_206_writer_elsewhere_makes_no_transaction_start_again),
        ASKED(test_xsa_326_next_request_waits_for_the_reply_to_be_taken),
        ASKED(test_xsa_326_watch_events_are_not_repeated),
        ASKED(test_xsa_326_events_have_a_limit_and_none_is_missed),
        ASKED(test_xsa_326_transactions_are_paid_by_who_has_them),
        ASKED(test_xsa_326_transaction_looks_at_so_many_nodes_only),
        ASKED(test_xsa_414_path_is_made_whole_or_not_at_all),
        ASKED(test_xsa_415_no_orphan_is_left_by_a_transaction),
        ASKED(test_xsa_419_nodes_elsewhere_go_with_their_owner),
        ASKED(test_xsa_421_transactions_count_nodes_as_they_end),
        ASKED(test_xsa_483_next_domain_starts_with_nothing_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
