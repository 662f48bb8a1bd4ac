/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What happens to domains that run is served while others are still built.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/awaited.h"

#include <xen/sched.h>

enum { DB, APP, ONCE, LAST, SET };

static int set_make(void **state)
{
    static const char *const names[SET] = {"db", "app", "once", "last"};
    struct set_more more[SET] = {
        [DB] = {.ready_line = "db is up", .ready_timeout_ms = 5000, .on_crash = LCM_END_RESTART}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    awaited_set_make(names, more, SET);
    return 0;
}

/* A launch of which the first domain runs. */
static int launch_make(void **state)
{
    (void)state;
    awaited_run_make(17);
    assert_true(launcher_greet(&awaited_run.launcher, &awaited_run.xen, sim_boot(awaited_run.sim)));
    awaited_until(DB, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(APP), DOMAIN_PLANNED);
    return 0;
}

static void test_who_waits_starts_before_the_rest_is_built(void **state)
{
    (void)state;
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
    awaited_until(APP, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(LAST), DOMAIN_PLANNED);
}

static void test_crashed_domain_is_started_again_before_the_rest_is_built(void **state)
{
    (void)state;
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_crash);
    while (!run_said(&awaited_run, "domain db: started again"))
        assert_true(launcher_step(&awaited_run.launcher));
    assert_int_equal(awaited_state(LAST), DOMAIN_PLANNED);
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "hyperlaunch: launch complete: 4 started, 0 failed"));
}

static void test_ended_domain_is_destroyed_before_the_rest_is_built(void **state)
{
    (void)state;
    (void)sim_guest_print(awaited_run.sim, DB + 1, "db is up\n");
    awaited_until(ONCE, DOMAIN_RUNNING);
    (void)sim_guest_print(awaited_run.sim, ONCE + 1, "the last line\nand a half");
    sim_guest_shutdown(awaited_run.sim, ONCE + 1, SHUTDOWN_poweroff);
    awaited_until(ONCE, DOMAIN_ENDED);
    assert_int_equal(awaited_state(LAST), DOMAIN_PLANNED);
    assert_true(run_said(&awaited_run, "[once] the last line\n[once] and a half\n"
                                       "hyperlaunch: domain once: powered off; destroyed"));
}

static void db_crash(void)
{
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_crash);
}

/* The line that app waits for never comes. */
static void test_every_call_of_a_launch_with_a_restart_fails(void **state)
{
    (void)state;
    run_free(&awaited_run);
    awaited_fail_each(db_crash, SET - 1);
}

static int launch_free(void **state)
{
    (void)state;
    run_free(&awaited_run);
    return 0;
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, launch_make, awaited_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_who_waits_starts_before_the_rest_is_built),
        STEP(test_crashed_domain_is_started_again_before_the_rest_is_built),
        STEP(test_ended_domain_is_destroyed_before_the_rest_is_built),
        cmocka_unit_test_setup_teardown(test_every_call_of_a_launch_with_a_restart_fails,
                                        launch_make, launch_free),
    };

    return cmocka_run_group_tests(tests, set_make, awaited_set_unmake);
}
