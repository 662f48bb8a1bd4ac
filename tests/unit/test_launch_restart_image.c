/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch image stays exactly as long as a domain may have to be started again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "tests/support/restarts.h"

#include <xen/sched.h>

enum { ROUNDS_MAX = 100 };

static bool has_image(void)
{
    return restarts_run.launcher.launch.boot->image;
}

static int launch_any(void)
{
    restarts_prepare(17);
    run_launch(&restarts_run);
    assert_string_equal(run_wrong(&restarts_run), "");
    restarts_serve();
    return 0;
}

/* No end of any domain leads to a restart. */
static int launch_without(void **state)
{
    (void)state;
    memset(restarts_more, 0, sizeof(restarts_more));
    for (uint32_t i = 0; i < RESTARTS_SET; i++)
        restarts_more[i].on_reboot = LCM_REBOOT_DESTROY;
    return launch_any();
}

static int launch_preserving(void **state)
{
    (void)state;
    memset(restarts_more, 0, sizeof(restarts_more));
    for (uint32_t i = 0; i < RESTARTS_SET; i++) {
        restarts_more[i].on_reboot = LCM_REBOOT_DESTROY;
        restarts_more[i].on_crash = LCM_END_PRESERVE;
        restarts_more[i].on_poweroff = i == RESTARTS_WEB ? LCM_END_RESTART : LCM_END_DESTROY;
    }
    return launch_any();
}

static void test_image_that_may_be_needed_is_kept_and_told_of(void **state)
{
    char line[128];

    (void)state;
    assert_true(has_image());
    (void)snprintf(line, sizeof(line),
                   "hyperlaunch: the launch image stays in memory, %lu KiB: domain web may have to "
                   "be started again\n",
                   (unsigned long)(restarts_run.launcher.launch.boot->image_size >> 10));
    assert_true(run_said(&restarts_run, line));
}

static void test_image_goes_with_its_last_user(void **state)
{
    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    assert_true(has_image());
    restarts_end(RESTARTS_PV, SHUTDOWN_reboot);
    assert_true(has_image());
    sim_console_clear(restarts_run.sim);
    restarts_end(RESTARTS_PV, SHUTDOWN_poweroff);
    assert_false(has_image());
    assert_true(run_said(&restarts_run, "no domain can be started again: the launch image's "));
    assert_int_equal(restarts_state(RESTARTS_DB), DOMAIN_RUNNING);
}

static void test_image_that_nobody_may_need_goes_after_the_launch(void **state)
{
    (void)state;
    assert_false(has_image());
    assert_false(run_said(&restarts_run, "stays in memory"));
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_ENDED);
}

/* A restart that failed is tried again, and the last other user of the image ends meanwhile. */
static void test_failed_restart_keeps_the_image_until_it_is_given_up(void **state)
{
    const struct boot *boot = restarts_run.launcher.launch.boot;
    uint8_t *image = (uint8_t *)(uintptr_t)boot->image;
    unsigned int rounds = 0;

    (void)state;
    assert_int_equal(mprotect(image, boot->image_size, PROT_READ | PROT_WRITE), 0);
    image[restarts_run.launcher.launch.image.plan.payloads[0].offset] ^= 1;
    sim_guest_shutdown(restarts_run.sim, 1, SHUTDOWN_reboot);
    while (!restarts_run.launcher.resident.is_rebuilding && rounds++ < ROUNDS_MAX)
        resident_serve(&restarts_run.launcher.resident);
    restarts_end(RESTARTS_PV, SHUTDOWN_poweroff);
    assert_true(rounds < ROUNDS_MAX);
    assert_true(run_said(&restarts_run, "domain web: given up: "));
    assert_false(has_image());
}

static void test_poweroff_can_start_again(void **state)
{
    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    assert_true(has_image());
}

/* It stays with its memory, does nothing more, and keeps no image. */
static void test_preserved_domain_stays_as_it_is(void **state)
{
    struct sim_domain_view view;

    (void)state;
    sim_console_clear(restarts_run.sim);
    (void)sim_guest_print(restarts_run.sim, 1, "last words");
    restarts_end(RESTARTS_WEB, SHUTDOWN_crash);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_PRESERVED);
    assert_true(sim_domain_view(restarts_run.sim, 1, &view));
    assert_false(has_image());
    assert_true(run_said(&restarts_run,
                         "[web] last words\n"
                         "hyperlaunch: domain web: crashed; preserved as it is, with its memory\n"
                         "hyperlaunch: no domain can be started again: "));
    assert_true(run_said(&restarts_run, "hyperlaunch: input goes to pv "));
}

static void test_preserved_domain_wakes_nobody(void **state)
{
    uint64_t calls;

    (void)state;
    restarts_end(RESTARTS_WEB, SHUTDOWN_crash);
    sim_guest_signal(restarts_run.sim, 1);
    calls = sim_calls(restarts_run.sim);
    restarts_serve();
    assert_int_equal(sim_calls(restarts_run.sim), calls + 1);
}

int main(void)
{
#define LAUNCH(test, make) cmocka_unit_test_setup_teardown(test, make, restarts_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_image_that_may_be_needed_is_kept_and_told_of, restarts_launch_make),
        LAUNCH(test_image_goes_with_its_last_user, restarts_launch_make),
        LAUNCH(test_image_that_nobody_may_need_goes_after_the_launch, launch_without),
        LAUNCH(test_failed_restart_keeps_the_image_until_it_is_given_up, restarts_launch_make),
        LAUNCH(test_poweroff_can_start_again, launch_preserving),
        LAUNCH(test_preserved_domain_stays_as_it_is, launch_preserving),
        LAUNCH(test_preserved_domain_wakes_nobody, launch_preserving),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
