/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains that end and are started again by the service.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "tests/support/restarts.h"

#include <xen/sched.h>

#define SPOILT UINT64_C(0x100000)

/* Whether the parts of the kernel are in the domain's memory as they are in its file. */
static bool has_kernel(uint32_t i)
{
    for (unsigned int p = 0; p < 2; p++) {
        const struct kernel_part *part = &restarts_kernel.parts[p];

        if (run_memory_differs(&restarts_run, i + 1, part->paddr, part->bytes, part->size) !=
                part->size ||
            run_memory_differs(&restarts_run, i + 1, part->paddr + part->size, NULL,
                               part->bss_size) != part->bss_size)
            return false;
    }
    return true;
}

static void test_reboot_brings_it_back(void **state)
{
    struct sim_domain_view before, after;

    (void)state;
    sim_console_clear(restarts_run.sim);
    assert_true(sim_domain_view(restarts_run.sim, 1, &before));
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    assert_true(sim_domain_view(restarts_run.sim, 1, &after));
    assert_memory_equal(before.handle, after.handle, sizeof(before.handle));
    assert_int_equal(before.entry, after.entry);
    assert_int_equal(before.pages, after.pages);
    assert_true(after.running);
    assert_true(run_said(&restarts_run,
                         "hyperlaunch: domain web: asked for a reboot; destroyed, and is built "
                         "again\nhyperlaunch: domain web: created at "));
    assert_true(run_said(&restarts_run, " s after it ended; restart 1\n"));
}

/* What it wrote is gone, and so is what it wrote where its kernel was. */
static void test_memory_is_as_fresh_as_at_first(void **state)
{
    const uint64_t rubbish = 0x1122334455667788;

    (void)state;
    assert_true(has_kernel(RESTARTS_WEB));
    assert_true(sim_guest_write(restarts_run.sim, 1, SPOILT, &rubbish, sizeof(rubbish)));
    assert_true(sim_guest_write(restarts_run.sim, 1, 7 << 20, &rubbish, sizeof(rubbish)));
    assert_false(has_kernel(RESTARTS_WEB));
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_true(has_kernel(RESTARTS_WEB));
    assert_int_equal(run_memory_differs(&restarts_run, 1, 7 << 20, NULL, 4096), 4096);
}

/* The neighbour has the same kernel, and has written to it since. */
static void test_nothing_is_copied_from_a_running_domain(void **state)
{
    const uint64_t rubbish = 0x1122334455667788;

    (void)state;
    for (uint32_t i = RESTARTS_WEB; i < RESTARTS_SET; i += RESTARTS_DB)
        assert_true(sim_guest_write(restarts_run.sim, i + 1, SPOILT, &rubbish, sizeof(rubbish)));
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_true(has_kernel(RESTARTS_WEB));
}

static void test_crash_of_a_pv_domain_brings_it_back(void **state)
{
    struct sim_domain_view view;

    (void)state;
    restarts_end(RESTARTS_PV, SHUTDOWN_crash);
    assert_int_equal(restarts_state(RESTARTS_PV), DOMAIN_RUNNING);
    assert_true(sim_domain_view(restarts_run.sim, 2, &view));
    assert_true(view.pv && view.running);
}

static void test_two_that_end_at_once_both_come_back(void **state)
{
    (void)state;
    sim_guest_shutdown(restarts_run.sim, 1, SHUTDOWN_reboot);
    restarts_end(RESTARTS_PV, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    assert_int_equal(restarts_state(RESTARTS_PV), DOMAIN_RUNNING);
    assert_true(has_kernel(RESTARTS_WEB));
}

static void test_its_console_and_input_go_on(void **state)
{
    char typed[16];

    (void)state;
    assert_int_equal(restarts_run.launcher.resident.focus, RESTARTS_WEB);
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    sim_console_clear(restarts_run.sim);
    (void)sim_guest_print(restarts_run.sim, 1, "up again\n");
    sim_type(restarts_run.sim, "ls");
    restarts_serve();
    assert_string_equal(sim_console(restarts_run.sim), "[web] up again\n");
    assert_int_equal(sim_guest_typed(restarts_run.sim, 1, typed, sizeof(typed)), 2);
    assert_string_equal(typed, "ls");
}

/* Between two steps of the build the neighbour's line is shown, and its end is served. */
static void test_neighbours_are_served_while_it_is_built(void **state)
{
    struct resident *r = &restarts_run.launcher.resident;

    (void)state;
    sim_guest_shutdown(restarts_run.sim, 1, SHUTDOWN_reboot);
    while (!r->is_rebuilding)
        resident_serve(r);
    (void)sim_guest_print(restarts_run.sim, 3, "busy\n");
    resident_serve(r);
    assert_true(run_said(&restarts_run, "[db] busy\n"));
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_PLANNED);
    sim_guest_shutdown(restarts_run.sim, 3, SHUTDOWN_poweroff);
    resident_serve(r);
    assert_int_equal(restarts_state(RESTARTS_DB), DOMAIN_ENDED);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_PLANNED);
    restarts_serve();
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
}

