/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unfinished lines of the domain that has the input are shown in time, on a serial line.
 */
#include "tests/unit/launch_on_line.h"

enum { FOCUSED = 1, OTHER = 2 };

/* How long an unfinished line waits for its end (launcher/serve/turns.c). */
#define PROMPT_NS (20 * MS)

static int quiet_make(void **state)
{
    (void)launch_make(state);
    quiet_start();
    return 0;
}

static void console_expect(const char *text)
{
    assert_string_equal(sim_console(run.sim), text);
    sim_console_clear(run.sim);
}

/* Events of others keep no prompt from being shown in time. */
static void test_prompt_is_shown_in_time_whatever_others_do(void **state)
{
    uint64_t began;

    (void)state;
    began = clock_now();
    (void)sim_guest_print(run.sim, FOCUSED, "login: ");
    while (!run_said(&run, "[d1] login: ")) {
        sim_guest_signal(run.sim, OTHER);
        resident_serve(&run.launcher.resident);
        sim_pass(run.sim, PROMPT_NS / 20);
        assert_true(clock_now() < began + 2 * PROMPT_NS);
    }
    assert_true(clock_now() > began + PROMPT_NS);
    console_expect("[d1] login: ");
    /* The domain's own empty events are no different. */
    began = clock_now();
    (void)sim_guest_print(run.sim, FOCUSED, "root\nPassword: ");
    while (!run_said(&run, "[d1] Password: ")) {
        sim_guest_signal(run.sim, FOCUSED);
        resident_serve(&run.launcher.resident);
        sim_pass(run.sim, PROMPT_NS / 20);
        assert_true(clock_now() < began + 2 * PROMPT_NS);
    }
}

/* One line's time is not the next one's. */
static void test_each_prompt_has_its_own_time(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, FOCUSED, "half");
    resident_serve(&run.launcher.resident);
    sim_pass(run.sim, PROMPT_NS - PROMPT_NS / 10);
    (void)sim_guest_print(run.sim, FOCUSED, " a line\nanother ");
    resident_serve(&run.launcher.resident);
    sim_pass(run.sim, PROMPT_NS / 5);
    (void)sim_guest_print(run.sim, FOCUSED, "line\n");
    resident_serve(&run.launcher.resident);
    console_expect("[d1] half a line\n[d1] another line\n");
}

/* Prompts that were not shown yet are when the focus comes to them. */
static void test_prompt_of_the_next_focus_is_shown(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, OTHER, "login: ");
    serve_all();
    console_expect("");
    sim_type(run.sim, "\x1dn");
    serve_all();
    console_expect("hyperlaunch: input goes to d2 (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"
                   "[d2] login: ");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, quiet_make, launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_prompt_is_shown_in_time_whatever_others_do),
        STEP(test_each_prompt_has_its_own_time),
        STEP(test_prompt_of_the_next_focus_is_shown),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
