/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains that do what they can against the resident service: nobody else notices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/slow_line.h"
#include "xen/clock.h"

#include <xen/io/console.h>

#define RING_AT (UINT64_C(0xfefff) << 12)

/* What hostile domains do on other vCPUs, each its own way, as often as the service looks. */
static void hostiles_act(void)
{
    static const char escapes[] = "\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20m";
    const uint64_t out_prod = RING_AT + offsetof(struct xencons_interface, out_prod);
    XENCONS_RING_IDX far = 0x80000000u + (XENCONS_RING_IDX)clock_now();

    for (uint32_t domid = 1; domid <= 2; domid++) {
        assert_true(sim_guest_write(line_run.sim, domid, out_prod, &far, sizeof(far)));
        sim_guest_signal(line_run.sim, domid);
    }
    sim_guest_signal(line_run.sim, 3);
    while (sim_guest_print(line_run.sim, 4, escapes) == sizeof(escapes) - 1) {
    }
    while (sim_guest_print(line_run.sim, 5, "\n") == 1) {
    }
    while (sim_guest_print(line_run.sim, 6, "no end") == 6) {
    }
    while (sim_guest_print(line_run.sim, 7, "x\b\b\x9b\xff\r") == 6) {
    }
    while (line_print(8)) {
    }
}

/* Eight domains that print the longest lines there are. */
static void longs_print(void)
{
    static char line[514];

    memset(line, 'x', 512);
    line[512] = '\n';
    for (uint32_t domid = 1; domid <= FLOODS; domid++) {
        while (sim_guest_print(line_run.sim, domid, line) == 513) {
        }
    }
}

/* Whatever the others do, each line of the quiet one is on the wire in time, and a look is bounded.
 */
static void quiet_check(void (*others)(void))
{
    uint64_t asked = 0, worst = 0, most = 0, end;
    char line[64] = "";

    /* At the beginning nobody was quieter than others. */
    end = clock_now() + SECOND;
    while (clock_now() < end) {
        others();
        resident_serve(&line_run.launcher.resident);
    }
    end = clock_now() + 10 * SECOND;
    while (clock_now() < end) {
        uint64_t calls;

        others();
        if (asked == 0) {
            asked = clock_now();
            (void)snprintf(line, sizeof(line), "line %u of what is printed here",
                           line_printed[QUIET]);
            assert_true(line_print(QUIET));
        }
        calls = sim_calls(line_run.sim);
        resident_serve(&line_run.launcher.resident);
        most = sim_calls(line_run.sim) - calls > most ? sim_calls(line_run.sim) - calls : most;
        if (strstr(sim_console(line_run.sim), line)) {
            uint64_t took =
                clock_now() - asked + sim_line(line_run.sim).waiting * SECOND / LINE_RATE;

            worst = took > worst ? took : worst;
            asked = 0;
            sim_console_clear(line_run.sim);
        }
    }
    assert_in_range(line_printed[QUIET], 40, 1000);
    assert_in_range(worst, 1, DELAY_MAX);
    assert_in_range(most, 1, 200);
    /* It ends when they do. */
    line_serve_all();
}

/* Garbage, empty events, nothing but escapes, empty lines, lines without end, backspaces. */
static void test_hostile_domains_stop_nobody(void **state)
{
    (void)state;
    line_quiet_start();
    /* The input is with one of them. */
    sim_type(line_run.sim, "\x1dn\x1dn\x1dn\x1dn\x1dn\x1dn");
    quiet_check(hostiles_act);
}

static void test_longest_lines_stop_nobody(void **state)
{
    (void)state;
    line_quiet_start();
    quiet_check(longs_print);
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, line_launch_make, line_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_hostile_domains_stop_nobody),
        STEP(test_longest_lines_stop_nobody),
    };

    return cmocka_run_group_tests(tests, line_set_make, line_set_unmake);
}
