/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets with a recovery domain: kept back while all is well, started at the first failure that asks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/rescued.h"
#include "xen/errno.h"

#include <xen/sched.h>

enum { WEB = RESCUED_WEB, DB = RESCUED_DB, RESCUE = RESCUED_RESCUE, LAST = RESCUED_LAST };

/* What the console has after the line that says when a domain ended. */
static const char *console_after_end(void)
{
    const char *said = sim_console(rescued_run.sim);

    assert_non_null(strstr(said, ": ended at 0."));
    return strchr(said, '\n') + 1;
}

/* What a record that is made now has of it, and reads back. */
static enum record_state recorded(uint32_t i)
{
    static struct record record;

    run_record(&rescued_run, &record);
    return record.domains[i].state;
}

static void test_recovery_domain_is_staged_while_all_is_well(void **state)
{
    (void)state;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_PAUSED);
    assert_int_equal(rescued_state(LAST), DOMAIN_RUNNING);
    assert_true(run_said(&rescued_run, "hyperlaunch: launch complete: 3 started, 0 failed, "));
    assert_true(run_said(&rescued_run, "staged\n"));
    assert_int_equal(recorded(RESCUE), RECORD_STAGED);
    assert_int_equal(recorded(LAST), RECORD_RUNNING);
    sim_type(rescued_run.sim, "\x1dl");
    rescued_serve();
    assert_true(
        run_said(&rescued_run, "hyperlaunch: domain rescue: staged, 0 lines (0 bytes) printed\n"));
}

static void test_optional_failure_does_not_start_it(void **state)
{
    (void)state;
    rescued_memory_kib[DB] = RESCUED_TOO_MUCH;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(DB), DOMAIN_FAILED);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_PAUSED);
    assert_int_equal(rescued_state(LAST), DOMAIN_RUNNING);
    assert_false(run_said(&rescued_run, "recovery domain"));
}

static void test_failed_build_that_asks_starts_it_and_the_others_go_on(void **state)
{
    char typed[8];

    (void)state;
    rescued_more[DB].on_failure = LCM_FAILURE_RECOVERY;
    rescued_memory_kib[DB] = RESCUED_TOO_MUCH;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(WEB), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(LAST), DOMAIN_RUNNING);
    assert_true(run_said(&rescued_run, "hyperlaunch: domain db: failed, and asks for recovery; "
                                       "recovery domain rescue is started\n"));
    assert_true(run_said(&rescued_run, "hyperlaunch: input goes to rescue "));
    assert_true(run_said(&rescued_run, "hyperlaunch: launch complete: 3 started, 1 failed, "));
    sim_type(rescued_run.sim, "ls");
    rescued_serve();
    assert_int_equal(sim_guest_typed(rescued_run.sim, RESCUE + 1, typed, sizeof(typed)), 2);
}

static void test_required_holds_back_what_waits(void **state)
{
    (void)state;
    rescued_more[WEB].on_failure = LCM_FAILURE_REQUIRED;
    rescued_memory_kib[WEB] = RESCUED_TOO_MUCH;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(DB), DOMAIN_FAILED);
    assert_int_equal(rescued_state(LAST), DOMAIN_FAILED);
    assert_int_equal(rescued_run.launcher.launch.lives[DB].state, LIFE_HELD);
    assert_int_equal(rescued_run.launcher.launch.lives[LAST].state, LIFE_HELD);
    assert_int_equal(rescued_run.launcher.launch.lives[WEB].state, LIFE_FAILED);
    assert_true(run_said(&rescued_run,
                         "hyperlaunch: domain web: failed, and is required: nothing more is "
                         "started; recovery domain rescue is started\n"));
    assert_true(run_said(
        &rescued_run, "hyperlaunch: domain db: failed: start: it is held back, since web, which "
                      "is required, failed; see why that one failed, and boot the host again\n"));
    assert_true(run_said(&rescued_run, "hyperlaunch: launch complete: 1 started, 3 failed, "));
    assert_true(run_said(&rescued_run, " held\n"));
    assert_int_equal(recorded(RESCUE), RECORD_RUNNING);
    assert_int_equal(recorded(WEB), RECORD_FAILED);
    assert_int_equal(recorded(DB), RECORD_HELD);
    assert_int_equal(recorded(LAST), RECORD_HELD);
}

