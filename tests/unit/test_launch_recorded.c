/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the record and the log say of the lives of a launch's domains.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/awaited.h"
#include "tool/record/parse.h"

#include <xen/sched.h>

enum { DB, APP, LONE, MUTE, SET };

static struct record record;

/* The app waits for the database; nobody for the mute one, which is never ready. */
static int set_make(void **state)
{
    static const char *const names[SET] = {"db", "app", "lone", "mute"};
    struct set_more more[SET] = {
        [DB] = {.ready_line = "db is \"up\"", .ready_timeout_ms = 5000, .start_within_ms = 2000},
        [APP] = {.on_crash = LCM_END_RESTART, .restart_limit = 20},
        [LONE] = {.on_crash = LCM_END_PRESERVE},
        [MUTE] = {.ready_signal = true, .ready_timeout_ms = 5}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    bits_add(&more[APP].start_after, LONE);
    awaited_set_make(names, more, SET);
    return 0;
}

static int launch_make(void **state)
{
    (void)state;
    awaited_launch_make(MUTE);
    return 0;
}

static void record_take(void)
{
    run_record(&awaited_run, &record);
}

static void launch_finish(void)
{
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is \"up\"\n");
    awaited_until(APP, DOMAIN_RUNNING);
    assert_true(run_until(&awaited_run, PHASE_SERVE));
}

static void test_who_waits_is_planned(void **state)
{
    (void)state;
    record_take();
    assert_int_equal(record.domains[APP].state, RECORD_PLANNED);
    assert_int_equal(record.domains[DB].state, RECORD_RUNNING);
    assert_int_equal(record.domains[DB].ready_ns, 0);
}

static void test_what_is_waited_for(void **state)
{
    (void)state;
    launch_finish();
    record_take();
    assert_int_equal(record.domains[DB].ready, LCM_READY_LINE);
    assert_string_equal(record.domains[DB].ready_line, "db is \"up\"");
    assert_int_equal(record.domains[DB].ready_timeout_ms, 5000);
    assert_int_equal(record.domains[DB].start_within_ms, 2000);
    assert_true(record.domains[DB].ready_ns > record.domains[DB].started_ns);
    assert_true(record.domains[DB].ready_ns <= record.domains[APP].started_ns);
    assert_int_equal(record.domains[APP].ready_ns, record.domains[APP].started_ns);
    assert_int_equal(record.domains[APP].ready_timeout_ms, 0);
    assert_int_equal(record.domains[APP].after_count, 2);
    assert_int_equal(record.domains[APP].after[0], DB + 1);
    assert_int_equal(record.domains[APP].after[1], LONE + 1);
    assert_int_equal(record.domains[LONE].after_count, 0);
}

static void test_log_has_the_plan(void **state)
{
    (void)state;
    launch_finish();
    assert_true(run_said(&awaited_run, "hyperlaunch: domain db: pvh; budget 2000 ms; ready in 5000 "
                                       "ms by \"db is \"up\"\"\n"));
    assert_true(run_said(&awaited_run, "hyperlaunch: domain app: pvh; after db lone\n"));
    assert_true(run_said(&awaited_run, "hyperlaunch: domain lone: pvh\n"));
    assert_true(run_said(&awaited_run, "hyperlaunch: domain mute: pvh; ready in 5 ms by signal\n"));
}

static void test_late_one(void **state)
{
    (void)state;
    while (awaited_run.launcher.launch.lives[MUTE].state != LIFE_LATE)
        (void)launcher_step(&awaited_run.launcher);
    record_take();
    assert_int_equal(record.domains[MUTE].ready, LCM_READY_SIGNAL);
    assert_int_equal(record.domains[MUTE].late, 1);
    assert_int_equal(record.domains[MUTE].ready_ns, 0);
}

