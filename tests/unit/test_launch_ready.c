/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which domains wait for a line of another's console.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "tests/support/awaited.h"
#include "xen/errno.h"

#include <xen/sched.h>

enum { DB, APP, LONE, LAST, SET };

static int set_make(void **state)
{
    static const char *const names[SET] = {"db", "app", "lone", "last"};
    struct set_more more[SET] = {[DB] = {.ready_line = "db is up", .ready_timeout_ms = 5000},
                                 [APP] = {.on_crash = LCM_END_RESTART}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    bits_add(&more[LAST].start_after, APP);
    awaited_set_make(names, more, SET);
    return 0;
}

static int launch_make(void **state)
{
    (void)state;
    awaited_launch_make(LONE);
    return 0;
}

static void test_who_waits_starts_after_the_line(void **state)
{
    (void)state;
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(awaited_run.sim, DB + 1, "booting\n");
    (void)launcher_step(&awaited_run.launcher);
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(awaited_run.sim, DB + 1, "12:00 db is up now\n");
    awaited_until(LAST, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(APP), DOMAIN_RUNNING);
    assert_true(run_said(&awaited_run, "[db] 12:00 db is up now\nhyperlaunch: domain db: ready, "));
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "hyperlaunch: launch complete: 4 started, 0 failed"));
}

/*
 * The launcher sleeps until a line comes or the time is over. In the tests a step without an event
 * is that sleep, and the time over.
 */
static void test_waiting_is_sleeping(void **state)
{
    struct sim_sleeps before;
    uint64_t calls;

    (void)state;
    /* Memory that nobody needs goes first. */
    while (sim_boot(awaited_run.sim)->pending_kib)
        (void)launcher_step(&awaited_run.launcher);
    before = sim_sleeps(awaited_run.sim);
    calls = sim_calls(awaited_run.sim);
    (void)launcher_step(&awaited_run.launcher);
    assert_int_equal(sim_sleeps(awaited_run.sim).timed, before.timed + 1);
    assert_int_equal(awaited_run.launcher.launch.lives[DB].state, LIFE_LATE);
    /* The sleep, and the line that says so. */
    assert_in_range(sim_calls(awaited_run.sim) - calls, 2, 4);
}

static void test_prompt_without_an_end_counts(void **state)
{
    (void)state;
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up");
    awaited_until(APP, DOMAIN_RUNNING);
}

static void test_line_of_another_does_not_count(void **state)
{
    (void)state;
    (void)sim_guest_print(awaited_run.sim, LONE + 1, "db is up\n");
    (void)launcher_step(&awaited_run.launcher);
    assert_true(run_said(&awaited_run, "[lone] db is up\n"));
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
}

static void test_who_waits_for_one_that_is_late_is_not_started(void **state)
{
    (void)state;
    awaited_until(LAST, DOMAIN_FAILED);
    assert_int_equal(awaited_state(APP), DOMAIN_FAILED);
    assert_int_equal(awaited_state(DB), DOMAIN_RUNNING);
    assert_int_equal(awaited_state(LONE), DOMAIN_RUNNING);
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run,
                         "hyperlaunch: domain db: not ready within 5000 ms: no line of its "
                         "console has \"db is up\"; see what it prints, or give a longer "
                         "hyperlaunch,ready-timeout-ms\n"));
    assert_true(run_said(&awaited_run,
                         "hyperlaunch: domain app: failed: start: it starts after db, which "
                         "was not ready in time; see why, or leave it out of "
                         "hyperlaunch,start-after\n"));
    assert_true(run_said(&awaited_run,
                         "domain last: failed: start: it starts after app, which was not "
                         "started; "));
    assert_true(run_said(&awaited_run, "hyperlaunch: launch complete: 2 started, 2 failed"));
}

static void test_end_before_it_was_ready_is_the_reason(void **state)
{
    (void)state;
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_crash);
    awaited_until(LAST, DOMAIN_FAILED);
    assert_int_equal(awaited_state(DB), DOMAIN_ENDED);
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run,
                         "domain app: failed: start: it starts after db, which ended before "
                         "it was ready; "));
}

