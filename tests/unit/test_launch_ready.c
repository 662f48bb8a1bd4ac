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

#include "tests/support/launches.h"
#include "xen/errno.h"

#include <xen/sched.h>

#define MIB UINT64_C(1024)

enum { DB, APP, LONE, LAST, SET };
enum { STEPS_MAX = 3000 };

static struct kernel kernel;
static struct set_image image;
static struct run run;

static int set_make(void **state)
{
    struct set_more more[SET] = {[DB] = {.ready_line = "db is up", .ready_timeout_ms = 5000},
                                 [APP] = {.on_crash = LCM_END_RESTART}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    bits_add(&more[LAST].start_after, APP);
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    image = set_build_with(
        (struct set_domain[SET]){
            {"db", 1, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"app", 2, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"lone", 3, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"last", 4, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        SET, &(struct set_rest){.more = more});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

static enum domain_state state_of(uint32_t i)
{
    return run.launcher.launch.domains[i].state;
}

/* Up to where all that can start has, and the launch waits. */
static int launch_make(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    assert_true(run_until(&run, PHASE_START));
    for (unsigned int i = 0; state_of(LONE) != DOMAIN_RUNNING; i++) {
        assert_true(i < STEPS_MAX);
        (void)launcher_step(&run.launcher);
    }
    return 0;
}

static int launch_unmake(void **state)
{
    (void)state;
    run.resident = run_until(&run, PHASE_SERVE);
    assert_true(run.resident);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    return 0;
}

static void state_await(uint32_t i, enum domain_state state)
{
    for (unsigned int steps = 0; state_of(i) != state; steps++) {
        assert_true(steps < STEPS_MAX);
        (void)launcher_step(&run.launcher);
    }
}

static void test_who_waits_starts_after_the_line(void **state)
{
    (void)state;
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(run.sim, DB + 1, "booting\n");
    (void)launcher_step(&run.launcher);
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(run.sim, DB + 1, "12:00 db is up now\n");
    state_await(LAST, DOMAIN_RUNNING);
    assert_int_equal(state_of(APP), DOMAIN_RUNNING);
    assert_true(run_said(&run, "[db] 12:00 db is up now\nhyperlaunch: domain db: ready, "));
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "hyperlaunch: launch complete: 4 started, 0 failed"));
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
    /* Binding the events signals them once. */
    (void)launcher_step(&run.launcher);
    before = sim_sleeps(run.sim);
    calls = sim_calls(run.sim);
    (void)launcher_step(&run.launcher);
    assert_int_equal(sim_sleeps(run.sim).timed, before.timed + 1);
    assert_int_equal(run.launcher.launch.lives[DB].state, LIFE_LATE);
    /* The sleep, and the line that says so. */
    assert_in_range(sim_calls(run.sim) - calls, 2, 4);
}

static void test_prompt_without_an_end_counts(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, DB + 1, "db is up");
    state_await(APP, DOMAIN_RUNNING);
}

static void test_line_of_another_does_not_count(void **state)
{
    (void)state;
    (void)sim_guest_print(run.sim, LONE + 1, "db is up\n");
    (void)launcher_step(&run.launcher);
    assert_true(run_said(&run, "[lone] db is up\n"));
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
}

static void test_who_waits_for_one_that_is_late_is_not_started(void **state)
{
    (void)state;
    state_await(LAST, DOMAIN_FAILED);
    assert_int_equal(state_of(APP), DOMAIN_FAILED);
    assert_int_equal(state_of(DB), DOMAIN_RUNNING);
    assert_int_equal(state_of(LONE), DOMAIN_RUNNING);
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "hyperlaunch: domain db: not ready within 5000 ms: no line of its "
                               "console has \"db is up\"; see what it prints, or give a longer "
                               "hyperlaunch,ready-timeout-ms\n"));
    assert_true(run_said(&run, "hyperlaunch: domain app: failed: start: it starts after db, which "
                               "was not ready in time; see why, or leave it out of "
                               "hyperlaunch,start-after\n"));
    assert_true(run_said(&run, "domain last: failed: start: it starts after app, which was not "
                               "started; "));
    assert_true(run_said(&run, "hyperlaunch: launch complete: 2 started, 2 failed"));
}

