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
        line_floods_print();
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

/* All that a domain printed before it ended is shown before its end is told, in its turn. */
static void test_last_words_of_a_flood_are_whole(void **state)
{
    uint32_t rounds = 0;

    (void)state;
    line_quiet_start();
    line_floods_print();
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

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, line_launch_make, line_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_log_of_the_launch_is_whole),
        STEP(test_flood_loses_nothing_and_stops_nobody),
        STEP(test_last_words_of_a_flood_are_whole),
    };

    return cmocka_run_group_tests(tests, line_set_make, line_set_unmake);
}