/* What is built already is held back too, and what runs goes on. */
static void test_required_that_is_not_ready_in_time_holds_back_what_waits_for_it(void **state)
{
    (void)state;
    rescued_more[WEB].on_failure = LCM_FAILURE_REQUIRED;
    rescued_more[WEB].ready_line = "up";
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(WEB), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(DB), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(LAST), DOMAIN_FAILED);
    assert_int_equal(rescued_run.launcher.launch.lives[LAST].state, LIFE_HELD);
    assert_true(run_said(&rescued_run, "hyperlaunch: domain web: not ready within 30000 ms: "));
    assert_true(run_said(&rescued_run, "hyperlaunch: domain web: failed, and is required: nothing "
                                       "more is started; recovery domain rescue is started\n"));
}

static void call_note(void *context, const struct sim_operation *operation)
{
    uint64_t *call = context;

    if (operation->domid == DB + 1 && strstr(operation->words, "unpause"))
        *call = operation->number;
}

static void test_refused_start_asks_for_it(void **state)
{
    uint64_t call = 0;

    (void)state;
    rescued_more[DB].on_failure = LCM_FAILURE_RECOVERY;
    rescued_prepare(17);
    sim_trace(rescued_run.sim, call_note, &call);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_PAUSED);
    (void)rescued_unmake(NULL);
    assert_true(call > 0);
    rescued_prepare(17);
    sim_fail_call(rescued_run.sim, call, XEN_EPERM);
    rescued_launch();
    assert_int_equal(rescued_state(DB), DOMAIN_FAILED);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(LAST), DOMAIN_RUNNING);
}

/* One that starts after what failed cannot be started: it has a policy of its own. */
static void test_who_waits_in_vain_fails_by_its_own_policy(void **state)
{
    (void)state;
    rescued_more[LAST].on_failure = LCM_FAILURE_RECOVERY;
    rescued_memory_kib[WEB] = RESCUED_TOO_MUCH;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(DB), DOMAIN_RUNNING);
    assert_true(run_said(&rescued_run, "hyperlaunch: domain last: failed, and asks for recovery; "
                                       "recovery domain rescue is started\n"));
}

static void test_restart_limit_asks_for_it(void **state)
{
    (void)state;
    rescued_more[DB].on_failure = LCM_FAILURE_REQUIRED;
    rescued_more[DB].on_crash = LCM_END_RESTART;
    rescued_more[DB].restart_limit = 1;
    rescued_prepare(17);
    rescued_launch();
    rescued_end(DB, SHUTDOWN_crash);
    assert_int_equal(rescued_state(DB), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_PAUSED);
    sim_console_clear(rescued_run.sim);
    rescued_end(DB, SHUTDOWN_crash);
    assert_int_equal(rescued_state(DB), DOMAIN_ENDED);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_string_equal(
        console_after_end(),
        "hyperlaunch: domain db: given up: it was started again 1 times within 60 s; find out why "
        "it ends, or raise hyperlaunch,restart-limit\n"
        "hyperlaunch: domain db: crashed; destroyed, its memory given back\n"
        "hyperlaunch: domain db: failed, and is required: nothing more is started; recovery domain "
        "rescue is started\n"
        "hyperlaunch: input goes to rescue (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
}

static void test_crash_by_its_policy_asks_for_it(void **state)
{
    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    sim_console_clear(rescued_run.sim);
    rescued_end(DB, SHUTDOWN_crash);
    assert_int_equal(rescued_state(DB), DOMAIN_ENDED);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_string_equal(
        console_after_end(),
        "hyperlaunch: domain db: crashed; destroyed, its memory given back\n"
        "hyperlaunch: domain db: ended, and asks for recovery; recovery domain rescue is started\n"
        "hyperlaunch: input goes to rescue (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
}

static void test_second_failure_is_only_told(void **state)
{
    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_more[WEB].on_reboot = LCM_REBOOT_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    rescued_end(DB, SHUTDOWN_crash);
    sim_type(rescued_run.sim, "\x1dn");
    rescued_serve();
    assert_int_equal(rescued_run.launcher.resident.focus, LAST);
    sim_console_clear(rescued_run.sim);
    rescued_end(WEB, SHUTDOWN_reboot);
    assert_string_equal(console_after_end(),
                        "hyperlaunch: domain web: asked for a reboot; destroyed, its memory given "
                        "back\nhyperlaunch: domain web: ended, and asks for recovery; recovery "
                        "domain rescue was started before\n");
    assert_int_equal(rescued_run.launcher.resident.focus, LAST);
}

static void test_recovery_domain_has_policies_as_others(void **state)
{
    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    rescued_end(DB, SHUTDOWN_crash);
    rescued_end(RESCUE, SHUTDOWN_reboot);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_run.launcher.resident.focus, RESCUE);
    rescued_end(RESCUE, SHUTDOWN_poweroff);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_ENDED);
    sim_console_clear(rescued_run.sim);
    rescued_run.launcher.launch.image.plan.domains[WEB].on_crash = LCM_END_RECOVERY;
    rescued_end(WEB, SHUTDOWN_crash);
    assert_true(run_said(&rescued_run,
                         "hyperlaunch: domain web: ended, and asks for recovery; recovery domain "
                         "rescue has ended; boot the host again to start it\n"));
}

