/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Public weaknesses of xenstored in permissions, each named by its advisory of the Xen project: a
 * store has none of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/store_asks.h"

/* A domain got what its predecessor of the same number was allowed. */
static void test_xsa_322_next_domain_inherits_no_permission(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/x\0secret"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/x\0n0\0b1\0r2\0"));
    expect_reply(GUEST, XS_READ, 0, SAY("/t/x\0"), SAY("secret"));
    asker_remove(GUEST, true);
    asker_add(GUEST);
    expect_error(GUEST, XS_READ, 0, SAY("/t/x\0"), "EACCES");
    expect_error(GUEST, XS_WRITE, 0, SAY("/t/x\0y"), "EACCES");
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("/t/x\0"), SAY("n0\0r2\0"));
}

static void test_xsa_322_nodes_of_a_gone_domain_go(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/own/below\0v"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/t/own\0n1\0"));
    asker_remove(GUEST, true);
    expect_error(DOM0, XS_READ, 0, SAY("/t/own\0"), "ENOENT");
    expect_error(DOM0, XS_READ, 0, SAY("/t/own/below\0"), "ENOENT");
    expect_error(DOM0, XS_READ, 0, SAY("/local/domain/1/data\0"), "ENOENT");
}

/* The special names have permissions as nodes have. */
static void test_xsa_322_special_names_forget_a_domain(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("@releaseDomain\0n0\0r1\0"));
    expect_watch(GUEST, "@releaseDomain", "t");
    asker_remove(GUEST, true);
    asker_add(GUEST);
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("@releaseDomain\0"), SAY("n0\0"));
    expect_watch(GUEST, "@releaseDomain", "t");
    asker_remove(OTHER, true);
    expect_events(GUEST, "");
}

/* A transaction that began before a domain went does not bring its permissions back. */
static void test_xsa_322_open_transaction_brings_nothing_back(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t/x\0secret"));
    t = expect_transaction(DOM0);
    expect_ok(DOM0, XS_SET_PERMS, t, SAY("/t/x\0n0\0r1\0"));
    expect_ok(DOM0, XS_WRITE, t, SAY("/t/y\0v"));
    asker_remove(GUEST, true);
    asker_add(GUEST);
    expect_error(DOM0, XS_TRANSACTION_END, t, SAY("T\0"), "EAGAIN");
    expect_error(GUEST, XS_READ, 0, SAY("/t/x\0"), "EACCES");
}

/* A guest could give its nodes to another domain, whose quota they then used up. */
static void test_xsa_352_guest_gives_no_node_away(void **state)
{
    (void)state;
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n2\0"), "EPERM");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n0\0"), "EPERM");
    expect_reply(GUEST, XS_GET_PERMS, 0, SAY("data\0"), SAY("n1\0"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("/local/domain/1/data\0n2\0"));
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("data\0n1\0"), "EACCES");
}

/* Permissions of the root were not looked at. */
static void test_xsa_353_root_is_not_the_guests(void **state)
{
    (void)state;
    expect_error(GUEST, XS_READ, 0, SAY("/\0"), "EACCES");
    expect_error(GUEST, XS_DIRECTORY, 0, SAY("/\0"), "EACCES");
    expect_error(GUEST, XS_GET_PERMS, 0, SAY("/\0"), "EACCES");
    expect_error(GUEST, XS_WRITE, 0, SAY("/\0v"), "EACCES");
    expect_error(GUEST, XS_WRITE, 0, SAY("/new\0v"), "EACCES");
    expect_error(GUEST, XS_SET_PERMS, 0, SAY("/\0n1\0"), "EACCES");
    expect_error(GUEST, XS_RM, 0, SAY("/\0"), "EACCES");
    expect_error(DOM0, XS_RM, 0, SAY("/\0"), "EINVAL");
    expect_reply(DOM0, XS_DIRECTORY, 0, SAY("/\0"), SAY("local\0"));
}

/* What was given to a domain that was not there belonged to the one that came later. */
static void test_xsa_417_nothing_is_given_to_a_domain_to_come(void **state)
{
    (void)state;
    asker_remove(OTHER, true);
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0secret"));
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data/x\0n1\0b2\0"));
    expect_error(DOM0, XS_SET_PERMS, 0, SAY("/local\0n2\0"), "ENOENT");
    asker_add(OTHER);
    expect_error(OTHER, XS_READ, 0, SAY("/local/domain/1/data/x\0"), "EACCES");
    expect_error(OTHER, XS_WRITE, 0, SAY("/local/domain/1/data/x\0v"), "EACCES");
    expect_ok(GUEST, XS_SET_PERMS, 0, SAY("data/x\0n1\0b2\0"));
    expect_reply(OTHER, XS_READ, 0, SAY("/local/domain/1/data/x\0"), SAY("secret"));
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_xsa_322_next_domain_inherits_no_permission),
        ASKED(test_xsa_322_nodes_of_a_gone_domain_go),
        ASKED(test_xsa_322_special_names_forget_a_domain),
        ASKED(test_xsa_322_open_transaction_brings_nothing_back),
        ASKED(test_xsa_352_guest_gives_no_node_away),
        ASKED(test_xsa_353_root_is_not_the_guests),
        ASKED(test_xsa_417_nothing_is_given_to_a_domain_to_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
