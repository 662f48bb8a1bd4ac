/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Of the launch image exactly those payloads stay that a domain may have to be started again from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/restarts.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* Only db may be started again, which has a kernel and no ramdisk. */
static void set_prepare(void)
{
    memset(restarts_more, 0, sizeof(restarts_more));
    restarts_more[RESTARTS_WEB].on_reboot = LCM_REBOOT_DESTROY;
    restarts_more[RESTARTS_PV].on_reboot = LCM_REBOOT_DESTROY;
    restarts_prepare(17);
}

static int launch_make(void **state)
{
    (void)state;
    set_prepare();
    run_launch(&restarts_run);
    assert_string_equal(run_wrong(&restarts_run), "");
    restarts_serve();
    return 0;
}

/* Pages of the ramdisk, the second payload. */
static uint64_t ramdisk_pages(void)
{
    return (restarts_run.launcher.launch.image.plan.payloads[1].stored_size + 4095) / 4096;
}

static void test_payload_that_nobody_may_need_goes_after_the_launch(void **state)
{
    const struct launch *launch = &restarts_run.launcher.launch;
    uint64_t kept = (launch->boot->image_size >> 10) - ramdisk_pages() * 4;
    char line[128];

    (void)state;
    assert_true(ramdisk_pages() > 0);
    assert_int_equal(launch_image_kib(launch), kept);
    (void)snprintf(line, sizeof(line), "the launch image stays in memory, %llu KiB: domain db may",
                   (unsigned long long)kept);
    assert_true(run_said(&restarts_run, line));
}

static void test_payload_that_stays_can_be_started_from(void **state)
{
    (void)state;
    restarts_end(RESTARTS_DB, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_DB), DOMAIN_RUNNING);
    assert_true(run_said(&restarts_run, "domain db: started again"));
}

static void test_rest_goes_with_its_last_user(void **state)
{
    uint64_t kept = launch_image_kib(&restarts_run.launcher.launch);
    char line[128];

    (void)state;
    restarts_end(RESTARTS_DB, SHUTDOWN_poweroff);
    assert_int_equal(launch_image_kib(&restarts_run.launcher.launch), 0);
    (void)snprintf(line, sizeof(line), "the launch image's %llu KiB are given back",
                   (unsigned long long)kept);
    assert_true(run_said(&restarts_run, line));
    assert_string_equal(run_wrong(&restarts_run), "");
}

/* Web and db may be started again; with web the ramdisk goes. */
static void test_payload_goes_with_its_last_user(void **state)
{
    char line[128];

    (void)state;
    memset(restarts_more, 0, sizeof(restarts_more));
    restarts_more[RESTARTS_PV].on_reboot = LCM_REBOOT_DESTROY;
    restarts_prepare(17);
    run_launch(&restarts_run);
    assert_int_equal(launch_image_kib(&restarts_run.launcher.launch),
                     restarts_run.launcher.launch.boot->image_size >> 10);
    restarts_serve();
    restarts_end(RESTARTS_WEB, SHUTDOWN_poweroff);
    (void)snprintf(line, sizeof(line), "%llu KiB of the launch image are given back, %llu KiB stay",
                   (unsigned long long)ramdisk_pages() * 4,
                   (unsigned long long)launch_image_kib(&restarts_run.launcher.launch));
    assert_true(run_said(&restarts_run, line));
}

static void test_every_call_fails(void **state)
{
    uint64_t first, last;

    (void)state;
    set_prepare();
    run_launch(&restarts_run);
    first = restarts_run.marks.started + 1;
    last = sim_calls(restarts_run.sim);
    for (uint64_t call = first; call <= last; call++) {
        (void)restarts_launch_unmake(NULL);
        set_prepare();
        sim_fail_call(restarts_run.sim, call, XEN_EINVAL);
        run_launch(&restarts_run);
        if (run_wrong(&restarts_run)[0] || restarts_run.launcher.launch.started != RESTARTS_SET)
            fail_msg("hypercall %llu: %s", (unsigned long long)call, run_wrong(&restarts_run));
    }
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, restarts_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_payload_that_nobody_may_need_goes_after_the_launch),
        LAUNCH(test_payload_that_stays_can_be_started_from),
        LAUNCH(test_rest_goes_with_its_last_user),
        cmocka_unit_test_teardown(test_payload_goes_with_its_last_user, restarts_launch_unmake),
        cmocka_unit_test_teardown(test_every_call_fails, restarts_launch_unmake),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
