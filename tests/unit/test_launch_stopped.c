/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What becomes of the host when all domains have ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "tests/support/restarts.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* Sets that say what is to become of the host; none of the domains starts again but by a crash. */
static void launch(enum lcm_all_stopped policy)
{
    memset(restarts_more, 0, sizeof(restarts_more));
    restarts_more[RESTARTS_PV].on_poweroff = LCM_END_PRESERVE;
    restarts_more[RESTARTS_DB].on_crash = LCM_END_RESTART;
    restarts_all_stopped = policy;
    restarts_prepare(17);
    run_launch(&restarts_run);
    assert_string_equal(run_wrong(&restarts_run), "");
    restarts_serve();
}

static int launch_staying(void **state)
{
    (void)state;
    launch(LCM_ALL_STOPPED_STAY);
    return 0;
}

static int launch_powering_off(void **state)
{
    (void)state;
    launch(LCM_ALL_STOPPED_POWEROFF);
    return 0;
}

static int launch_rebooting(void **state)
{
    (void)state;
    launch(LCM_ALL_STOPPED_REBOOT);
    return 0;
}

static void all_end(void)
{
    for (uint32_t i = 0; i < RESTARTS_SET; i++)
        restarts_end(i, SHUTDOWN_poweroff);
}

static void test_host_stays_by_default(void **state)
{
    uint32_t reason;

    (void)state;
    all_end();
    assert_false(sim_ended(restarts_run.sim, &reason));
}

static void test_host_is_powered_off_once_the_last_ended(void **state)
{
    uint32_t reason;

    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    restarts_end(RESTARTS_PV, SHUTDOWN_poweroff);
    assert_int_equal(restarts_state(RESTARTS_PV), DOMAIN_PRESERVED);
    assert_false(sim_ended(restarts_run.sim, &reason));
    restarts_end(RESTARTS_DB, SHUTDOWN_poweroff);
    assert_true(sim_ended(restarts_run.sim, &reason));
    assert_int_equal(reason, SHUTDOWN_poweroff);
    assert_true(run_said(&restarts_run,
                         "hyperlaunch: all domains have ended: the host is powered off, by "
                         "hyperlaunch,when-all-stopped\n"));
}

static void test_host_is_rebooted(void **state)
{
    uint32_t reason;

    (void)state;
    all_end();
    assert_true(sim_ended(restarts_run.sim, &reason));
    assert_int_equal(reason, SHUTDOWN_reboot);
}

/* Who starts again has not ended, not even while it is built. */
static void test_restart_of_the_last_keeps_the_host(void **state)
{
    uint32_t reason;

    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    restarts_end(RESTARTS_PV, SHUTDOWN_poweroff);
    restarts_end(RESTARTS_DB, SHUTDOWN_crash);
    assert_int_equal(restarts_state(RESTARTS_DB), DOMAIN_RUNNING);
    assert_false(sim_ended(restarts_run.sim, &reason));
}

/* A restart that failed is tried again: only when it is given up has the last one ended. */
static void test_failed_restart_of_the_last_keeps_the_host(void **state)
{
    const struct boot *boot = restarts_run.launcher.launch.boot;
    uint8_t *image = (uint8_t *)(uintptr_t)boot->image;
    uint32_t reason;

    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    restarts_end(RESTARTS_PV, SHUTDOWN_poweroff);
    assert_int_equal(mprotect(image, boot->image_size, PROT_READ | PROT_WRITE), 0);
    image[restarts_run.launcher.launch.image.plan.payloads[0].offset] ^= 1;
    sim_guest_shutdown(restarts_run.sim, RESTARTS_DB + 1, SHUTDOWN_crash);
    for (unsigned int rounds = 0; restarts_state(RESTARTS_DB) != DOMAIN_FAILED; rounds++) {
        assert_true(rounds < 100);
        resident_serve(&restarts_run.launcher.resident);
    }
    assert_false(sim_ended(restarts_run.sim, &reason));
    restarts_serve();
    assert_true(run_said(&restarts_run, "domain db: given up: "));
    assert_true(sim_ended(restarts_run.sim, &reason));
}

static void call_note(void *context, const struct sim_operation *operation)
{
    if (strstr(operation->words, "end the host"))
        *(uint64_t *)context = operation->number;
}

static void test_refusal_is_said_and_the_host_stays(void **state)
{
    uint64_t asked = 0;
    uint32_t reason;

    (void)state;
    sim_trace(restarts_run.sim, call_note, &asked);
    all_end();
    assert_true(asked > 0);
    (void)restarts_launch_unmake(NULL);
    launch(LCM_ALL_STOPPED_POWEROFF);
    sim_fail_call(restarts_run.sim, asked, XEN_EPERM);
    all_end();
    assert_false(sim_ended(restarts_run.sim, &reason));
    assert_true(
        run_said(&restarts_run, "hyperlaunch: the host stays: Xen says EPERM, not permitted\n"));
    sim_console_clear(restarts_run.sim);
    restarts_serve();
    assert_string_equal(sim_console(restarts_run.sim), "");
}

int main(void)
{
#define LAUNCH(test, make) cmocka_unit_test_setup_teardown(test, make, restarts_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_host_stays_by_default, launch_staying),
        LAUNCH(test_host_is_powered_off_once_the_last_ended, launch_powering_off),
        LAUNCH(test_host_is_rebooted, launch_rebooting),
        LAUNCH(test_restart_of_the_last_keeps_the_host, launch_powering_off),
        LAUNCH(test_failed_restart_of_the_last_keeps_the_host, launch_powering_off),
        LAUNCH(test_refusal_is_said_and_the_host_stays, launch_powering_off),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
