/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches with domains that are to be started within a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/awaited.h"
#include "xen/clock.h"

#include <xen/sched.h>

enum { DB, APP, LONE, SET };

/* The app waits for the database, up to five seconds. */
static int set_make(void **state)
{
    static const char *const names[SET] = {"db", "app", "lone"};
    struct set_more more[SET] = {
        [DB] = {.ready_line = "up", .ready_timeout_ms = 5000, .start_within_ms = 2000},
        [APP] = {.start_within_ms = 2},
        [LONE] = {.start_within_ms = 2000}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    awaited_set_make(names, more, SET);
    return 0;
}

static int launch_make(void **state)
{
    (void)state;
    awaited_launch_make(LONE);
    return 0;
}

/* In the simulation each operation takes a microsecond. */
static void db_ready_later(void)
{
    while (clock_now() - awaited_run.launcher.launch.entered < UINT64_C(5000000)) {
        (void)sim_guest_print(awaited_run.sim, DB + 1, "not yet\n");
        (void)launcher_step(&awaited_run.launcher);
    }
    (void)sim_guest_print(awaited_run.sim, DB + 1, "up\n");
    awaited_until(APP, DOMAIN_RUNNING);
}

static void test_missed_budget_is_told_and_counted(void **state)
{
    (void)state;
    db_ready_later();
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "hyperlaunch: domain app: started "));
    assert_true(run_said(&awaited_run, " ms after entry, its budget was 2 ms: it waited "));
    assert_true(run_said(&awaited_run, " ms for db; have that ready sooner, or raise "
                                       "hyperlaunch,start-within-ms\n"));
    assert_true(run_said(&awaited_run, " hypercalls, 1 after their budget\n"));
    assert_false(run_said(&awaited_run, "domain db: started "));
}

static void test_budget_that_is_kept_is_not_told(void **state)
{
    (void)state;
    awaited_run.launcher.launch.image.plan.domains[APP].start_within_ms = LCM_START_WITHIN_MAX_MS;
    db_ready_later();
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_false(run_said(&awaited_run, "its budget was"));
    assert_false(run_said(&awaited_run, "after their budget"));
}

/* The budget is one of the launch. */
static void test_restart_has_no_budget(void **state)
{
    (void)state;
    db_ready_later();
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    sim_guest_shutdown(awaited_run.sim, APP + 1, SHUTDOWN_reboot);
    awaited_until(APP, DOMAIN_PLANNED);
    awaited_until(APP, DOMAIN_RUNNING);
    assert_true(run_said(&awaited_run, "domain app: started again, "));
    assert_int_equal(awaited_run.launcher.launch.late, 1);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, launch_make, awaited_launch_unmake)
    const struct CMUnitTest tests[] = {
        TEST(test_missed_budget_is_told_and_counted),
        TEST(test_budget_that_is_kept_is_not_told),
        TEST(test_restart_has_no_budget),
    };

    return cmocka_run_group_tests(tests, set_make, awaited_set_unmake);
}
