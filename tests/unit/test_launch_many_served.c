/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays after the launch of many small domains hears all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/many_domains.h"

#include <xen/sched.h>

/* A poll names 128 ports: two are the service's own. */
enum { NAMED = 126 };

#define SECOND UINT64_C(1000000000)

/* Serves the events that binding made, until nothing is left to do. */
static void serve_all(void)
{
    struct sim_sleeps before = sim_sleeps(many_run.sim), now;

    do {
        resident_serve(&many_run.launcher.resident);
        now = sim_sleeps(many_run.sim);
    } while (now.timed == before.timed && now.endless == before.endless);
    sim_console_clear(many_run.sim);
}

static void test_as_many_as_one_poll_names_need_no_tick(void **state)
{
    (void)state;
    many_launch(NAMED);
    serve_all();
    (void)sim_guest_print(many_run.sim, NAMED, "here\n");
    resident_serve(&many_run.launcher.resident);
    assert_string_equal(sim_console(many_run.sim), "[d126] here\n");
    resident_serve(&many_run.launcher.resident);
    assert_int_equal(sim_sleeps(many_run.sim).timed, 0);
    many_launch_end();
}

/* The fake does what Xen may: it sleeps, as an event without a name came just before. */
static void test_more_than_one_poll_names_are_late_by_a_second_at_most(void **state)
{
    uint32_t endless, timed;
    uint64_t before;

    (void)state;
    many_launch(NAMED + 1);
    serve_all();
    endless = sim_sleeps(many_run.sim).endless;
    timed = sim_sleeps(many_run.sim).timed;
    before = sim_boot(many_run.sim)->shared->vcpu_info[0].time.system_time;
    (void)sim_guest_print(many_run.sim, NAMED + 1, "here\n");
    resident_serve(&many_run.launcher.resident);
    assert_string_equal(sim_console(many_run.sim), "[d127] here\n");
    assert_int_equal(sim_sleeps(many_run.sim).timed, timed + 1);
    assert_in_range(sim_boot(many_run.sim)->shared->vcpu_info[0].time.system_time - before, 1,
                    SECOND + SECOND / 1000);
    sim_console_clear(many_run.sim);

    /* One with a name wakes it at once, and it hears the others, too. */
    (void)sim_guest_print(many_run.sim, NAMED, "and here\n");
    (void)sim_guest_print(many_run.sim, NAMED + 1, "again\n");
    resident_serve(&many_run.launcher.resident);
    assert_string_equal(sim_console(many_run.sim), "[d126] and here\n[d127] again\n");
    assert_int_equal(sim_sleeps(many_run.sim).timed, timed + 1);
    assert_int_equal(sim_sleeps(many_run.sim).endless, endless);

    /* The tick ends with the domain that is one too many. */
    sim_guest_shutdown(many_run.sim, 1, SHUTDOWN_poweroff);
    resident_serve(&many_run.launcher.resident);
    serve_all();
    resident_serve(&many_run.launcher.resident);
    assert_int_equal(sim_sleeps(many_run.sim).timed, timed + 1);
    assert_true(sim_sleeps(many_run.sim).endless > endless);
    many_launch_end();
}

static void test_all_are_heard_and_all_ends_noticed(void **state)
{
    char line[32];

    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    serve_all();
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        (void)snprintf(line, sizeof(line), "I am %u\n", i + 1);
        (void)sim_guest_print(many_run.sim, i + 1, line);
    }
    resident_serve(&many_run.launcher.resident);
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        (void)snprintf(line, sizeof(line), "[d%u] I am %u\n", i + 1, i + 1);
        assert_true(run_said(&many_run, line));
    }
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        sim_guest_shutdown(many_run.sim, i + 1, SHUTDOWN_poweroff);
    resident_serve(&many_run.launcher.resident);
    assert_int_equal(sim_domains(many_run.sim), 0);
    assert_string_equal(run_wrong(&many_run), "");
    many_launch_end();
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, many_reset)
    const struct CMUnitTest tests[] = {
        STEP(test_as_many_as_one_poll_names_need_no_tick),
        STEP(test_more_than_one_poll_names_are_late_by_a_second_at_most),
        STEP(test_all_are_heard_and_all_ends_noticed),
    };

    return cmocka_run_group_tests(tests, many_set_make, many_set_unmake);
}