/* A reboot before it was ready brings it back, and it may be ready then. */
static void test_reboot_before_it_was_ready_is_waited_for(void **state)
{
    (void)state;
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_reboot);
    awaited_until(DB, DOMAIN_PLANNED);
    awaited_until(DB, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
    awaited_until(LAST, DOMAIN_RUNNING);
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "hyperlaunch: launch complete: 4 started, 0 failed"));
}

/* It is waited for until it is given up, not only until its first restart fails. */
static void test_failed_restart_is_waited_for_while_it_is_tried_again(void **state)
{
    const struct boot *boot = awaited_run.launcher.launch.boot;
    uint8_t *bytes = (uint8_t *)(uintptr_t)boot->image;

    (void)state;
    assert_int_equal(mprotect(bytes, boot->image_size, PROT_READ | PROT_WRITE), 0);
    bytes[awaited_run.launcher.launch.image.plan.payloads[0].offset] ^= 1;
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_reboot);
    awaited_until(APP, DOMAIN_FAILED);
    assert_true(run_said(&awaited_run, "domain db: given up: "));
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "it starts after db, which ended before it was ready; "));
}

/* Others end and start again while the launch waits. */
static void test_restart_of_another_while_the_launch_waits(void **state)
{
    (void)state;
    sim_guest_shutdown(awaited_run.sim, LONE + 1, SHUTDOWN_reboot);
    awaited_until(LONE, DOMAIN_PLANNED);
    awaited_until(LONE, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
    awaited_until(LAST, DOMAIN_RUNNING);
}

/* Input reaches a domain that others wait for: somebody may have to answer it. */
static void test_input_is_served_while_the_launch_waits(void **state)
{
    char typed[16];

    (void)state;
    sim_type(awaited_run.sim, "yes");
    (void)launcher_step(&awaited_run.launcher);
    assert_int_equal(sim_guest_typed(awaited_run.sim, DB + 1, typed, sizeof(typed)), 3);
    assert_string_equal(typed, "yes");
}

static void call_note(void *context, const struct sim_operation *operation)
{
    if (strstr(operation->words, "bind virtual interrupt") && *(uint64_t *)context == 0)
        *(uint64_t *)context = operation->number;
}

/* What cannot be noticed is not waited for: the launch goes on without those that need it. */
static void test_launch_ends_where_nothing_can_be_noticed(void **state)
{
    uint64_t bound = 0;

    (void)state;
    run_free(&awaited_run);
    awaited_run_make(17);
    sim_trace(awaited_run.sim, call_note, &bound);
    assert_true(launcher_greet(&awaited_run.launcher, &awaited_run.xen, sim_boot(awaited_run.sim)));
    awaited_until(DB, DOMAIN_RUNNING);
    assert_true(bound > 0);
    run_free(&awaited_run);
    awaited_run_make(17);
    sim_fail_call(awaited_run.sim, bound, XEN_ENOMEM);
    assert_true(launcher_greet(&awaited_run.launcher, &awaited_run.xen, sim_boot(awaited_run.sim)));
    awaited_until(LAST, DOMAIN_FAILED);
    assert_int_equal(awaited_state(DB), DOMAIN_RUNNING);
}

static void db_say(void)
{
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
}

static void test_every_call_of_a_launch_that_waits_fails(void **state)
{
    (void)state;
    run_free(&awaited_run);
    awaited_fail_each(db_say, SET);
    run_free(&awaited_run);
    (void)launch_make(NULL);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, awaited_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_who_waits_starts_after_the_line),
        LAUNCH(test_waiting_is_sleeping),
        LAUNCH(test_prompt_without_an_end_counts),
        LAUNCH(test_line_of_another_does_not_count),
        LAUNCH(test_who_waits_for_one_that_is_late_is_not_started),
        LAUNCH(test_end_before_it_was_ready_is_the_reason),
        LAUNCH(test_reboot_before_it_was_ready_is_waited_for),
        LAUNCH(test_failed_restart_is_waited_for_while_it_is_tried_again),
        LAUNCH(test_restart_of_another_while_the_launch_waits),
        LAUNCH(test_input_is_served_while_the_launch_waits),
        LAUNCH(test_launch_ends_where_nothing_can_be_noticed),
        LAUNCH(test_every_call_of_a_launch_that_waits_fails),
    };

    return cmocka_run_group_tests(tests, set_make, awaited_set_unmake);
}
