/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Clients of a store: who is there, who is privileged, what is left when one goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/store_asks.h"

static void test_domain_path_needs_no_domain(void **state)
{
    (void)state;
    expect_reply(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("1\0"), SAY("/local/domain/1\0"));
    expect_reply(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("99\0"), SAY("/local/domain/99\0"));
    expect_error(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("1"), "EINVAL");
    expect_error(GUEST, XS_GET_DOMAIN_PATH, 0, SAY(""), "EINVAL");
    expect_error(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("x\0"), "EINVAL");
    expect_error(GUEST, XS_GET_DOMAIN_PATH, 0, SAY("99999999999\0"), "EINVAL");
}

static void test_who_is_introduced(void **state)
{
    (void)state;
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("0\0"), SAY("T\0"));
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("1\0"), SAY("T\0"));
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("9\0"), SAY("F\0"));
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("32752\0"), SAY("T\0"));
    asker_remove(GUEST, true);
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("1\0"), SAY("F\0"));
}

static void test_requests_of_domain_0_are_refused_to_guests(void **state)
{
    static const uint32_t types[] = {XS_CONTROL, XS_INTRODUCE, XS_RELEASE, XS_IS_DOMAIN_INTRODUCED,
                                     XS_RESUME,  XS_SET_TARGET};

    (void)state;
    for (uint32_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        expect_error(GUEST, types[i], 0, SAY("1\0"), "EACCES");
}

static void test_unknown_requests_are_not_served(void **state)
{
    static const uint32_t types[] = {XS_WATCH_EVENT, 20, 23, 24, 99, 0x7fffffff, 0xffffffff};

    (void)state;
    for (uint32_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        expect_error(GUEST, types[i], 0, SAY("data\0"), "ENOSYS");
        expect_error(DOM0, types[i], 0, SAY("data\0"), "ENOSYS");
    }
    assert_true(answer_is(ask(GUEST, XS_ERROR, 0, SAY("ENOENT\0")), "ENOSYS"));
}

static void test_reply_has_the_numbers_of_its_request(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .req_id = 0xfedcba98, .len = 5};
    struct store_message message;

    (void)state;
    assert_int_equal(store_feed(&asked, askers[GUEST], &header, sizeof(header)), sizeof(header));
    assert_int_equal(store_feed(&asked, askers[GUEST], "data", 5), 5);
    assert_true(store_client_take(&asked, askers[GUEST], &message));
    assert_int_equal(message.header.req_id, 0xfedcba98);
    assert_int_equal(message.header.type, XS_READ);
}

static void test_one_client_of_a_guest_and_many_of_domain_0(void **state)
{
    uint32_t more;

    (void)state;
    assert_int_equal(store_client_add(&asked, GUEST, false, false), STORE_CLIENT_NONE);
    more = store_client_add(&asked, DOM0, true, false);
    assert_int_not_equal(more, STORE_CLIENT_NONE);
    expect_watch(DOM0, "/t", "t");
    store_client_remove(&asked, more, false);
    expect_ok(DOM0, XS_WRITE, 0, SAY("/t\0v"));
    expect_events(DOM0, "/t t\n");
}

static void test_client_that_leaves_keeps_its_nodes(void **state)
{
    uint32_t used = asked.pool.used, t;

    (void)state;
    t = expect_transaction(GUEST);
    expect_ok(GUEST, XS_WRITE, t, SAY("data/x\0v"));
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0t\0"));
    assert_true(store_client_send(&asked, askers[GUEST], XS_READ, 0, SAY("data\0")));
    asker_remove(GUEST, false);
    assert_int_equal(asked.pool.used, used);
    expect_reply(DOM0, XS_GET_PERMS, 0, SAY("/local/domain/1/data\0"), SAY("n1\0"));
    askers[GUEST] = store_client_add(&asked, GUEST, false, false);
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "ENOENT");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0v"));
    expect_events(GUEST, "");
}

static void test_half_a_request_goes_with_its_client(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_WRITE, .len = 4000};
    uint32_t used = asked.pool.used;
    char half[2000] = "data";

    (void)state;
    (void)store_feed(&asked, askers[GUEST], &header, sizeof(header));
    (void)store_feed(&asked, askers[GUEST], half, sizeof(half));
    assert_in_range(asked.pool.used, used + 1, used + 40);
    asker_remove(GUEST, false);
    assert_int_equal(asked.pool.used, used);
}

