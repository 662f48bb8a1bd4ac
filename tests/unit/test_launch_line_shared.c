/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The resident service shares a slow serial line: by bytes, at its rate, with few wakes, and keys
 * are heard at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/slow_line.h"
#include "xen/clock.h"

/* Long lines do not get more of the console than short ones. */
static void test_console_is_shared_by_bytes(void **state)
{
    uint64_t end;
    size_t of_long = 0, of_short = 0;
    char line[402];

    (void)state;
    line_quiet_start();
    end = clock_now() + 10 * SECOND;
    memset(line, 'x', 400);
    memcpy(line + 400, "\n", 2);
    while (clock_now() < end) {
        while (sim_guest_print(line_run.sim, 1, line) == 401) {
        }
        while (sim_guest_print(line_run.sim, 2, "short\n") == 6) {
        }
        resident_serve(&line_run.launcher.resident);
    }
    for (const char *at = sim_console(line_run.sim); (at = strstr(at, "\n[d")); at++) {
        size_t size = strcspn(at + 1, "\n");

        *(at[3] == '1' ? &of_long : &of_short) += size;
    }
    assert_true(of_short > 10000 && of_long > of_short / 2 && of_long < 3 * of_short);
}

/* A sleep has a deadline while output waits; the service is not woken by each print of a flood. */
static void test_waiting_output_costs_few_wakes(void **state)
{
    uint64_t calls, end;
    uint32_t timed, wakes = 0;

    (void)state;
    line_serve_all();
    calls = sim_calls(line_run.sim);
    timed = sim_sleeps(line_run.sim).timed;
    end = clock_now() + SECOND;
    while (clock_now() < end) {
        line_floods_print();
        resident_serve(&line_run.launcher.resident);
        wakes++;
    }
    assert_in_range(wakes, 10, 100);
    assert_true(sim_sleeps(line_run.sim).timed - timed + 4 > wakes);
    /* A line is a call or two: the write, and telling the domain. */
    assert_true(sim_calls(line_run.sim) - calls < 1000);
    sim_console_clear(line_run.sim);
    /* And none once it has gone. */
    line_serve_all();
    timed = sim_sleeps(line_run.sim).timed;
    line_serve_all();
    assert_int_equal(sim_sleeps(line_run.sim).timed, timed);
}

/* Who types is heard at once, whatever is printed, and told at once. */
static void test_keys_work_during_a_flood(void **state)
{
    char typed[8];

    (void)state;
    line_serve_all();
    for (uint32_t i = 0; i < 50; i++) {
        line_floods_print();
        resident_serve(&line_run.launcher.resident);
    }
    sim_console_clear(line_run.sim);
    sim_type(line_run.sim, "\x1dpx");
    resident_serve(&line_run.launcher.resident);
    assert_int_equal(sim_guest_typed(line_run.sim, QUIET, typed, sizeof(typed)), 1);
    assert_true(run_said(&line_run, "hyperlaunch: input goes to d9 (Ctrl-] n"));
    /* What the domain answers is next. */
    sim_console_clear(line_run.sim);
    (void)sim_guest_print(line_run.sim, QUIET, "# x");
    for (uint32_t i = 0; i < 8 && !run_said(&line_run, "[d9] # x"); i++) {
        line_floods_print();
        resident_serve(&line_run.launcher.resident);
    }
    assert_true(run_said(&line_run, "\n[d9] # x"));
}

/* On a slower line, too, little is ahead of who is quiet: what is being written, and 0.1 s. */
static void test_slow_line_is_not_far_behind(void **state)
{
    (void)line_launch_unmake(state);
    line_launch_with("console-rate=800");
    line_quiet_start();
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t waiting;

        line_floods_print();
        resident_serve(&line_run.launcher.resident);
        waiting = (uint32_t)sim_line(line_run.sim).waiting;
        assert_in_range(waiting, 0,
                        800 / 10 + sizeof("[d1] line 1000 of what is printed here\r\n"));
    }
}

static void test_option_goes_before_xens_rate(void **state)
{
    uint64_t end;

    (void)line_launch_unmake(state);
    line_launch_with("console-rate=2000");
    line_quiet_start();
    end = clock_now() + 10 * SECOND;
    while (clock_now() < end) {
        line_floods_print();
        resident_serve(&line_run.launcher.resident);
    }
    assert_in_range(strlen(sim_console(line_run.sim)), 17000, 22000);
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, line_launch_make, line_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_console_is_shared_by_bytes),   STEP(test_waiting_output_costs_few_wakes),
        STEP(test_keys_work_during_a_flood),     STEP(test_slow_line_is_not_far_behind),
        STEP(test_option_goes_before_xens_rate),
    };

    return cmocka_run_group_tests(tests, line_set_make, line_set_unmake);
}
