/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's loop: a launch goes on step by step; between two steps the domains that run are
 * served.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/stepped.h"

static void test_domain_is_built_in_many_steps(void **state)
{
    uint32_t steps = 0, quiet = 0;

    (void)state;
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    while (stepped_state(WEB) == DOMAIN_PLANNED) {
        uint64_t calls = sim_calls(stepped_run.sim);

        assert_true(launcher_step(&stepped_run.launcher));
        steps++;
        quiet += sim_calls(stepped_run.sim) == calls;
    }
    assert_int_equal(stepped_state(WEB), DOMAIN_PAUSED);
    assert_int_equal(stepped_state(PV), DOMAIN_PLANNED);
    /* One to begin, then those of the builder's sequence, of which some only look at the image. */
    assert_int_equal(steps, 15);
    assert_in_range(quiet, 1, 6);
    stepped_run.resident = run_until(&stepped_run, PHASE_SERVE);
    stepped_end();
}

static void test_domain_starts_as_soon_as_it_is_built(void **state)
{
    uint64_t calls;

    (void)state;
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    stepped_web_build();
    assert_int_equal(stepped_state(WEB), DOMAIN_PAUSED);
    calls = sim_calls(stepped_run.sim);
    assert_true(launcher_step(&stepped_run.launcher));
    assert_int_equal(stepped_state(WEB), DOMAIN_RUNNING);
    assert_int_equal(stepped_state(PV), DOMAIN_PLANNED);
    /* Looking after domains that are quiet is no hypercall. */
    assert_int_equal(sim_calls(stepped_run.sim), calls + 1);
    stepped_run.resident = run_until(&stepped_run, PHASE_SERVE);
    stepped_end();
}

/* WEB prints as soon as it runs. */
static void web_print(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == DOMID_WEB && strstr(operation->words, "unpause it"))
        (void)sim_guest_print(stepped_run.sim, DOMID_WEB, "up\nlogin: ");
}

static void test_running_domain_is_served_while_the_next_is_built(void **state)
{
    (void)state;
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    stepped_web_build();
    sim_console_clear(stepped_run.sim);
    sim_trace(stepped_run.sim, web_print, NULL);
    assert_true(launcher_step(&stepped_run.launcher));
    assert_int_equal(stepped_state(WEB), DOMAIN_RUNNING);
    assert_int_equal(stepped_state(PV), DOMAIN_PLANNED);
    /* What is no whole line stays for who serves it later. */
    assert_string_equal(sim_console(stepped_run.sim), "[web] up\n");
    assert_true(sim_guest_signals(stepped_run.sim, DOMID_WEB) > 0);
    stepped_run.resident = run_until(&stepped_run, PHASE_SERVE);
    assert_false(run_said(&stepped_run, "login: "));
    for (unsigned int i = 0; i < 4; i++)
        resident_serve(&stepped_run.launcher.resident);
    assert_true(run_said(&stepped_run, "[web] login: "));
    stepped_end();
}

static void test_dom0_is_built_step_by_step(void **state)
{
    uint32_t steps = 0;

    (void)state;
    stepped_until(&stepped_hand_over, PHASE_BUILD_DOM0);
    while (stepped_run.launcher.phase == PHASE_BUILD_DOM0) {
        steps++;
        (void)launcher_step(&stepped_run.launcher);
    }
    assert_int_equal(steps, 12);
    assert_int_equal(stepped_run.launcher.phase, PHASE_LEAVE);
    stepped_run.left = run_until(&stepped_run, PHASE_LEFT);
    assert_true(stepped_run.left);
    stepped_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domain_is_built_in_many_steps),
        cmocka_unit_test(test_domain_starts_as_soon_as_it_is_built),
        cmocka_unit_test(test_running_domain_is_served_while_the_next_is_built),
        cmocka_unit_test(test_dom0_is_built_step_by_step),
    };

    return cmocka_run_group_tests(tests, stepped_set_make, stepped_set_unmake);
}
