/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests that lie to their store's ring, or ask without end: they stop themselves alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/store_guests.h"

#include <xen/io/xs_wire.h>

#define WORD(member) offsetof(struct xenstore_domain_interface, member)

static void test_a_damaged_ring_is_said_once(void **state)
{
    uint32_t error;

    (void)state;
    assert_true(sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(req_prod), 0x80000000));
    store_serve_all();
    assert_string_equal(sim_console(store_run.sim),
                        "hyperlaunch: domain db: its store ring is damaged; its store is closed\n");
    assert_true(sim_guest_store_page(store_run.sim, STORE_DB, WORD(error), &error));
    assert_int_equal(error, XENSTORE_ERROR_RINGIDX);
    sim_console_clear(store_run.sim);
    for (uint32_t i = 0; i < 10; i++) {
        assert_true(sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(req_prod), i << 28));
        store_serve_all();
    }
    assert_string_equal(sim_console(store_run.sim), "");
    store_expect(STORE_WEB, XS_READ, "name|", "2 web");
}

static void test_any_word_of_the_page_may_be_anything(void **state)
{
    static const uint32_t words[] = {0, 1, 1024, 1025, 0x7fffffff, 0x80000000, UINT32_MAX};

    (void)state;
    for (size_t offset = WORD(req_cons); offset <= WORD(error); offset += sizeof(uint32_t)) {
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            assert_true(sim_guest_store_spoil(store_run.sim, STORE_DB, offset, words[i]));
            store_serve_all();
            store_expect(STORE_WEB, XS_READ, "name|", "2 web");
        }
    }
}

static void test_a_closed_ring_is_mended_by_reconnecting(void **state)
{
    (void)state;
    assert_true(sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(req_prod), 0x80000000));
    store_serve_all();
    assert_true(
        sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(connection), XENSTORE_RECONNECT));
    store_serve_all();
    store_expect(STORE_DB, XS_READ, "name|", "2 db");
}

/* Or a domain could fill the console with what is said of it. */
static void test_who_damages_its_ring_again_is_not_named_again(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_true(sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(req_prod), 0x80000000));
        store_serve_all();
        assert_true(
            sim_guest_store_spoil(store_run.sim, STORE_DB, WORD(connection), XENSTORE_RECONNECT));
        store_serve_all();
    }
    assert_string_equal(sim_console(store_run.sim),
                        "hyperlaunch: domain db: its store ring is damaged; its store is closed\n");
    store_expect(STORE_DB, XS_READ, "name|", "2 db");
}

/* Fills the request ring with requests whose replies are short. */
static uint32_t flood(uint32_t domid)
{
    uint32_t count = XENSTORE_RING_SIZE / (sizeof(struct xsd_sockmsg) + 5);

    for (uint32_t i = 0; i < count; i++)
        store_ask(domid, XS_READ, "name", 5);
    return count;
}

static uint32_t produced(uint32_t domid)
{
    uint32_t index;

    assert_true(sim_guest_store_page(store_run.sim, domid, WORD(rsp_prod), &index));
    return index;
}

/* Who is served before each hypercall: a flood of two, and one request of a third. */
static struct {
    uint32_t before; /* what the two had got when the third had its answer */
    uint32_t start;
} fair;

static void fair_look(void *context, uint64_t call)
{
    (void)context;
    (void)call;
    if (fair.before == 0 && produced(STORE_PV) > 0)
        fair.before = produced(STORE_WEB) + produced(STORE_DB) - fair.start;
}

static void test_a_flood_of_two_lets_a_third_through(void **state)
{
    enum { REPLY = sizeof(struct xsd_sockmsg) + 3 };

    (void)state;
    assert_int_equal(produced(STORE_PV), 0);
    fair.before = 0;
    fair.start = produced(STORE_WEB) + produced(STORE_DB);
    (void)flood(STORE_WEB);
    (void)flood(STORE_DB);
    store_ask(STORE_PV, XS_READ, "domid", 6);
    sim_between(store_run.sim, fair_look, NULL);
    store_serve_all();
    sim_between(store_run.sim, NULL, NULL);
    /* One request of each, before or after it. */
    assert_in_range(fair.before, 1, 4 * REPLY);
}

/* Who does not take its replies is not asked what it wants, and wakes nobody: all that happens is
 * to sleep again. */
static void test_a_guest_that_never_reads_waits(void **state)
{
    uint64_t calls;

    (void)state;
    for (int i = 0; i < 3; i++) {
        (void)flood(STORE_WEB);
        store_serve_all();
        if (produced(STORE_WEB) == XENSTORE_RING_SIZE)
            break;
    }
    assert_int_equal(produced(STORE_WEB), XENSTORE_RING_SIZE);
    calls = sim_calls(store_run.sim);
    for (int i = 0; i < 5; i++) {
        sim_guest_store_signal(store_run.sim, STORE_WEB);
        store_serve_all();
    }
    assert_int_equal(sim_calls(store_run.sim), calls + 5);
    store_expect(STORE_DB, XS_READ, "name|", "2 db");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, store_launch_make, store_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_a_damaged_ring_is_said_once),
        STEP(test_any_word_of_the_page_may_be_anything),
        STEP(test_a_closed_ring_is_mended_by_reconnecting),
        STEP(test_who_damages_its_ring_again_is_not_named_again),
        STEP(test_a_flood_of_two_lets_a_third_through),
        STEP(test_a_guest_that_never_reads_waits),
    };

    return cmocka_run_group_tests(tests, store_set_make, store_set_unmake);
}
