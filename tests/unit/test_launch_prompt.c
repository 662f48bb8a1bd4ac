/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unfinished lines of the domain that has the input are shown in time, on a serial line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/slow_line.h"
#include "xen/clock.h"
#include "xen/log.h"

enum { FOCUSED = 1, OTHER = 2 };

/* How long an unfinished line waits for its end (launcher/serve/turns.c). */
#define PROMPT_NS (20 * MS)

static int quiet_make(void **state)
{
    (void)line_launch_make(state);
    line_quiet_start();
    return 0;
}

static void console_expect(const char *text)
{
    assert_string_equal(sim_console(line_run.sim), text);
    sim_console_clear(line_run.sim);
}

/* Events of others keep no prompt from being shown in time. */
static void test_prompt_is_shown_in_time_whatever_others_do(void **state)
{
    uint64_t began;

    (void)state;
    began = clock_now();
    (void)sim_guest_print(line_run.sim, FOCUSED, "login: ");
    while (!run_said(&line_run, "[d1] login: ")) {
        sim_guest_signal(line_run.sim, OTHER);
        resident_serve(&line_run.launcher.resident);
        sim_pass(line_run.sim, PROMPT_NS / 20);
        assert_true(clock_now() < began + 2 * PROMPT_NS);
    }
    assert_true(clock_now() > began + PROMPT_NS);
    console_expect("[d1] login: ");
    /* The domain's own empty events are no different. */
    began = clock_now();
    (void)sim_guest_print(line_run.sim, FOCUSED, "root\nPassword: ");
    while (!run_said(&line_run, "[d1] Password: ")) {
        sim_guest_signal(line_run.sim, FOCUSED);
        resident_serve(&line_run.launcher.resident);
        sim_pass(line_run.sim, PROMPT_NS / 20);
        assert_true(clock_now() < began + 2 * PROMPT_NS);
    }
}

/* One line's time is not the next one's. */
static void test_each_prompt_has_its_own_time(void **state)
{
    (void)state;
    (void)sim_guest_print(line_run.sim, FOCUSED, "half");
    resident_serve(&line_run.launcher.resident);
    sim_pass(line_run.sim, PROMPT_NS - PROMPT_NS / 10);
    (void)sim_guest_print(line_run.sim, FOCUSED, " a line\nanother ");
    resident_serve(&line_run.launcher.resident);
    sim_pass(line_run.sim, PROMPT_NS / 5);
    (void)sim_guest_print(line_run.sim, FOCUSED, "line\n");
    resident_serve(&line_run.launcher.resident);
    console_expect("[d1] half a line\n[d1] another line\n");
}

/* Prompts that were not shown yet are when the focus comes to them. */
static void test_prompt_of_the_next_focus_is_shown(void **state)
{
    (void)state;
    (void)sim_guest_print(line_run.sim, OTHER, "login: ");
    line_serve_all();
    console_expect("");
    sim_type(line_run.sim, "\x1dn");
    line_serve_all();
    console_expect("hyperlaunch: input goes to d2 (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"
                   "[d2] login: ");
}

/* Whoever writes it: the launch knows nothing of prompts. */
static void test_line_of_the_log_ends_a_prompt_that_is_shown(void **state)
{
    (void)state;
    (void)sim_guest_print(line_run.sim, FOCUSED, "login: ");
    while (!run_said(&line_run, "[d1] login: ")) {
        resident_serve(&line_run.launcher.resident);
        sim_pass(line_run.sim, PROMPT_NS / 20);
    }
    sim_console_clear(line_run.sim);
    log_line("domain d3: created");
    console_expect("\nhyperlaunch: domain d3: created\n");
    (void)sim_guest_print(line_run.sim, FOCUSED, "root\n");
    line_serve_all();
    console_expect("[d1] login: root\n");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, quiet_make, line_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_prompt_is_shown_in_time_whatever_others_do),
        STEP(test_each_prompt_has_its_own_time),
        STEP(test_prompt_of_the_next_focus_is_shown),
        STEP(test_line_of_the_log_ends_a_prompt_that_is_shown),
    };

    return cmocka_run_group_tests(tests, line_set_make, line_set_unmake);
}
