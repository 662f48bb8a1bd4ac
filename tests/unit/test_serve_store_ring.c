/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's side of a store ring: bytes go round its end, replies wait for room, and indexes
 * that make no sense close it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "launcher/serve/store_ring.h"

#include <xen/io/xs_wire.h>

enum { GUEST = 7, DOMAINS = 2 };

static struct store store;
static void *memory;
static struct xenstore_domain_interface page;
static struct store_ring ring;

/* A page on which so many bytes went each way before. */
static void ring_make(uint32_t index)
{
    size_t size = store_memory_size(DOMAINS);

    free(memory);
    memory = malloc(size);
    assert_non_null(memory);
    assert_true(store_init(&store, memory, size, DOMAINS));
    memset(&page, 0, sizeof(page));
    page.req_cons = page.req_prod = page.rsp_cons = page.rsp_prod = index;
    assert_true(store_ring_open(&ring, &store, GUEST, &page));
    assert_int_equal(store_write(&store, "/local/domain/7/name", "seven", 5), STORE_OK);
    assert_int_equal(
        store_set_permissions(&store, "/local/domain/7/name", (struct permission[]){{GUEST, 0}}, 1),
        STORE_OK);
}

static int ring_begin(void **state)
{
    (void)state;
    ring_make(0);
    return 0;
}

static int ring_end(void **state)
{
    (void)state;
    free(memory);
    memory = NULL;
    return 0;
}

/* The guest writes bytes of a request; all of them fit. */
static void guest_writes(const void *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        page.req[MASK_XENSTORE_IDX(page.req_prod++)] = ((const char *)bytes)[i];
}

static void guest_asks(uint32_t type, uint32_t number, const char *payload, uint32_t size)
{
    const struct xsd_sockmsg header = {.type = type, .req_id = number, .len = size};

    guest_writes(&header, sizeof(header));
    guest_writes(payload, size);
}

/* The guest takes the next message, which is this one. */
static void guest_gets(uint32_t type, uint32_t number, const char *payload, uint32_t size)
{
    struct xsd_sockmsg header;
    char bytes[XENSTORE_RING_SIZE];

    for (uint32_t i = 0; i < sizeof(header); i++)
        ((char *)&header)[i] = page.rsp[MASK_XENSTORE_IDX(page.rsp_cons++)];
    assert_int_equal(header.type, type);
    assert_int_equal(header.req_id, number);
    assert_int_equal(header.len, size);
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = page.rsp[MASK_XENSTORE_IDX(page.rsp_cons++)];
    assert_memory_equal(bytes, payload, size);
    assert_true((int32_t)(page.rsp_prod - page.rsp_cons) >= 0);
}

static void test_a_request_is_answered(void **state)
{
    struct store_visit visit;

    (void)state;
    guest_asks(XS_READ, 5, "name", 5);
    visit = store_ring_serve(&ring, &store);
    assert_true(visit.has_moved);
    assert_false(visit.goes_on);
    guest_gets(XS_READ, 5, "seven", 5);
    assert_int_equal(page.req_cons, page.req_prod);
}

static void test_nothing_to_do_moves_nothing(void **state)
{
    struct store_visit visit = store_ring_serve(&ring, &store);

    (void)state;
    assert_false(visit.has_moved || visit.goes_on || visit.is_damaged);
}

static void test_bytes_go_round_the_end_and_indexes_past_zero(void **state)
{
    (void)state;
    for (uint32_t back = 1; back < 32; back++) {
        ring_make(-back);
        guest_asks(XS_READ, back, "name", 5);
        assert_true(store_ring_serve(&ring, &store).has_moved);
        guest_gets(XS_READ, back, "seven", 5);
    }
}

