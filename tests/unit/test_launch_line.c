/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The resident service on a serial line of 115200 baud, whose buffer in Xen loses what it cannot
 * keep: nothing is lost, and nobody waits for those that print without end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/slow_line.h"
#include "xen/clock.h"

#include <xen/sched.h>

static void floods_print(void)
{
    for (uint32_t domid = 1; domid <= FLOODS; domid++) {
        while (line_print(domid)) {
        }
    }
}

/* Each line on the console is whole, of one domain, and next in its order; forgets them. */
static void lines_check(uint32_t *seen)
{
    char *text = strdup(sim_console(line_run.sim)), *rest = text;

    sim_console_clear(line_run.sim);
    for (char *line = strsep(&rest, "\n"); rest; line = strsep(&rest, "\n")) {
        unsigned int domid = 0, number = 0;
        char expected[80];

        if (strncmp(line, "hyperlaunch: ", 13) == 0)
            continue;
        assert_int_equal(sscanf(line, "[d%u] line %u", &domid, &number), 2);
        assert_in_range(domid, 1, DOMAINS);
        (void)snprintf(expected, sizeof(expected), "[d%u] line %u of what is printed here", domid,
                       number);
        assert_string_equal(line, expected);
        assert_int_equal(number, seen[domid]++);
    }
    free(text);
}

static void test_log_of_the_launch_is_whole(void **state)
{
    const char *text;

    (void)state;
    line_serve_all();
    text = sim_console(line_run.sim);
    assert_true(strlen(text) > 2048);
    assert_true(run_said(&line_run, "hyperlaunch: entered at "));
    for (uint32_t i = 1; i <= DOMAINS; i++) {
        char line[40];

        (void)snprintf(line, sizeof(line), "\nhyperlaunch: domain d%u: created at ", i);
        assert_true(run_said(&line_run, line));
        (void)snprintf(line, sizeof(line), "\nhyperlaunch: domain d%u: built in ", i);
        assert_true(run_said(&line_run, line));
    }
    assert_true(run_said(&line_run, "\nhyperlaunch: launch complete: "));
    assert_true(run_said(&line_run, "\nhyperlaunch: input goes to d1"));
}

/* Eight domains print without end, one a line each tenth of a second: all of it arrives, whole. */
static void test_flood_loses_nothing_and_stops_nobody(void **state)
{
    uint32_t seen[DOMAINS + 1] = {0};
    uint64_t end, next = 0, worst = 0, asked = 0;

    (void)state;
    line_serve_all();
    end = clock_now() + 20 * SECOND;
    while (clock_now() < end) {
        floods_print();
        if (asked == 0 && clock_now() >= next) {
            asked = clock_now();
            next = asked + SECOND / 10;
            assert_true(line_print(QUIET));
        }
        resident_serve(&line_run.launcher.resident);
        lines_check(seen);
        if (asked > 0 && seen[QUIET] == line_printed[QUIET]) {
            /* From the domain's print to the end of the line on the wire. */
            uint64_t took =
                clock_now() - asked + sim_line(line_run.sim).waiting * SECOND / LINE_RATE;

            worst = took > worst ? took : worst;
            asked = 0;
        }
    }
    assert_in_range(line_printed[QUIET], 60, 200);
    assert_in_range(worst, 1, DELAY_MAX);
    for (uint32_t domid = 1; domid <= FLOODS; domid++)
        assert_in_range(seen[domid], seen[1] - 1, seen[1] + 1);
    /* The line is used: seven eighths of it, but for the time of a sleep. */
    assert_true(seen[1] * strlen("[d1] line 100 of what is printed here\r\n") * FLOODS >
                20ul * LINE_RATE * 3 / 4);
    assert_in_range(sim_line(line_run.sim).most, 1, 4096);
    line_serve_all();
    lines_check(seen);
    assert_memory_equal(seen + QUIET, line_printed + QUIET, sizeof(*seen));
}

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
        floods_print();
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
        floods_print();
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
        floods_print();
        resident_serve(&line_run.launcher.resident);
    }
    assert_true(run_said(&line_run, "\n[d9] # x"));
}

/* All that a domain printed before it ended is shown before its end is told, in its turn. */
static void test_last_words_of_a_flood_are_whole(void **state)
{
    uint32_t rounds = 0;

    (void)state;
    line_quiet_start();
    floods_print();
    sim_guest_shutdown(line_run.sim, 3, SHUTDOWN_crash);
    while (!run_said(&line_run,
                     "hyperlaunch: domain d3: crashed; destroyed, its memory given back\n")) {
        resident_serve(&line_run.launcher.resident);
        assert_true(rounds++ < 1000);
    }
    /* Its ring had no room for the end of the last line. */
    for (uint32_t i = 0; i + 1 < line_printed[3]; i++) {
        char line[64];

        (void)snprintf(line, sizeof(line), "[d3] line %u of what is printed here\n", i);
        assert_true(run_said(&line_run, line));
    }
}

/* On a slower line, too, little is ahead of who is quiet: what is being written, and 0.1 s. */
static void test_slow_line_is_not_far_behind(void **state)
{
    (void)line_launch_unmake(state);
    line_launch_with("console-rate=800");
    line_quiet_start();
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t waiting;

        floods_print();
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
        floods_print();
        resident_serve(&line_run.launcher.resident);
    }
    assert_in_range(strlen(sim_console(line_run.sim)), 17000, 22000);
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, line_launch_make, line_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_log_of_the_launch_is_whole),  STEP(test_flood_loses_nothing_and_stops_nobody),
        STEP(test_console_is_shared_by_bytes),  STEP(test_waiting_output_costs_few_wakes),
        STEP(test_keys_work_during_a_flood),    STEP(test_last_words_of_a_flood_are_whole),
        STEP(test_slow_line_is_not_far_behind), STEP(test_option_goes_before_xens_rate),
    };

    return cmocka_run_group_tests(tests, line_set_make, line_set_unmake);
}
