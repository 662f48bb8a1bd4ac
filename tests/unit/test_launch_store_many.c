/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The store of as many domains as there may be: all are answered.
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

static void test_all_are_answered(void **state)
{
    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    for (uint32_t domid = 1; domid <= LCM_DOMAINS_MAX; domid++)
        ask(domid);
    many_serve_all();
    for (uint32_t domid = 1; domid <= LCM_DOMAINS_MAX; domid++)
        answer_expect(domid);
    many_launch_end();
}

/* However many there are: the service sleeps without a deadline, and whoever asks wakes it. */
static void test_any_of_the_most_is_answered_without_a_tick(void **state)
{
    static const uint32_t some[] = {1, 64, 127, LCM_DOMAINS_MAX};

    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    many_serve_all();
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        ask(some[i]);
        resident_serve(&many_run.launcher.resident);
        answer_expect(some[i]);
    }
    assert_int_equal(sim_sleeps(many_run.sim).timed, 0);
    many_launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_are_answered, many_store_reset),
        cmocka_unit_test_setup(test_any_of_the_most_is_answered_without_a_tick, many_store_reset),
    };

    return cmocka_run_group_tests(tests, many_set_make, many_set_unmake);
}
