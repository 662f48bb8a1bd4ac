/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The store of as many domains as there may be: all are answered, also those whose ports one poll
 * does not name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/many_domains.h"

#include <xen/io/xs_wire.h>

#define MIB UINT64_C(1024)

/* A poll names 128 ports: two are the service's own, each domain has two, its store's goes first.
 */
enum { NAMED = 63, STORES_NAMED = 126 };

static int many_store_reset(void **state)
{
    (void)many_reset(state);
    many_spare_kib = 64 * MIB;
    return 0;
}

static void ask(uint32_t domid)
{
    const struct xsd_sockmsg header = {.type = XS_READ, .req_id = domid, .len = sizeof("name")};

    assert_int_equal(sim_guest_store_send(many_run.sim, domid, &header, sizeof(header)),
                     sizeof(header));
    assert_int_equal(sim_guest_store_send(many_run.sim, domid, "name", sizeof("name")),
                     sizeof("name"));
}

static void answer_expect(uint32_t domid)
{
    struct {
        struct xsd_sockmsg header;
        char name[16];
    } answer;
    char name[16];
    size_t size = (size_t)snprintf(name, sizeof(name), "d%u", domid);

    assert_int_equal(sim_guest_store_take(many_run.sim, domid, &answer, sizeof(answer)),
                     sizeof(answer.header) + size);
    assert_int_equal(answer.header.type, XS_READ);
    assert_int_equal(answer.header.req_id, domid);
    assert_memory_equal(answer.name, name, size);
}

/* Serves until it slept. */
static void serve_all(void)
{
    struct sim_sleeps before = sim_sleeps(many_run.sim), now;

    do {
        resident_serve(&many_run.launcher.resident);
        now = sim_sleeps(many_run.sim);
    } while (now.timed == before.timed && now.endless == before.endless);
}

static void test_all_are_answered(void **state)
{
    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    for (uint32_t domid = 1; domid <= LCM_DOMAINS_MAX; domid++)
        ask(domid);
    serve_all();
    for (uint32_t domid = 1; domid <= LCM_DOMAINS_MAX; domid++)
        answer_expect(domid);
    many_launch_end();
}

static void test_as_many_as_one_poll_names_need_no_tick(void **state)
{
    (void)state;
    many_launch(NAMED);
    serve_all();
    ask(NAMED);
    serve_all();
    answer_expect(NAMED);
    assert_int_equal(sim_sleeps(many_run.sim).timed, 0);
    many_launch_end();
}

/* Of more, the consoles have no names first: requests are not late. */
static void test_stores_have_names_before_consoles(void **state)
{
    uint32_t timed;

    (void)state;
    many_launch(STORES_NAMED);
    serve_all();
    timed = sim_sleeps(many_run.sim).timed;
    ask(STORES_NAMED);
    resident_serve(&many_run.launcher.resident);
    answer_expect(STORES_NAMED);
    assert_int_equal(sim_sleeps(many_run.sim).timed, timed);
    many_launch_end();
}

/* The fake does what Xen may: it sleeps, as an event without a name came just before. */
static void test_a_request_without_a_name_in_the_poll_is_late_by_a_second_at_most(void **state)
{
    (void)state;
    many_launch(STORES_NAMED + 1);
    serve_all();
    ask(STORES_NAMED + 1);
    resident_serve(&many_run.launcher.resident);
    answer_expect(STORES_NAMED + 1);
    assert_true(sim_sleeps(many_run.sim).timed > 0);
    assert_int_equal(sim_sleeps(many_run.sim).endless, 0);
    many_launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_are_answered, many_store_reset),
        cmocka_unit_test_setup(test_as_many_as_one_poll_names_need_no_tick, many_store_reset),
        cmocka_unit_test_setup(test_stores_have_names_before_consoles, many_store_reset),
        cmocka_unit_test_setup(
            test_a_request_without_a_name_in_the_poll_is_late_by_a_second_at_most,
            many_store_reset),
    };

    return cmocka_run_group_tests(tests, many_set_make, many_set_unmake);
}