static void test_domain_that_goes_is_told_to_domain_0(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WATCH, 0, SAY("@introduceDomain\0i\0"));
    expect_ok(DOM0, XS_WATCH, 0, SAY("@releaseDomain\0r\0"));
    expect_ok(DOM0, XS_WATCH, 0, SAY("/local/domain/1/data/x\0x\0"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0v"));
    expect_events(DOM0, "@introduceDomain i\n@releaseDomain r\n/local/domain/1/data/x x\n");
    asker_remove(GUEST, true);
    expect_events(DOM0, "/local/domain/1/data/x x\n@releaseDomain r\n");
    asker_add(GUEST);
    expect_events(DOM0, "@introduceDomain i\n");
}

/* Whoever counts domains counts those that went at once. */
static void test_each_domain_that_goes_is_told(void **state)
{
    (void)state;
    expect_ok(DOM0, XS_WATCH, 0, SAY("@releaseDomain\0r\0"));
    expect_ok(DOM0, XS_WATCH, 0, SAY("/t\0t\0"));
    expect_events(DOM0, "@releaseDomain r\n/t t\n");
    asker_remove(GUEST, true);
    asker_remove(OTHER, true);
    (void)store_write(&asked, "/t", "1", 1);
    (void)store_write(&asked, "/t", "2", 1);
    expect_events(DOM0, "@releaseDomain r\n@releaseDomain r\n/t t\n");
    asker_add(GUEST);
    asker_add(OTHER);
}

static void test_domain_that_is_kept_keeps_its_nodes(void **state)
{
    uint32_t t;

    (void)state;
    expect_ok(DOM0, XS_WATCH, 0, SAY("@releaseDomain\0r\0"));
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0v"));
    t = expect_transaction(GUEST);
    expect_ok(GUEST, XS_WATCH, 0, SAY("data\0t\0"));
    expect_events(DOM0, "@releaseDomain r\n");
    store_client_stop(&asked, askers[GUEST]);
    expect_events(DOM0, "@releaseDomain r\n");
    expect_reply(DOM0, XS_READ, 0, SAY("/local/domain/1/data/x\0"), SAY("v"));
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("1\0"), SAY("T\0"));
    expect_ok(DOM0, XS_WRITE, 0, SAY("/local/domain/1/data/x\0w"));
    expect_events(GUEST, "");
    expect_error(GUEST, XS_TRANSACTION_END, t, SAY("T\0"), "ENOENT");
}

/* Each second node is its own, the others name it, some of them below one that goes. */
static void test_domain_that_goes_is_forgotten_everywhere(void **state)
{
    char path[] = "/t/00/b";

    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        const struct permission own[] = {{OTHER, 0}}, named[] = {{DOM0, 0}, {OTHER, 1}, {GUEST, 1}};

        path[3] = (char)('0' + i / 10);
        path[4] = (char)('0' + i % 10);
        assert_int_equal(store_write(&asked, path, "v", 1), STORE_OK);
        assert_int_equal(store_set_permissions(&asked, path, named, 3), STORE_OK);
        path[5] = '\0';
        assert_int_equal(store_set_permissions(&asked, path, i % 2 ? own : named, i % 2 ? 1 : 3),
                         STORE_OK);
        path[5] = '/';
    }
    asker_remove(OTHER, true);
    for (uint32_t i = 0; i < 40; i++) {
        path[3] = (char)('0' + i / 10);
        path[4] = (char)('0' + i % 10);
        if (i % 2)
            expect_error(DOM0, XS_READ, 0, path, sizeof(path), "ENOENT");
        else
            expect_reply(DOM0, XS_GET_PERMS, 0, path, sizeof(path), SAY("n0\0r1\0"));
    }
    expect_error(DOM0, XS_READ, 0, SAY("/local/domain/2/data\0"), "ENOENT");
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_domain_path_needs_no_domain),
        ASKED(test_who_is_introduced),
        ASKED(test_requests_of_domain_0_are_refused_to_guests),
        ASKED(test_unknown_requests_are_not_served),
        ASKED(test_reply_has_the_numbers_of_its_request),
        ASKED(test_one_client_of_a_guest_and_many_of_domain_0),
        ASKED(test_client_that_leaves_keeps_its_nodes),
        ASKED(test_half_a_request_goes_with_its_client),
        ASKED(test_domain_that_goes_is_told_to_domain_0),
        ASKED(test_each_domain_that_goes_is_told),
        ASKED(test_domain_that_is_kept_keeps_its_nodes),
        ASKED(test_domain_that_goes_is_forgotten_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
