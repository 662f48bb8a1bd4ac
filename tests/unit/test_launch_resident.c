/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays after a launch, step by step: what domains print, damaged rings,
 * idleness.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/served.h"

#include <xen/io/console.h>

#define RING_AT (UINT64_C(0xfefff) << 12)

static void test_lines_carry_their_domain(void **state)
{
    uint32_t signals = sim_guest_signals(served_run.sim, DB);

    (void)state;
    (void)sim_guest_print(served_run.sim, DB, "ready\nserving\n");
    (void)sim_guest_print(served_run.sim, WEB, "up\n");
    (void)served_all();
    served_console_expect("[web] up\n[db] ready\n[db] serving\n");
    /* The domain is told that there is room again. */
    assert_int_equal(sim_guest_signals(served_run.sim, DB), signals + 1);
    (void)sim_guest_print(served_run.sim, WEB, "half ");
    (void)served_all();
    (void)sim_guest_print(served_run.sim, WEB, "whole\n");
    (void)served_all();
    assert_true(run_said(&served_run, "half"));
    assert_true(run_said(&served_run, "whole\n"));
}

static void test_prompt_shows_after_a_while(void **state)
{
    uint32_t timed = sim_sleeps(served_run.sim).timed;

    (void)state;
    (void)sim_guest_print(served_run.sim, WEB, "login: ");
    resident_serve(&served_run.launcher.resident);
    served_console_expect("");
    resident_serve(&served_run.launcher.resident);
    served_console_expect("[web] login: ");
    assert_int_equal(sim_sleeps(served_run.sim).timed, timed + 1);
    /* Shown once, it needs no more waking. */
    (void)served_all();
    assert_int_equal(sim_sleeps(served_run.sim).timed, timed + 1);
    served_console_expect("");
    (void)sim_guest_print(served_run.sim, WEB, "root\n");
    (void)served_all();
    served_console_expect("root\n");
}

/* What others print in the meantime does not make it show before its time. */
static void test_prompt_waits_for_quiet(void **state)
{
    (void)state;
    (void)sim_guest_print(served_run.sim, WEB, "login: ");
    resident_serve(&served_run.launcher.resident);
    (void)sim_guest_print(served_run.sim, DB, "busy\n");
    resident_serve(&served_run.launcher.resident);
    served_console_expect("[db] busy\n");
    resident_serve(&served_run.launcher.resident);
    served_console_expect("[web] login: ");
}

static void test_unfocused_prompt_waits(void **state)
{
    (void)state;
    (void)sim_guest_print(served_run.sim, DB, "no end yet");
    (void)served_all();
    served_console_expect("");
    assert_int_equal(sim_sleeps(served_run.sim).timed, 0);
}

static void test_garbage_in_a_ring(void **state)
{
    const XENCONS_RING_IDX far = 0x80000000u;
    const uint64_t out_prod = RING_AT + offsetof(struct xencons_interface, out_prod);

    (void)state;
    assert_true(sim_guest_write(served_run.sim, DB, out_prod, &far, sizeof(far)));
    sim_guest_signal(served_run.sim, DB);
    (void)sim_guest_print(served_run.sim, WEB, "unharmed\n");
    (void)served_all();
    served_console_expect(
        "[web] unharmed\nhyperlaunch: domain db: its console ring is damaged; output may "
        "be lost\n");
    /* Said once; and it works again from there. */
    (void)sim_guest_print(served_run.sim, DB, "back\n");
    (void)served_all();
    served_console_expect("[db] back\n");
}

/* A domain that signals without end costs one look at its ring each time, no sleep in between, and
 * nobody else's turn. */
static void test_signals_without_output(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 10; i++) {
        uint64_t calls = sim_calls(served_run.sim);

        sim_guest_signal(served_run.sim, DB);
        resident_serve(&served_run.launcher.resident);
        assert_int_equal(sim_calls(served_run.sim), calls);
    }
    served_console_expect("");
}

static void test_idle_is_one_sleep(void **state)
{
    uint64_t calls = sim_calls(served_run.sim);

    (void)state;
    for (unsigned int i = 1; i <= 5; i++) {
        assert_int_equal(served_all(), 1);
        assert_int_equal(sim_calls(served_run.sim), calls + i);
    }
    assert_int_equal(sim_sleeps(served_run.sim).timed, 0);
    served_console_expect("");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, served_launch_make, served_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_lines_carry_their_domain), STEP(test_prompt_shows_after_a_while),
        STEP(test_prompt_waits_for_quiet),   STEP(test_unfocused_prompt_waits),
        STEP(test_garbage_in_a_ring),        STEP(test_signals_without_output),
        STEP(test_idle_is_one_sleep),
    };

    return cmocka_run_group_tests(tests, served_set_make, served_set_unmake);
}
