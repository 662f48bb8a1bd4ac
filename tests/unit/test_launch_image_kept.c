/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The image stays in memory as long as a domain needs it, and goes then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/stepped.h"

static void test_image_is_kept_while_a_domain_needs_it(void **state)
{
    struct launch *launch = &stepped_run.launcher.launch;
    uint64_t calls;

    (void)state;
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    assert_string_equal(launch_image_user(launch), "web");
    calls = sim_calls(stepped_run.sim);
    assert_int_equal(launch_image_release(launch), 0);
    assert_int_equal(sim_calls(stepped_run.sim), calls);
    assert_non_null(launch->boot->image);
    stepped_web_build();
    assert_string_equal(launch_image_user(launch), "pv");
    assert_true(run_until(&stepped_run, PHASE_HAND_OVER));
    assert_null(launch_image_user(launch));
    assert_non_null(launch->boot->image);
    assert_true(run_until(&stepped_run, PHASE_SETTLE));
    assert_null(launch->boot->image);
    assert_null(launch->image.bytes);
    stepped_run.resident = run_until(&stepped_run, PHASE_SERVE);
    stepped_end();
}

/* Its memory is the dom0's, which needs it no more once its own payloads are loaded. */
static void test_image_is_kept_for_dom0_until_that_is_loaded(void **state)
{
    struct launch *launch = &stepped_run.launcher.launch;

    (void)state;
    stepped_until(&stepped_hand_over, PHASE_BUILD_DOM0);
    assert_string_equal(launch_image_user(launch), "dom0");
    while (launch->boot->image) {
        assert_int_equal(stepped_run.launcher.phase, PHASE_BUILD_DOM0);
        assert_string_equal(launch_image_user(launch), "dom0");
        (void)launcher_step(&stepped_run.launcher);
    }
    assert_null(launch_image_user(launch));
    assert_true(launch->domains[DOM0].result.loaded > 0);
    assert_int_equal(stepped_run.launcher.phase, PHASE_BUILD_DOM0);
    stepped_run.left = run_until(&stepped_run, PHASE_LEFT);
    stepped_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_image_is_kept_while_a_domain_needs_it),
        cmocka_unit_test(test_image_is_kept_for_dom0_until_that_is_loaded),
    };

    return cmocka_run_group_tests(tests, stepped_set_make, stepped_set_unmake);
}
