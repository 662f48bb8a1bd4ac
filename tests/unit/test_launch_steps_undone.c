/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The destruction of a domain goes on step by step while Xen puts it off; the others are served
 * in between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/stepped.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* The last step of building it fails; Xen puts off to destroy it, and is asked by the next step. */
static void test_failed_build_is_undone_in_steps(void **state)
{
    struct sim_domain_view view;
    uint64_t fails, destroys;

    (void)state;
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    stepped_web_build();
    fails = stepped_bound;
    run_free(&stepped_run);
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    sim_fail_call(stepped_run.sim, fails, XEN_EINVAL);
    stepped_web_build();
    destroys = stepped_destroyed;
    run_free(&stepped_run);
    stepped_until(&stepped_resident, PHASE_LAUNCH);
    sim_fail_call(stepped_run.sim, fails, XEN_EINVAL);
    sim_fail_call(stepped_run.sim, destroys, XEN_EAGAIN);
    sim_fail_call(stepped_run.sim, destroys + 1, XEN_EAGAIN);
    while (stepped_refused < destroys)
        assert_true(launcher_step(&stepped_run.launcher));
    for (unsigned int i = 0; i < 2; i++) {
        assert_int_equal(stepped_state(WEB), DOMAIN_PLANNED);
        assert_true(sim_domain_view(stepped_run.sim, DOMID_WEB, &view));
        assert_int_equal(sim_calls(stepped_run.sim), destroys + i);
        assert_true(launcher_step(&stepped_run.launcher));
    }
    assert_int_equal(stepped_destroyed, destroys + 2);
    assert_int_equal(stepped_state(WEB), DOMAIN_FAILED);
    assert_false(stepped_run.launcher.launch.domains[WEB].result.stuck);
    assert_false(sim_domain_view(stepped_run.sim, DOMID_WEB, &view));
    stepped_run.resident = run_until(&stepped_run, PHASE_SERVE);
    assert_int_equal(stepped_run.launcher.launch.started, 1);
    stepped_end();
}

/* Serves until a domain was destroyed, or Xen put that off. */
static void web_crash(void)
{
    sim_guest_shutdown(stepped_run.sim, DOMID_WEB, SHUTDOWN_crash);
    while (stepped_destroyed == 0 && stepped_refused == 0)
        resident_serve(&stepped_run.launcher.resident);
}

static void test_others_are_served_while_xen_puts_off_a_destruction(void **state)
{
    uint64_t fails;
    uint32_t rounds = 0;

    (void)state;
    stepped_until(&stepped_resident, PHASE_SERVE);
    web_crash();
    fails = stepped_destroyed;
    run_free(&stepped_run);
    stepped_until(&stepped_resident, PHASE_SERVE);
    stepped_run.resident = true;
    sim_fail_call(stepped_run.sim, fails, XEN_EAGAIN);
    web_crash();
    assert_int_equal(stepped_state(WEB), DOMAIN_ENDING);
    assert_false(run_said(&stepped_run, "domain web: crashed"));
    (void)sim_guest_print(stepped_run.sim, DOMID_PV, "on\n");
    resident_serve(&stepped_run.launcher.resident);
    assert_true(run_said(&stepped_run, "[pv] on\n"));
    assert_int_equal(stepped_state(WEB), DOMAIN_ENDING);
    /* It sleeps until it is time to ask Xen again. */
    while (stepped_state(WEB) == DOMAIN_ENDING && rounds++ < 4)
        resident_serve(&stepped_run.launcher.resident);
    assert_int_equal(stepped_state(WEB), DOMAIN_ENDED);
    assert_true(sim_sleeps(stepped_run.sim).timed > 0);
    assert_true(run_said(&stepped_run, "domain web: crashed; destroyed, its memory given back\n"));
    stepped_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failed_build_is_undone_in_steps),
        cmocka_unit_test(test_others_are_served_while_xen_puts_off_a_destruction),
    };

    return cmocka_run_group_tests(tests, stepped_set_make, stepped_set_unmake);
}