static void test_a_request_may_come_byte_by_byte(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .req_id = 3, .len = 5};

    (void)state;
    for (uint32_t i = 0; i < sizeof(header); i++) {
        guest_writes((const char *)&header + i, 1);
        assert_true(store_ring_serve(&ring, &store).has_moved);
        assert_int_equal(page.rsp_prod, 0);
    }
    guest_writes("name", 5);
    (void)store_ring_serve(&ring, &store);
    guest_gets(XS_READ, 3, "seven", 5);
}

static void test_one_request_a_visit(void **state)
{
    (void)state;
    guest_asks(XS_READ, 1, "name", 5);
    guest_asks(XS_READ, 2, "none", 5);
    assert_true(store_ring_serve(&ring, &store).goes_on);
    guest_gets(XS_READ, 1, "seven", 5);
    assert_int_equal(page.rsp_prod, page.rsp_cons);
    assert_false(store_ring_serve(&ring, &store).goes_on);
    guest_gets(XS_ERROR, 2, "EACCES", 7);
}

/* A guest that takes no replies stops itself: nothing goes on before it makes room. */
static void test_no_room_for_a_reply(void **state)
{
    struct store_visit visit;

    (void)state;
    page.rsp_prod = XENSTORE_RING_SIZE - 20;
    guest_asks(XS_READ, 1, "name", 5);
    guest_asks(XS_READ, 2, "name", 5);
    visit = store_ring_serve(&ring, &store);
    assert_true(visit.has_moved);
    assert_false(visit.goes_on);
    assert_int_equal(page.rsp_prod, XENSTORE_RING_SIZE);
    visit = store_ring_serve(&ring, &store);
    assert_false(visit.has_moved || visit.goes_on);
    /* What was there before is not the test's; then comes the first reply, whole. */
    page.rsp_cons = XENSTORE_RING_SIZE - 20;
    visit = store_ring_serve(&ring, &store);
    assert_true(visit.has_moved);
    guest_gets(XS_READ, 1, "seven", 5);
    guest_gets(XS_READ, 2, "seven", 5);
}

static void closed_expect(struct store_visit visit, uint32_t error)
{
    assert_true(visit.is_damaged);
    assert_true(visit.has_moved);
    assert_false(visit.goes_on);
    assert_int_equal(page.error, error);
    /* Told once; nothing is touched any more. */
    page.req_prod = page.req_cons + 100;
    visit = store_ring_serve(&ring, &store);
    assert_false(visit.has_moved || visit.goes_on || visit.is_damaged);
    visit = store_ring_give(&ring, &store);
    assert_false(visit.has_moved || visit.is_damaged);
    assert_int_equal(page.req_prod, page.req_cons + 100);
}

static void test_request_indexes_too_far_apart(void **state)
{
    static const uint32_t apart[] = {XENSTORE_RING_SIZE + 1, 0x80000000, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        ring_make(0x7ffffff0);
        page.req_prod = page.req_cons + apart[i];
        closed_expect(store_ring_serve(&ring, &store), XENSTORE_ERROR_RINGIDX);
    }
}

static void test_reply_indexes_too_far_apart(void **state)
{
    static const uint32_t apart[] = {XENSTORE_RING_SIZE + 1, 0x80000000, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        ring_make(0x7ffffff0);
        guest_asks(XS_READ, 1, "name", 5);
        page.rsp_prod = page.rsp_cons + apart[i];
        closed_expect(store_ring_serve(&ring, &store), XENSTORE_ERROR_RINGIDX);
    }
}

static void test_a_request_longer_than_allowed(void **state)
{
    const struct xsd_sockmsg header = {.type = XS_WRITE, .len = XENSTORE_PAYLOAD_MAX + 1};

    (void)state;
    guest_writes(&header, sizeof(header));
    closed_expect(store_ring_serve(&ring, &store), XENSTORE_ERROR_PROTO);
}

