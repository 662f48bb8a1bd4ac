/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a guest may have at most, and what one that has it all does to others: nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/store/account.h"
#include "tests/support/store_asks.h"

/* Writes values of 2,000 bytes to nodes of this name and a number until one is refused. */
static uint32_t much_write(uint32_t domid, uint32_t transaction, const char *name,
                           const char *error)
{
    char write[2048];
    uint32_t count = 0;

    for (;;) {
        const struct store_message *answer;
        int length = snprintf(write, sizeof(write), "%s%u", name, count) + 1;

        memset(write + length, 'v', 2000);
        answer = ask(domid, XS_WRITE, transaction, write, (uint32_t)length + 2000);
        if (answer->header.type == XS_ERROR) {
            assert_string_equal((const char *)answer->payload, error);
            return count;
        }
        count++;
    }
}

static void test_limits_are_those_of_xenstored(void **state)
{
    (void)state;
    assert_int_equal(asked.limits.nodes, 1000);
    assert_int_equal(asked.limits.value_bytes, 2048);
    assert_int_equal(asked.limits.permissions, 5);
    assert_int_equal(asked.limits.path_bytes, 2048);
    assert_int_equal(asked.limits.watches, 128);
    assert_int_equal(asked.limits.transactions, 10);
    assert_int_equal(asked.limits.transaction_entries, 1024);
}

static void test_nodes_are_counted_for_their_owner(void **state)
{
    (void)state;
    asked.limits.nodes = 3;
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/a\0"));
    expect_ok(DOM0, XS_MKDIR, 0, SAY("/local/domain/1/data/zeros\0"));
    expect_error(GUEST, XS_MKDIR, 0, SAY("data/b\0"), "ENOSPC");
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/local/domain/1/data/zeros\0n0\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/b\0"));
    expect_error(GUEST, XS_MKDIR, 0, SAY("data/c\0"), "ENOSPC");
    expect_ok(GUEST, XS_RM, 0, SAY("data/a\0"));
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/c\0"));
    expect_ok(OTHER, XS_MKDIR, 0, SAY("data/b\0"));
}

static void test_value_has_a_limit(void **state)
{
    static char write[7 + 2049] = "data/a";

    (void)state;
    expect_ok(GUEST, XS_WRITE, 0, write, 7 + 2048);
    expect_error(GUEST, XS_WRITE, 0, write, sizeof(write), "ENOSPC");
    expect_ok(DOM0, XS_WRITE, 0, write, sizeof(write));
    expect_ok(DOM0, XS_RM, 0, SAY("data\0"));
}

static void test_transactions_have_a_limit(void **state)
{
    uint32_t t = 0;

    (void)state;
    for (uint32_t i = 0; i < asked.limits.transactions; i++)
        t = expect_transaction(GUEST);
    expect_error(GUEST, XS_TRANSACTION_START, 0, SAY("\0"), "ENOSPC");
    (void)expect_transaction(OTHER);
    expect_ok(GUEST, XS_TRANSACTION_END, t, SAY("F\0"));
    (void)expect_transaction(GUEST);
}

