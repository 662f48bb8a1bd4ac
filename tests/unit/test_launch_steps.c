/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's loop: a launch goes on step by step, and so do building and destroying; between
 * two steps the domains that run are served; the image stays as long as a domain needs it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#include <xen/errno.h>
#include <xen/sched.h>

enum { WEB, PV, DOM0, SET, RESIDENT_SET = DOM0, DOMID_WEB = 1, DOMID_PV = 2 };

#define MIB UINT64_C(1024)

static struct kernel kernel;
static struct set_image resident_image, hand_over_image;
static struct run run;
static uint64_t destroyed; /* the hypercall that destroyed a domain last; 0: none did */
static uint64_t refused;   /* the one that was refused last, as the test asked */
static uint64_t bound;     /* the one that bound the port of a console last */

static int set_make(void **state)
{
    const struct set_domain domains[SET] = {
        [WEB] = {"web", DOMID_WEB, 8 * MIB, 1, &kernel, NULL, 0, "", 0, 0},
        [PV] = {"pv", DOMID_PV, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &kernel, NULL, 0, "", LCM_MODE_PV, 0},
    };

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .pv = PV_FULL,
                                               .seed = 1});
    resident_image = set_build(domains, RESIDENT_SET);
    hand_over_image = set_build(domains, SET);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&resident_image);
    set_free(&hand_over_image);
    kernel_free(&kernel);
    return 0;
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "destroy it"))
        destroyed = operation->number;
    if (strstr(operation->words, "bind its event channel"))
        bound = operation->number;
    if (operation->requested)
        refused = operation->number;
}

/* A launch that goes on until that phase comes next. */
static void launch_until(const struct set_image *image, enum launcher_phase phase)
{
    destroyed = refused = bound = 0;
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .image = image->bytes,
                                        .image_size = image->size});
    sim_trace(run.sim, call_note, NULL);
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    assert_true(run_until(&run, phase));
}

static void launch_end(void)
{
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
}

static enum domain_state state_of(uint32_t i)
{
    return run.launcher.launch.domains[i].state;
}

/* -- launching -------------------------------------------------------------------------------- */

static void test_domain_is_built_in_many_steps(void **state)
{
    uint32_t steps = 0, quiet = 0;

    (void)state;
    launch_until(&resident_image, PHASE_CREATE);
    while (state_of(WEB) == DOMAIN_PLANNED) {
        uint64_t calls = sim_calls(run.sim);

        assert_true(launcher_step(&run.launcher));
        steps++;
        quiet += sim_calls(run.sim) == calls;
    }
    assert_int_equal(state_of(WEB), DOMAIN_PAUSED);
    assert_int_equal(state_of(PV), DOMAIN_PLANNED);
    /* One to begin, then those of the builder's sequence, of which some only look at the image. */
    assert_int_equal(steps, 14);
    assert_in_range(quiet, 1, 6);
    run.resident = run_until(&run, PHASE_SERVE);
    launch_end();
}

static void test_one_domain_starts_a_step(void **state)
{
    uint64_t calls;

    (void)state;
    launch_until(&resident_image, PHASE_START);
    calls = sim_calls(run.sim);
    assert_true(launcher_step(&run.launcher));
    assert_int_equal(state_of(WEB), DOMAIN_RUNNING);
    assert_int_equal(state_of(PV), DOMAIN_PAUSED);
    /* Looking after domains that are quiet is no hypercall. */
    assert_int_equal(sim_calls(run.sim), calls + 1);
    run.resident = run_until(&run, PHASE_SERVE);
    launch_end();
}

/* WEB prints as soon as it runs. */
static void web_print(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == DOMID_WEB && strstr(operation->words, "unpause it"))
        (void)sim_guest_print(run.sim, DOMID_WEB, "up\nlogin: ");
}

static void test_running_domain_is_served_before_the_next_starts(void **state)
{
    (void)state;
    launch_until(&resident_image, PHASE_START);
    sim_console_clear(run.sim);
    sim_trace(run.sim, web_print, NULL);
    assert_true(launcher_step(&run.launcher));
    assert_int_equal(state_of(WEB), DOMAIN_RUNNING);
    assert_int_equal(state_of(PV), DOMAIN_PAUSED);
    /* What is no whole line stays for who serves it later. */
    assert_string_equal(sim_console(run.sim), "[web] up\n");
    assert_true(sim_guest_signals(run.sim, DOMID_WEB) > 0);
    run.resident = run_until(&run, PHASE_SERVE);
    assert_false(run_said(&run, "login: "));
    for (unsigned int i = 0; i < 4; i++)
        resident_serve(&run.launcher.resident);
    assert_true(run_said(&run, "[web] login: "));
    launch_end();
}

static void test_dom0_is_built_step_by_step(void **state)
{
    uint32_t steps = 0;

    (void)state;
    launch_until(&hand_over_image, PHASE_BUILD_DOM0);
    while (run.launcher.phase == PHASE_BUILD_DOM0) {
        steps++;
        (void)launcher_step(&run.launcher);
    }
    assert_int_equal(steps, 12);
    assert_int_equal(run.launcher.phase, PHASE_LEAVE);
    run.left = run_until(&run, PHASE_LEFT);
    assert_true(run.left);
    launch_end();
}

/* -- destroying ---------------------------------------------------------------------------------
 */

static void web_build(void)
{
    while (state_of(WEB) == DOMAIN_PLANNED)
        assert_true(launcher_step(&run.launcher));
}