static void test_end_before_it_was_ready_is_the_reason(void **state)
{
    (void)state;
    sim_guest_shutdown(run.sim, DB + 1, SHUTDOWN_crash);
    state_await(LAST, DOMAIN_FAILED);
    assert_int_equal(state_of(DB), DOMAIN_ENDED);
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "domain app: failed: start: it starts after db, which ended before "
                               "it was ready; "));
}

/* A reboot before it was ready brings it back, and it may be ready then. */
static void test_reboot_before_it_was_ready_is_waited_for(void **state)
{
    (void)state;
    sim_guest_shutdown(run.sim, DB + 1, SHUTDOWN_reboot);
    state_await(DB, DOMAIN_PLANNED);
    state_await(DB, DOMAIN_RUNNING);
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(run.sim, DB + 1, "db is up\n");
    state_await(LAST, DOMAIN_RUNNING);
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "hyperlaunch: launch complete: 4 started, 0 failed"));
}

/* It is waited for until it is given up, not only until its first restart fails. */
static void test_failed_restart_is_waited_for_while_it_is_tried_again(void **state)
{
    const struct boot *boot = run.launcher.launch.boot;
    uint8_t *bytes = (uint8_t *)(uintptr_t)boot->image;

    (void)state;
    assert_int_equal(mprotect(bytes, boot->image_size, PROT_READ | PROT_WRITE), 0);
    bytes[run.launcher.launch.image.plan.payloads[0].offset] ^= 1;
    sim_guest_shutdown(run.sim, DB + 1, SHUTDOWN_reboot);
    state_await(APP, DOMAIN_FAILED);
    assert_true(run_said(&run, "domain db: given up: "));
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "it starts after db, which ended before it was ready; "));
}

/* Others end and start again while the launch waits. */
static void test_restart_of_another_while_the_launch_waits(void **state)
{
    (void)state;
    sim_guest_shutdown(run.sim, LONE + 1, SHUTDOWN_reboot);
    state_await(LONE, DOMAIN_PLANNED);
    state_await(LONE, DOMAIN_RUNNING);
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    (void)sim_guest_print(run.sim, DB + 1, "db is up\n");
    state_await(LAST, DOMAIN_RUNNING);
}

/* Input reaches a domain that others wait for: somebody may have to answer it. */
static void test_input_is_served_while_the_launch_waits(void **state)
{
    char typed[16];

    (void)state;
    (void)launcher_step(&run.launcher);
    sim_type(run.sim, "yes");
    (void)launcher_step(&run.launcher);
    assert_int_equal(sim_guest_typed(run.sim, DB + 1, typed, sizeof(typed)), 3);
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
    sim_trace(run.sim, call_note, &bound);
    (void)launcher_step(&run.launcher);
    assert_true(bound > 0);
    run_free(&run);
    (void)launch_make(NULL);
    sim_fail_call(run.sim, bound, XEN_ENOMEM);
    state_await(LAST, DOMAIN_FAILED);
    assert_int_equal(state_of(DB), DOMAIN_RUNNING);
}

/* A launch in which a hypercall fails, and db says its line once it runs. "" or what is wrong. */
static const char *launch_failing_wrong(uint64_t call, uint64_t *calls)
{
    bool said = false;

    run_make(&run, &(struct sim_config){.minor = 20,
                                        .free_kib = 64 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    sim_fail_call(run.sim, call, XEN_EBUSY);
    if (!launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)))
        return run_wrong(&run);
    for (unsigned int i = 0; run.launcher.phase < PHASE_SERVE; i++) {
        if (i == STEPS_MAX)
            return "the launch does not end";
        if (!said && state_of(DB) == DOMAIN_RUNNING)
            said = sim_guest_print(run.sim, DB + 1, "db is up\n");
        (void)launcher_step(&run.launcher);
    }
    *calls = sim_calls(run.sim);
    return run_wrong(&run);
}

static void test_every_call_of_a_launch_that_waits_fails(void **state)
{
    uint64_t count, calls;

    (void)state;
    run_free(&run);
    assert_string_equal(launch_failing_wrong(0, &count), "");
    assert_int_equal(run.launcher.launch.started, SET);
    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        run_free(&run);
        wrong = launch_failing_wrong(call, &calls);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)count, wrong);
    }
    run_free(&run);
    (void)launch_make(NULL);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, launch_unmake)
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

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