static void test_guest_without_memory_can_still_ask_and_remove(void **state)
{
    uint32_t count = much_write(GUEST, 0, "data/n", "ENOMEM");

    (void)state;
    assert_in_range(count, 16, 200);
    expect_reply(GUEST, XS_READ, 0, SAY("data\0"), SAY(""));
    expect_ok(GUEST, XS_RM, 0, SAY("data/n0\0"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/small\0v"));
    expect_ok(GUEST, XS_RM, 0, SAY("data\0"));
}

static void test_guest_that_takes_all_memory_keeps_nobody_from_writing(void **state)
{
    (void)state;
    (void)much_write(GUEST, 0, "data/n", "ENOMEM");
    assert_in_range(asked.pool.accounts[account_of(&asked, &asked.clients[askers[GUEST]])].used, 1,
                    asked.pool.accounts[account_of(&asked, &asked.clients[askers[GUEST]])].most);
    expect_ok(OTHER, XS_WRITE, 0, SAY("data/x\0v"));
    expect_ok(OTHER, XS_WATCH, 0, SAY("data\0t\0"));
    expect_ok(OTHER, XS_WRITE, 0, SAY("data/x\0w"));
    expect_events(OTHER, "data t\ndata/x t\n");
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/name\0web"));
    assert_int_equal(expect_transaction(OTHER), 1);
}

/* What another removes or changes is kept by an open transaction, but is not charged to that other.
 */
static void test_transaction_that_is_never_ended_costs_no_other_its_memory(void **state)
{
    char write[2048];
    int length = snprintf(write, sizeof(write), "data/x") + 1;
    uint32_t t;

    (void)state;
    memset(write + length, 'v', 2000);
    expect_ok(OTHER, XS_WRITE, 0, write, (uint32_t)length + 2000);
    for (uint32_t i = 0; i < 20000; i++) {
        if (i % 200 == 0 && i / 200 < asked.limits.transactions) {
            t = expect_transaction(GUEST);
            expect_error(GUEST, XS_READ, t, SAY("data/none\0"), "ENOENT");
        }
        expect_ok(OTHER, XS_WRITE, 0, write, (uint32_t)length + 2000);
    }
    expect_ok(OTHER, XS_RM, 0, SAY("data/x\0"));
    (void)much_write(OTHER, 0, "data/n", "ENOMEM");
}

/* A guest near its limit writes its values anew, while another has a transaction open. */
static void test_open_transaction_makes_no_other_fail(void **state)
{
    enum { NODES = 85 };
    char write[2048];

    (void)state;
    memset(write, 'v', sizeof(write));
    for (uint32_t i = 0; i < 3 * NODES; i++) {
        uint32_t length = (uint32_t)snprintf(write, sizeof(write), "data/n%u", i % NODES) + 1;

        if (i == NODES)
            (void)expect_transaction(GUEST);
        expect_ok(OTHER, XS_WRITE, 0, write, length + 2000);
    }
}

/* One that has all that it may fails, and ends no transaction of another by that. */
static void test_guest_at_its_limit_ends_no_transaction_of_another(void **state)
{
    uint32_t t = expect_transaction(OTHER);

    (void)state;
    expect_ok(OTHER, XS_WRITE, t, SAY("data/x\0v"));
    for (uint32_t i = 0; i < 200; i++)
        (void)much_write(GUEST, 0, "data/n", "ENOMEM");
    expect_ok(OTHER, XS_TRANSACTION_END, t, SAY("T\0"));
}

static void test_transactions_of_all_guests_leave_domain_0_its_memory(void **state)
{
    (void)state;
    for (uint32_t domid = GUEST; domid <= OTHER; domid++)
        for (uint32_t i = 0; i < asked.limits.transactions; i++)
            (void)much_write(domid, expect_transaction(domid), "data/n", "ENOMEM");
    for (uint32_t i = 0; i < 2000; i++) {
        char path[64];
        int length = snprintf(path, sizeof(path), "/t/%u", i % 10) + 1;

        expect_ok(DOM0, XS_WRITE, 0, path, (uint32_t)length);
    }
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_limits_are_those_of_xenstored),
        ASKED(test_nodes_are_counted_for_their_owner),
        ASKED(test_value_has_a_limit),
        ASKED(test_transactions_have_a_limit),
        ASKED(test_guest_without_memory_can_still_ask_and_remove),
        ASKED(test_guest_that_takes_all_memory_keeps_nobody_from_writing),
        ASKED(test_transaction_that_is_never_ended_costs_no_other_its_memory),
        ASKED(test_open_transaction_makes_no_other_fail),
        ASKED(test_guest_at_its_limit_ends_no_transaction_of_another),
        ASKED(test_transactions_of_all_guests_leave_domain_0_its_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
