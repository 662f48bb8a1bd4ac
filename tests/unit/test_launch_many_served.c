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

/* However many there are: the service sleeps without a deadline, and whoever prints wakes it. */
static void test_any_of_the_most_wakes_the_service_without_a_tick(void **state)
{
    static const uint32_t some[] = {1, 127, LCM_DOMAINS_MAX};

    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    many_serve_all();
    sim_console_clear(many_run.sim);
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        char line[32];

        resident_serve(&many_run.launcher.resident);
        assert_string_equal(sim_console(many_run.sim), "");
        (void)sim_guest_print(many_run.sim, some[i], "here\n");
        resident_serve(&many_run.launcher.resident);
        (void)snprintf(line, sizeof(line), "[d%u] here\n", some[i]);
        assert_string_equal(sim_console(many_run.sim), line);
        sim_console_clear(many_run.sim);
    }
    assert_int_equal(sim_sleeps(many_run.sim).timed, 0);
    many_launch_end();
}

static void test_all_are_heard_and_all_ends_noticed(void **state)
{
    char line[32];

    (void)state;
    many_launch(LCM_DOMAINS_MAX);
    many_serve_all();
    sim_console_clear(many_run.sim);
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
        STEP(test_any_of_the_most_wakes_the_service_without_a_tick),
        STEP(test_all_are_heard_and_all_ends_noticed),
    };

    return cmocka_run_group_tests(tests, many_set_make, many_set_unmake);
}