static void test_reconnecting_mends_a_closed_ring(void **state)
{
    struct store_visit visit;

    (void)state;
    assert_true(page.server_features & XENSTORE_SERVER_FEATURE_RECONNECTION);
    page.req_prod = 5000;
    assert_true(store_ring_serve(&ring, &store).is_damaged);
    page.connection = XENSTORE_RECONNECT;
    visit = store_ring_serve(&ring, &store);
    assert_true(visit.has_moved);
    assert_int_equal(page.connection, XENSTORE_CONNECTED);
    assert_int_equal(page.error, XENSTORE_ERROR_NONE);
    assert_true(!page.req_cons && !page.req_prod && !page.rsp_cons && !page.rsp_prod);
    guest_asks(XS_READ, 1, "name", 5);
    (void)store_ring_serve(&ring, &store);
    guest_gets(XS_READ, 1, "seven", 5);
}

/* Else another domain could be given the number, and with it an account that is used up. */
static void test_a_closed_ring_keeps_its_place_in_the_store(void **state)
{
    uint32_t client = ring.client;

    (void)state;
    page.req_prod = 5000;
    assert_true(store_ring_serve(&ring, &store).is_damaged);
    assert_int_not_equal(store_client_add(&store, GUEST + 1, false, false), client);
    page.connection = XENSTORE_RECONNECT;
    (void)store_ring_serve(&ring, &store);
    assert_int_equal(ring.client, client);
}

static void test_reconnecting_drops_what_was_half_done(void **state)
{
    (void)state;
    guest_asks(XS_WATCH, 1, "name\0token", 11);
    (void)store_ring_serve(&ring, &store);
    guest_writes("half a hea", 10);
    (void)store_ring_serve(&ring, &store);
    page.connection = XENSTORE_RECONNECT;
    (void)store_ring_serve(&ring, &store);
    assert_int_equal(store_write(&store, "/local/domain/7/name", "eight", 5), STORE_OK);
    assert_false(store_ring_give(&ring, &store).has_moved);
    guest_asks(XS_READ, 2, "name", 5);
    (void)store_ring_serve(&ring, &store);
    guest_gets(XS_READ, 2, "eight", 5);
}

static void test_an_event_is_given_without_a_request(void **state)
{
    (void)state;
    guest_asks(XS_WATCH, 1, "name\0token", 11);
    (void)store_ring_serve(&ring, &store);
    guest_gets(XS_WATCH, 1, "OK", 3);
    guest_gets(XS_WATCH_EVENT, 0, "name\0token", 11);
    assert_false(store_ring_give(&ring, &store).has_moved);
    assert_int_equal(store_write(&store, "/local/domain/7/name", "eight", 5), STORE_OK);
    assert_true(store_ring_give(&ring, &store).has_moved);
    guest_gets(XS_WATCH_EVENT, 0, "name\0token", 11);
}

static void test_a_closed_ring_is_not_touched(void **state)
{
    (void)state;
    store_ring_close(&ring, &store);
    page.req_prod = 5000;
    assert_false(store_ring_serve(&ring, &store).has_moved);
    assert_false(store_ring_give(&ring, &store).has_moved);
    assert_int_equal(page.error, XENSTORE_ERROR_NONE);
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, ring_begin, ring_end)
    const struct CMUnitTest tests[] = {
        STEP(test_a_request_is_answered),
        STEP(test_nothing_to_do_moves_nothing),
        STEP(test_bytes_go_round_the_end_and_indexes_past_zero),
        STEP(test_a_request_may_come_byte_by_byte),
        STEP(test_one_request_a_visit),
        STEP(test_no_room_for_a_reply),
        STEP(test_request_indexes_too_far_apart),
        STEP(test_reply_indexes_too_far_apart),
        STEP(test_a_request_longer_than_allowed),
        STEP(test_reconnecting_mends_a_closed_ring),
        STEP(test_a_closed_ring_keeps_its_place_in_the_store),
        STEP(test_reconnecting_drops_what_was_half_done),
        STEP(test_an_event_is_given_without_a_request),
        STEP(test_a_closed_ring_is_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