static void test_end_and_what_follows(void **state)
{
    (void)state;
    launch_finish();
    sim_guest_shutdown(awaited_run.sim, LONE + 1, SHUTDOWN_crash);
    awaited_until(LONE, DOMAIN_PRESERVED);
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_poweroff);
    awaited_until(DB, DOMAIN_ENDED);
    sim_guest_shutdown(awaited_run.sim, MUTE + 1, SHUTDOWN_suspend);
    awaited_until(MUTE, DOMAIN_ENDED);
    record_take();
    assert_int_equal(record.domains[LONE].end, RECORD_END_CRASHED);
    assert_int_equal(record.domains[LONE].preserved, 1);
    assert_true(record.domains[LONE].ended_ns > record.domains[LONE].started_ns);
    assert_int_equal(record.domains[DB].end, RECORD_END_POWERED_OFF);
    assert_int_equal(record.domains[DB].preserved, 0);
    assert_int_equal(record.domains[MUTE].end, RECORD_END_OTHER);
    assert_int_equal(record.domains[APP].end, RECORD_END_NONE);
    assert_true(run_said(&awaited_run, "hyperlaunch: domain lone: ended at "));
}

static void app_crash(void)
{
    sim_guest_shutdown(awaited_run.sim, APP + 1, SHUTDOWN_crash);
    awaited_until(APP, DOMAIN_PLANNED);
    awaited_until(APP, DOMAIN_RUNNING);
}

/* What it was launched with stays: when it first began, was built, and started. */
static void test_restart_changes_no_time_of_the_launch(void **state)
{
    struct record_domain first;

    (void)state;
    launch_finish();
    record_take();
    first = record.domains[APP];
    app_crash();
    record_take();
    assert_int_equal(record.domains[APP].began_ns, first.began_ns);
    assert_int_equal(record.domains[APP].created_ns, first.created_ns);
    assert_int_equal(record.domains[APP].started_ns, first.started_ns);
}

/* The launch's last lines may come while a domain is built again. */
static void test_summary_while_a_domain_is_built_again(void **state)
{
    (void)state;
    launch_finish();
    sim_guest_shutdown(awaited_run.sim, APP + 1, SHUTDOWN_crash);
    awaited_until(APP, DOMAIN_PLANNED);
    (void)launcher_step(&awaited_run.launcher);
    (void)launcher_step(&awaited_run.launcher);
    sim_console_clear(awaited_run.sim);
    launch_summary_log(&awaited_run.launcher.launch);
    assert_true(run_said(&awaited_run, "domain app: built in 0."));
    awaited_until(APP, DOMAIN_RUNNING);
}

static void test_last_restarts(void **state)
{
    (void)state;
    launch_finish();
    for (int i = 0; i < RECORD_RESTARTS_MAX + 3; i++)
        app_crash();
    record_take();
    assert_int_equal(record.domains[APP].state, RECORD_RUNNING);
    assert_int_equal(record.domains[APP].end, RECORD_END_CRASHED);
    assert_int_equal(record.domains[APP].restarts, RECORD_RESTARTS_MAX + 3);
    assert_int_equal(record.domains[APP].restart_count, RECORD_RESTARTS_MAX);
    for (uint32_t i = 1; i < RECORD_RESTARTS_MAX; i++)
        assert_true(record.domains[APP].restarts_ns[i] > record.domains[APP].restarts_ns[i - 1]);
    assert_int_equal(record.domains[APP].restarts_ns[RECORD_RESTARTS_MAX - 1],
                     record.domains[APP].ended_ns);
}

static void test_one_that_was_given_up(void **state)
{
    (void)state;
    awaited_run.launcher.launch.image.plan.domains[APP].restart_limit = 2;
    launch_finish();
    app_crash();
    app_crash();
    sim_guest_shutdown(awaited_run.sim, APP + 1, SHUTDOWN_crash);
    awaited_until(APP, DOMAIN_ENDED);
    record_take();
    assert_int_equal(record.domains[APP].given_up, 1);
    assert_int_equal(record.domains[APP].restarts, 2);
    assert_int_equal(record.domains[LONE].given_up, 0);
}

static void assert_same_time(uint64_t told, uint64_t parsed)
{
    assert_in_range(parsed + 3000, told, told + 6000);
}