/* The last step of building it fails; Xen puts off to destroy it, and is asked by the next step. */
static void test_failed_build_is_undone_in_steps(void **state)
{
    struct sim_domain_view view;
    uint64_t fails, destroys;

    (void)state;
    launch_until(&resident_image, PHASE_CREATE);
    web_build();
    fails = bound;
    run_free(&run);
    launch_until(&resident_image, PHASE_CREATE);
    sim_fail_call(run.sim, fails, XEN_EINVAL);
    web_build();
    destroys = destroyed;
    run_free(&run);
    launch_until(&resident_image, PHASE_CREATE);
    sim_fail_call(run.sim, fails, XEN_EINVAL);
    sim_fail_call(run.sim, destroys, XEN_EAGAIN);
    sim_fail_call(run.sim, destroys + 1, XEN_EAGAIN);
    while (refused < destroys)
        assert_true(launcher_step(&run.launcher));
    for (unsigned int i = 0; i < 2; i++) {
        assert_int_equal(state_of(WEB), DOMAIN_PLANNED);
        assert_true(sim_domain_view(run.sim, DOMID_WEB, &view));
        assert_int_equal(sim_calls(run.sim), destroys + i);
        assert_true(launcher_step(&run.launcher));
    }
    assert_int_equal(destroyed, destroys + 2);
    assert_int_equal(state_of(WEB), DOMAIN_FAILED);
    assert_false(run.launcher.launch.domains[WEB].result.stuck);
    assert_false(sim_domain_view(run.sim, DOMID_WEB, &view));
    run.resident = run_until(&run, PHASE_SERVE);
    assert_int_equal(run.launcher.launch.started, 1);
    launch_end();
}

/* Serves until a domain was destroyed, or Xen put that off. */
static void web_crash(void)
{
    sim_guest_shutdown(run.sim, DOMID_WEB, SHUTDOWN_crash);
    while (destroyed == 0 && refused == 0)
        resident_serve(&run.launcher.resident);
}

static void test_others_are_served_while_xen_puts_off_a_destruction(void **state)
{
    uint64_t fails;
    uint32_t rounds = 0;

    (void)state;
    launch_until(&resident_image, PHASE_SERVE);
    web_crash();
    fails = destroyed;
    run_free(&run);
    launch_until(&resident_image, PHASE_SERVE);
    run.resident = true;
    sim_fail_call(run.sim, fails, XEN_EAGAIN);
    web_crash();
    assert_int_equal(state_of(WEB), DOMAIN_ENDING);
    assert_false(run_said(&run, "domain web: crashed"));
    (void)sim_guest_print(run.sim, DOMID_PV, "on\n");
    resident_serve(&run.launcher.resident);
    assert_true(run_said(&run, "[pv] on\n"));
    assert_int_equal(state_of(WEB), DOMAIN_ENDING);
    /* It sleeps until it is time to ask Xen again. */
    while (state_of(WEB) == DOMAIN_ENDING && rounds++ < 4)
        resident_serve(&run.launcher.resident);
    assert_int_equal(state_of(WEB), DOMAIN_ENDED);
    assert_true(sim_sleeps(run.sim).timed > 0);
    assert_true(run_said(&run, "domain web: crashed; destroyed, its memory given back\n"));
    launch_end();
}

/* -- the image ----------------------------------------------------------------------------------
 */

static void test_image_is_kept_while_a_domain_needs_it(void **state)
{
    struct launch *launch = &run.launcher.launch;
    uint64_t calls;

    (void)state;
    launch_until(&resident_image, PHASE_CREATE);
    assert_string_equal(launch_image_user(launch), "web");
    calls = sim_calls(run.sim);
    assert_int_equal(launch_image_release(launch), 0);
    assert_int_equal(sim_calls(run.sim), calls);
    assert_non_null(launch->boot->image);
    web_build();
    assert_string_equal(launch_image_user(launch), "pv");
    assert_true(run_until(&run, PHASE_START));
    assert_null(launch_image_user(launch));
    assert_non_null(launch->boot->image);
    assert_true(run_until(&run, PHASE_SETTLE));
    assert_null(launch->boot->image);
    assert_null(launch->image.bytes);
    run.resident = run_until(&run, PHASE_SERVE);
    launch_end();
}

/* Its memory is the dom0's, which needs it no more once its own payloads are loaded. */
static void test_image_is_kept_for_dom0_until_that_is_loaded(void **state)
{
    struct launch *launch = &run.launcher.launch;

    (void)state;
    launch_until(&hand_over_image, PHASE_BUILD_DOM0);
    assert_string_equal(launch_image_user(launch), "dom0");
    while (launch->boot->image) {
        assert_int_equal(run.launcher.phase, PHASE_BUILD_DOM0);
        assert_string_equal(launch_image_user(launch), "dom0");
        (void)launcher_step(&run.launcher);
    }
    assert_null(launch_image_user(launch));
    assert_true(launch->domains[DOM0].result.loaded > 0);
    assert_int_equal(run.launcher.phase, PHASE_BUILD_DOM0);
    run.left = run_until(&run, PHASE_LEFT);
    launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domain_is_built_in_many_steps),
        cmocka_unit_test(test_one_domain_starts_a_step),
        cmocka_unit_test(test_running_domain_is_served_before_the_next_starts),
        cmocka_unit_test(test_dom0_is_built_step_by_step),
        cmocka_unit_test(test_failed_build_is_undone_in_steps),
        cmocka_unit_test(test_others_are_served_while_xen_puts_off_a_destruction),
        cmocka_unit_test(test_image_is_kept_while_a_domain_needs_it),
        cmocka_unit_test(test_image_is_kept_for_dom0_until_that_is_loaded),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