static void test_crash_loop_is_given_up_with_a_reason(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 3; i++) {
        restarts_end(RESTARTS_WEB, SHUTDOWN_crash);
        assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    }
    sim_console_clear(restarts_run.sim);
    restarts_end(RESTARTS_WEB, SHUTDOWN_crash);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_ENDED);
    assert_true(run_said(&restarts_run, "hyperlaunch: domain web: ended at 0."));
    assert_string_equal(
        strchr(sim_console(restarts_run.sim), '\n') + 1,
        "hyperlaunch: domain web: given up: it was started again 3 times within 60 s; find out why "
        "it ends, or raise hyperlaunch,restart-limit\n"
        "hyperlaunch: domain web: crashed; destroyed, its memory given back\n"
        "hyperlaunch: input goes to pv (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
}

/* The bytes in the image are looked at again, not the answer of the first time. */
static void test_payload_is_verified_again(void **state)
{
    const struct boot *boot = restarts_run.launcher.launch.boot;
    uint8_t *image = (uint8_t *)(uintptr_t)boot->image;

    (void)state;
    assert_int_equal(mprotect(image, boot->image_size, PROT_READ | PROT_WRITE), 0);
    image[restarts_run.launcher.launch.image.plan.payloads[0].offset] ^= 1;
    sim_console_clear(restarts_run.sim);
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_FAILED);
    assert_true(run_said(&restarts_run, "domain web: failed: verify: the "));
    assert_true(run_said(&restarts_run, "domain web: given up: "));
}

/* Its domid is taken until another lets go of its memory. */
static void test_restart_waits_for_what_xen_has_of_it(void **state)
{
    struct resident *r = &restarts_run.launcher.resident;

    (void)state;
    sim_hold(restarts_run.sim, 1);
    sim_guest_shutdown(restarts_run.sim, 1, SHUTDOWN_reboot);
    for (unsigned int i = 0; i < 20; i++)
        resident_serve(r);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_PLANNED);
    assert_int_equal(sim_zombies(restarts_run.sim), 1);
    (void)sim_guest_print(restarts_run.sim, 3, "busy\n");
    resident_serve(r);
    assert_true(run_said(&restarts_run, "[db] busy\n"));
    sim_let_go(restarts_run.sim, 1);
    restarts_serve();
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_RUNNING);
    assert_int_equal(restarts_run.launcher.launch.lives[RESTARTS_WEB].restarts, 1);
}

static void test_restart_ends_where_xen_keeps_some_of_it(void **state)
{
    uint32_t sleeps = sim_sleeps(restarts_run.sim).timed;

    (void)state;
    sim_hold(restarts_run.sim, 1);
    sim_console_clear(restarts_run.sim);
    restarts_end(RESTARTS_WEB, SHUTDOWN_reboot);
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_ENDED);
    /* For 10 s, every 10 ms. */
    assert_in_range(sim_sleeps(restarts_run.sim).timed - sleeps, 990, 1010);
    assert_true(run_said(&restarts_run, "hyperlaunch: domain web: ended at "));
    assert_string_equal(
        strchr(sim_console(restarts_run.sim), '\n') + 1,
        "hyperlaunch: domain web: asked for a reboot; destroyed, and is built again\n"
        "hyperlaunch: domain web: not started again: Xen keeps what is left of it; a domain that "
        "maps its memory has to let go of that\n"
        "hyperlaunch: input goes to pv (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
    /* The others are not in its way. */
    restarts_end(RESTARTS_PV, SHUTDOWN_crash);
    assert_int_equal(restarts_state(RESTARTS_PV), DOMAIN_RUNNING);
    sim_let_go(restarts_run.sim, 1);
    restarts_serve();
    assert_int_equal(restarts_state(RESTARTS_WEB), DOMAIN_ENDED);
    assert_int_equal(sim_zombies(restarts_run.sim), 0);
}

int main(void)
{
#define LAUNCH(test)                                                                               \
    cmocka_unit_test_setup_teardown(test, restarts_launch_make, restarts_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_reboot_brings_it_back),
        LAUNCH(test_memory_is_as_fresh_as_at_first),
        LAUNCH(test_nothing_is_copied_from_a_running_domain),
        LAUNCH(test_crash_of_a_pv_domain_brings_it_back),
        LAUNCH(test_two_that_end_at_once_both_come_back),
        LAUNCH(test_its_console_and_input_go_on),
        LAUNCH(test_neighbours_are_served_while_it_is_built),
        LAUNCH(test_crash_loop_is_given_up_with_a_reason),
        LAUNCH(test_payload_is_verified_again),
        LAUNCH(test_restart_waits_for_what_xen_has_of_it),
        LAUNCH(test_restart_ends_where_xen_keeps_some_of_it),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
