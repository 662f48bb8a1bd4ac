/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Each hypercall of a launch with a driver domain, of its end and of its restart fails in turn:
 * nothing is left behind, and a device is there whole where both its domains run and have a store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/served_devices.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* The launch, then the driver domain crashes and comes again, then web does. */
static void play(void)
{
    static const uint32_t ends[] = {DEVICES_NET, DEVICES_WEB};

    run_launch(&devices_run);
    for (size_t i = 0; devices_run.resident && i < sizeof(ends) / sizeof(ends[0]); i++) {
        assert_true(devices_serve_all());
        if (devices_run.launcher.launch.domains[ends[i]].state == DOMAIN_RUNNING)
            sim_guest_shutdown(devices_run.sim, ends[i] + 1, SHUTDOWN_crash);
        assert_true(devices_serve_all());
    }
}

static bool has_nodes(uint32_t i)
{
    return devices_run.launcher.resident.domains[i].has_nodes;
}

static void expect_whole(const char *front, const char *back, uint32_t i)
{
    bool both = has_nodes(i) && has_nodes(DEVICES_NET);

    assert_int_equal(devices_are_whole(front, back), both);
    if (!both && devices_run.launcher.resident.store)
        assert_false(store_has(devices_run.launcher.resident.store, front));
}

static void fail_each(int error)
{
    uint64_t count;

    devices_prepare();
    play();
    assert_string_equal(run_wrong(&devices_run), "");
    count = sim_calls(devices_run.sim);
    assert_true(devices_are_whole(FRONT_CARD, BACK_CARD));
    run_free(&devices_run);
    for (uint64_t call = 1; call <= count; call++) {
        devices_prepare();
        sim_fail_call(devices_run.sim, call, error);
        play();
        assert_string_equal(run_wrong(&devices_run), "");
        if (devices_run.resident) {
            expect_whole(FRONT_CARD, BACK_CARD, DEVICES_WEB);
            expect_whole(FRONT_DISK, BACK_DISK, DEVICES_WEB);
            expect_whole(PV_DISK, PV_BACK, DEVICES_PV);
        }
        run_free(&devices_run);
    }
}

static void test_every_call_fails_for_lack_of_memory(void **state)
{
    (void)state;
    fail_each(XEN_ENOMEM);
}

static void test_every_call_is_refused(void **state)
{
    (void)state;
    fail_each(XEN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_for_lack_of_memory),
        cmocka_unit_test(test_every_call_is_refused),
    };

    return cmocka_run_group_tests(tests, devices_set_make, devices_set_unmake);
}