/* What the log says is what the launcher knows, down to its microseconds. */
static void assert_parsed(const struct record_domain *told, const struct record_domain *parsed)
{
    assert_string_equal(parsed->name, told->name);
    assert_int_equal(parsed->domid, told->domid);
    assert_int_equal(parsed->mode, told->mode);
    assert_int_equal(parsed->cpus, told->cpus);
    assert_int_equal(parsed->memory_kib, told->memory_kib);
    assert_int_equal(parsed->state, told->state);
    assert_same_time(told->ready_ns, parsed->ready_ns);
    assert_same_time(told->ended_ns, parsed->ended_ns);
    assert_int_equal(parsed->ready, told->ready);
    assert_string_equal(parsed->ready_line, told->ready_line);
    assert_int_equal(parsed->ready_timeout_ms, told->ready_timeout_ms);
    assert_int_equal(parsed->late, told->late);
    assert_int_equal(parsed->start_within_ms, told->start_within_ms);
    assert_int_equal(parsed->end, told->end);
    assert_int_equal(parsed->preserved, told->preserved);
    assert_int_equal(parsed->given_up, told->given_up);
    assert_int_equal(parsed->restarts, told->restarts);
    assert_int_equal(parsed->restart_count, told->restart_count);
    for (uint32_t i = 0; i < told->restart_count; i++)
        assert_same_time(told->restarts_ns[i], parsed->restarts_ns[i]);
    assert_int_equal(parsed->after_count, told->after_count);
    assert_memory_equal(parsed->after, told->after, told->after_count * sizeof(told->after[0]));
    assert_int_equal(parsed->kernel.index, told->kernel.index);
}

static void test_log_says_what_the_record_does(void **state)
{
    static struct parse parse;
    const char *log;

    (void)state;
    launch_finish();
    record_take();
    memset(&parse, 0, sizeof(parse));
    log = sim_console(awaited_run.sim);
    parse_bytes(&parse, log, strlen(log));
    assert_int_equal(parse_end(&parse), PARSE_OK);
    for (uint32_t i = 0; i < SET; i++) {
        assert_same_time(record.domains[i].began_ns, parse.record.domains[i].began_ns);
        assert_same_time(record.domains[i].created_ns, parse.record.domains[i].created_ns);
        assert_same_time(record.domains[i].started_ns, parse.record.domains[i].started_ns);
        assert_int_equal(parse.record.domains[i].hypercalls, record.domains[i].hypercalls);
    }
    assert_memory_equal(parse.record.image_sha256, record.image_sha256, 32);
    assert_int_equal(parse.record.store_kib, record.store_kib);
    assert_int_equal(parse.record.image_kept_kib, record.image_kept_kib);
    assert_int_equal(parse.record.image_freed_kib, record.image_freed_kib);
    sim_guest_shutdown(awaited_run.sim, LONE + 1, SHUTDOWN_crash);
    awaited_until(LONE, DOMAIN_PRESERVED);
    awaited_run.launcher.launch.image.plan.domains[APP].restart_limit = 10;
    for (int i = 0; i < 10; i++)
        app_crash();
    sim_guest_shutdown(awaited_run.sim, APP + 1, SHUTDOWN_crash);
    awaited_until(APP, DOMAIN_ENDED);
    record_take();
    memset(&parse, 0, sizeof(parse));
    log = sim_console(awaited_run.sim);
    parse_bytes(&parse, log, strlen(log));
    assert_int_equal(parse_end(&parse), PARSE_OK);
    assert_int_equal(parse.record.domain_count, SET);
    for (uint32_t i = 0; i < SET; i++)
        assert_parsed(&record.domains[i], &parse.record.domains[i]);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, launch_make, awaited_launch_unmake)
    const struct CMUnitTest tests[] = {
        TEST(test_who_waits_is_planned),
        TEST(test_what_is_waited_for),
        TEST(test_log_has_the_plan),
        TEST(test_late_one),
        TEST(test_end_and_what_follows),
        TEST(test_restart_changes_no_time_of_the_launch),
        TEST(test_summary_while_a_domain_is_built_again),
        TEST(test_last_restarts),
        TEST(test_one_that_was_given_up),
        TEST(test_log_says_what_the_record_does),
    };

    return cmocka_run_group_tests(tests, set_make, awaited_set_unmake);
}
