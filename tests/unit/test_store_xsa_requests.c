/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Public weaknesses of xenstored in taking requests, each named by its advisory of the Xen project:
 * a store has none of them.
 *
 * Not of this store: crashes of a live update (it has none), those of XSA-325 and XSA-326 in rings
 * and delayed requests (it has neither; its owner has the rings), and XSA-330's and XSA-420's ways
 * of storing things in OCaml; what a client of theirs could do is tested.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "tests/support/store_asks.h"

/* A payload of `length` characters after "data/", and the NUL. */
static uint32_t long_path(char *path, uint32_t length)
{
    memset(path, 'x', length);
    memcpy(path, "data/", 5);
    path[length] = '\0';
    return length + 1;
}

/* A guest made a node whose path was too long for domain 0 to name, list or remove. */
static void test_xsa_323_longest_path_of_a_guest_can_be_removed(void **state)
{
    static const char home[] = "/local/domain/1/";
    char path[STORE_PAYLOAD_MAX];
    uint32_t start = sizeof(home) - 1, size;

    (void)state;
    memcpy(path, home, start);
    size = long_path(path + start, XENSTORE_REL_PATH_MAX + 1);
    expect_error(GUEST, XS_MKDIR, 0, path + start, size, "EINVAL");
    expect_error(GUEST, XS_MKDIR, 0, path, start + size, "EINVAL");
    size = long_path(path + start, XENSTORE_REL_PATH_MAX);
    expect_ok(GUEST, XS_MKDIR, 0, path + start, size);
    expect_reply(DOM0, XS_READ, 0, path, start + size, SAY(""));
    expect_ok(DOM0, XS_RM, 0, path, start + size);
    expect_reply(GUEST, XS_DIRECTORY, 0, SAY("data\0"), SAY(""));
}

/* A client that broke the protocol was forgotten, and its domain with it: nobody saw it end. */
static void test_xsa_325_broken_client_is_there_until_its_domain_goes(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .len = XENSTORE_PAYLOAD_MAX + 1};

    (void)state;
    expect_watch(DOM0, "@releaseDomain", "t");
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/x\0v"));
    (void)store_feed(&asked, askers[GUEST], &header, sizeof(header));
    assert_true(store_is_broken(&asked, askers[GUEST]));
    assert_int_equal(store_feed(&asked, askers[GUEST], &header, sizeof(header)), 0);
    expect_events(DOM0, "");
    expect_reply(DOM0, XS_READ, 0, SAY("/local/domain/1/data/x\0"), SAY("v"));
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("1\0"), SAY("T\0"));
    asker_remove(GUEST, true);
    expect_events(DOM0, "@releaseDomain t\n");
    expect_reply(DOM0, XS_IS_DOMAIN_INTRODUCED, 0, SAY("1\0"), SAY("F\0"));
}

/* What was taken for a request that failed was not given back. */
static void test_xsa_416_requests_that_fail_cost_nothing(void **state)
{
    static const uint32_t types[] = {
        XS_READ,
        XS_DIRECTORY,
        XS_DIRECTORY_PART,
        XS_GET_PERMS,
        XS_WRITE,
        XS_MKDIR,
        XS_RM,
        XS_SET_PERMS,
        XS_WATCH,
        XS_UNWATCH,
        XS_TRANSACTION_END,
        XS_GET_DOMAIN_PATH,
        XS_CONTROL,
        99,
    };
    char payload[STORE_PAYLOAD_MAX];
    uint32_t used;

    (void)state;
    memset(payload, '%', sizeof(payload));
    used = asked.pool.used;
    for (uint32_t i = 0; i < 100 * sizeof(types) / sizeof(types[0]); i++) {
        uint32_t type = types[i % (sizeof(types) / sizeof(types[0]))];

        assert_int_equal(ask(GUEST, type, 0, payload, i % sizeof(payload))->header.type, XS_ERROR);
        assert_int_equal(asked.pool.used, used);
    }
}

enum { STACK_SIZE = 128 * 1024, LEVELS = 1500 };

static bool serve(uint32_t domid, uint32_t type, const char *path)
{
    static struct store_message answer;

    return store_client_send(&asked, askers[domid], type, 0, path, (uint32_t)strlen(path) + 1) &&
           store_client_take(&asked, askers[domid], &answer) && answer.header.type == type;
}

/* Has the deepest path made, read and removed, where a recursion would find no room. */
static void *deep_path_use(void *served)
{
    static const char start[] = "/local/domain/1/data";
    char half[sizeof(start) + LEVELS] = "", whole[sizeof(start) + (size_t)2 * LEVELS] = "";

    for (uint32_t i = 0; i < 2 * LEVELS; i += 2)
        memcpy(whole + sizeof(start) - 1 + i, "/a", 3);
    memcpy(whole, start, sizeof(start) - 1);
    memcpy(half, whole, sizeof(half) - 1);
    *(bool *)served = serve(DOM0, XS_MKDIR, half) && serve(DOM0, XS_MKDIR, whole) &&
                      serve(DOM0, XS_READ, whole) && serve(GUEST, XS_RM, "data/a") &&
                      serve(DOM0, XS_MKDIR, half);
    store_client_remove(&asked, askers[GUEST], true);
    return NULL;
}

/* A deep path, made or removed, used up the stack. */
static void test_xsa_418_deepest_path_needs_no_deep_stack(void **state)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool served = false;

    (void)state;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, STACK_SIZE), 0);
    assert_int_equal(pthread_create(&thread, &attributes, deep_path_use, &served), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    askers[GUEST] = STORE_CLIENT_NONE;
    assert_true(served);
    expect_reply(DOM0, XS_DIRECTORY, 0, SAY("/local/domain/1\0"), SAY(""));
}

/* A length that is negative where it is taken for a signed number. */
static void test_xsa_420_length_with_the_top_bit_is_refused(void **state)
{
    static const uint32_t lengths[] = {0x80000000, 0xffffffff, 0xfffffff0, 0x7fffffff};

    (void)state;
    for (uint32_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        const struct xsd_sockmsg header = {.type = XS_READ, .len = lengths[i]};

        (void)store_feed(&asked, askers[GUEST], &header, sizeof(header));
        assert_true(store_is_broken(&asked, askers[GUEST]));
        assert_false(store_has_output(&asked, askers[GUEST]));
        asker_remove(GUEST, true);
        asker_add(GUEST);
    }
    expect_reply(GUEST, XS_READ, 0, SAY("data\0"), SAY(""));
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_xsa_323_longest_path_of_a_guest_can_be_removed),
        ASKED(test_xsa_325_broken_client_is_there_until_its_domain_goes),
        ASKED(test_xsa_416_requests_that_fail_cost_nothing),
        ASKED(test_xsa_418_deepest_path_needs_no_deep_stack),
        ASKED(test_xsa_420_length_with_the_top_bit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