static void test_recovery_domain_that_cannot_be_built_is_told(void **state)
{
    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_memory_kib[RESCUE] = RESCUED_TOO_MUCH;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUE), DOMAIN_FAILED);
    assert_true(run_said(&rescued_run,
                         "hyperlaunch: domain rescue: it is the recovery domain: nobody helps when "
                         "another fails; see why, and boot the host again\n"));
    rescued_end(DB, SHUTDOWN_crash);
    assert_true(run_said(&rescued_run,
                         "hyperlaunch: domain db: ended, and asks for recovery; recovery domain "
                         "rescue failed itself; mend that, and boot the host again\n"));
}

/* It did not start, so it does not keep the host; where it is wanted, it does. */
static void test_host_ends_beside_a_staged_recovery_domain(void **state)
{
    uint32_t reason;

    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    for (unsigned int crashes = 0; crashes < 2; crashes++) {
        rescued_prepare(17);
        rescued_launch();
        rescued_run.launcher.launch.image.plan.when_all_stopped = LCM_ALL_STOPPED_POWEROFF;
        rescued_end(WEB, SHUTDOWN_poweroff);
        rescued_end(LAST, SHUTDOWN_poweroff);
        rescued_end(DB, crashes ? SHUTDOWN_crash : SHUTDOWN_poweroff);
        assert_int_equal(sim_ended(rescued_run.sim, &reason), !crashes);
        if (crashes == 0)
            (void)rescued_unmake(NULL);
    }
    rescued_end(RESCUE, SHUTDOWN_poweroff);
    assert_true(sim_ended(rescued_run.sim, &reason));
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, rescued_defaults, rescued_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_recovery_domain_is_staged_while_all_is_well),
        LAUNCH(test_optional_failure_does_not_start_it),
        LAUNCH(test_failed_build_that_asks_starts_it_and_the_others_go_on),
        LAUNCH(test_required_holds_back_what_waits),
        LAUNCH(test_required_that_is_not_ready_in_time_holds_back_what_waits_for_it),
        LAUNCH(test_refused_start_asks_for_it),
        LAUNCH(test_who_waits_in_vain_fails_by_its_own_policy),
        LAUNCH(test_restart_limit_asks_for_it),
        LAUNCH(test_crash_by_its_policy_asks_for_it),
        LAUNCH(test_second_failure_is_only_told),
        LAUNCH(test_recovery_domain_has_policies_as_others),
        LAUNCH(test_recovery_domain_that_cannot_be_built_is_told),
        LAUNCH(test_host_ends_beside_a_staged_recovery_domain),
    };

    return cmocka_run_group_tests(tests, rescued_set_make, rescued_set_unmake);
}
