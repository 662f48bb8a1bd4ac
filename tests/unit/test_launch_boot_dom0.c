/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches with a boot domain and a dom0: the launcher's store serves the boot domain alone, and is
 * gone with it when dom0 takes over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/boot_set.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#define DONE "/hyperlaunch/done|1"

static const struct launch *launched(void)
{
    return &boot_run.launcher.launch;
}

/* Dom0 has taken over, with the memory that it asks for and nothing beside. */
static void finish(void)
{
    boot_run.left = run_until(&boot_run, PHASE_LEFT) || boot_run.launcher.phase == PHASE_LEFT;
    assert_true(boot_run.left);
    assert_int_equal(sim_own_frames(boot_run.sim), BOOT_DOM0_KIB / 4);
    assert_null(sim_boot(boot_run.sim)->store);
}

static void test_dom0_comes_when_it_is_done(void **state)
{
    struct sim_domain_view view;

    (void)state;
    boot_reads("domain/dom0/may", "cmdline");
    boot_reads("domain/dom0/state", "planned");
    boot_reads("domain/dom0/memory", "12288");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_int_equal(boot_state(BOOT_ITSELF), DOMAIN_ENDED);
    assert_false(sim_domain_view(boot_run.sim, BOOT_ITSELF + 1, &view));
    assert_true(run_said(&boot_run, "hyperlaunch: domain first: said done; destroyed, its memory "
                                    "given back\n"));
    assert_true(run_said(&boot_run, "hyperlaunch: launch complete: 5 started, 0 failed"));
}

static void test_what_it_decides_is_done(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "loud and clear");
    boot_writes("domain/web/memory", "6M");
    boot_writes("domain/web/start", "1");
    boot_writes("domain/app/skip", "1");
    boot_writes("domain/dom0/cmdline", "neat");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_ITSELF), DOMAIN_RUNNING);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_int_equal(launched()->domains[BOOT_WEB].memory_kib, 6 << 10);
    assert_int_equal(launched()->lives[BOOT_APP].state, LIFE_HELD);
    assert_string_equal(launched()->image.plan.domains[BOOT_DOM0].kernel.bootargs, "neat");
}

/* The launcher's store is gone by then, and dom0 builds again by the record alone. */
static void test_the_record_has_the_command_lines_that_it_changed(void **state)
{
    static struct record record;

    (void)state;
    boot_writes("domain/web/cmdline", "loud and clear");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    run_record(&boot_run, &record);
    assert_string_equal(record.domains[BOOT_WEB].cmdline.first, "loud and clear");
    assert_int_equal(record.domains[BOOT_WEB].cmdline.size, sizeof("loud and clear"));
    for (uint32_t i = BOOT_DB; i < BOOT_SET; i++)
        assert_int_equal(record.domains[i].cmdline.size, 0);
}

static void test_the_record_has_room_for_so_much(void **state)
{
    static struct record record;

    (void)state;
    boot_run.launcher.launch.carried_size = RECORD_CARRIED_MAX - sizeof("loud and clear");
    boot_writes("domain/web/cmdline", "loud and clear");
    boot_writes("domain/dom0/cmdline", "neat");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_true(run_said(&boot_run,
                         "domain dom0: the boot domain's command line is refused: the "
                         "launch record has no room for it; it keeps what the LCM says"));
    assert_string_equal(launched()->image.plan.domains[BOOT_DOM0].kernel.bootargs, "tidy");
    run_record(&boot_run, &record);
    assert_string_equal(record.domains[BOOT_WEB].cmdline.first, "loud and clear");
    assert_int_equal(record.domains[BOOT_DOM0].cmdline.size, 0);
}

/* Where dom0 does not come its line is needed yet: it does not lie in the store, which is gone. */
static void test_a_command_line_outlives_the_store(void **state)
{
    const struct launch *launch = launched();

    (void)state;
    boot_run.launcher.launch.image.plan.domains[BOOT_DOM0].memory_kib = 300 << 10;
    boot_writes("domain/web/cmdline", "loud and clear");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    assert_true(run_until(&boot_run, PHASE_SERVE));
    assert_null(sim_boot(boot_run.sim)->store);
    assert_ptr_equal(launch->image.plan.domains[BOOT_WEB].kernel.bootargs, launch->carried);
    assert_string_equal(launch->carried, "loud and clear");
}

static void line_of_dom0_is_refused(size_t length)
{
    static char line[96];

    memset(line, 'x', length);
    line[length] = '\0';
    boot_writes("domain/dom0/cmdline", line);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_true(run_said(&boot_run, "domain dom0: the boot domain's command line is refused: it is "
                                    "longer than the kernel takes"));
    assert_string_equal(launched()->image.plan.domains[BOOT_DOM0].kernel.bootargs, "tidy");
}

static void test_command_line_of_dom0_leaves_room_for_what_is_added(void **state)
{
    (void)state;
    line_of_dom0_is_refused(95);
}

/* "xen-pciback.hide=(0000:00:03.0) " are 32 more. */
static void test_command_line_of_dom0_leaves_room_for_pci_devices(void **state)
{
    struct lcm_plan *plan = &boot_run.launcher.launch.image.plan;

    (void)state;
    plan->devices[plan->device_count++] =
        (struct lcm_device){.domain = BOOT_WEB, .kind = LCM_DEVICE_PCI, .sbdf = 0x18};
    line_of_dom0_is_refused(70);
}

/* Whether web is given so many pages in a launch of its own; in any case dom0 comes. */
static bool pages_are_given(unsigned int pages, bool dom0_takes_rest)
{
    char size[16];

    assert_string_equal(run_wrong(&boot_run), "");
    run_free(&boot_run);
    boot_launch_begin();
    if (dom0_takes_rest)
        boot_run.launcher.launch.image.plan.domains[BOOT_DOM0].memory_kib = 0;
    (void)snprintf(size, sizeof(size), "%uK", pages * 4);
    boot_writes("domain/web/memory", size);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    boot_run.left = run_until(&boot_run, PHASE_LEFT) || boot_run.launcher.phase == PHASE_LEFT;
    if (!boot_run.left)
        fail_msg("with %s dom0 does not come", size);
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
    return run_said(&boot_run, "KiB instead of 4096, by the boot domain");
}

/* However much memory it asks for, dom0 has what it needs: by the LCM, or of the rest. */
static void test_memory_for_others_leaves_dom0_its_own(void **state)
{
    enum { FEWEST = 2048, MOST = 40960 };

    (void)state;
    for (unsigned int rest = 0; rest < 2; rest++) {
        unsigned int given = FEWEST, refused = MOST;

        /* The most that is given, to the page. */
        while (refused - given > 1) {
            unsigned int pages = (given + refused) / 2;

            *(pages_are_given(pages, rest) ? &given : &refused) = pages;
        }
        assert_true(given > FEWEST && refused < MOST);
    }
}

/* Their store is dom0's, which comes later: nothing of them is served. */
static void test_others_have_no_ring(void **state)
{
    (void)state;
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    assert_false(store_has(boot_run.launcher.resident.store, "/local/domain/1"));
    assert_int_equal(launched()->domains[BOOT_WEB].result.store, BUILD_STORE_LATER);
    assert_int_equal(launched()->domains[BOOT_WEB].result.store_port, 0);
    assert_int_equal(launched()->domains[BOOT_ITSELF].result.store, BUILD_STORE_NAMED);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
}

/* Who ends before dom0 comes is dom0's, be it that the launcher listens. */
static void test_ends_of_others_are_left_to_dom0(void **state)
{
    struct sim_domain_view view;

    (void)state;
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    sim_guest_shutdown(boot_run.sim, BOOT_WEB + 1, SHUTDOWN_crash);
    boot_reads("domain/web/state", "ready");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_true(sim_domain_view(boot_run.sim, BOOT_WEB + 1, &view));
    assert_true(run_said(&boot_run, "domain web: crashed; left as it is to the next domain 0"));
}

static void test_its_own_crash_is_noticed_after_one_of_others(void **state)
{
    (void)state;
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    boot_until(BOOT_DB, DOMAIN_PAUSED);
    sim_guest_shutdown(boot_run.sim, BOOT_WEB + 1, SHUTDOWN_crash);
    boot_reads("domain/web/state", "ready");
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_crash);
    finish();
    assert_true(run_said(&boot_run, "it ended before it said done"));
}

/* Then the launcher is who is left. */
static void test_ends_are_served_where_dom0_does_not_come(void **state)
{
    struct sim_domain_view view;

    (void)state;
    boot_run.launcher.launch.image.plan.domains[BOOT_DOM0].memory_kib = 300 << 10;
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    sim_guest_shutdown(boot_run.sim, BOOT_WEB + 1, SHUTDOWN_crash);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    assert_true(run_until(&boot_run, PHASE_SERVE));
    assert_int_equal(boot_state(BOOT_DOM0), DOMAIN_FAILED);
    resident_serve(&boot_run.launcher.resident);
    resident_serve(&boot_run.launcher.resident);
    assert_false(sim_domain_view(boot_run.sim, BOOT_WEB + 1, &view));
    assert_int_equal(sim_guest_print(boot_run.sim, BOOT_DB + 1, "on\n"), 3);
    resident_serve(&boot_run.launcher.resident);
    assert_true(run_said(&boot_run, "[db] on\n"));
}

static void test_it_fails_without_memory_for_a_store(void **state)
{
    (void)state;
    run_free(&boot_run);
    boot_spare_kib = 0;
    boot_launch_begin();
    boot_spare_kib = BOOT_SPARE_KIB;
    assert_null(sim_boot(boot_run.sim)->store);
    assert_int_equal(launched()->domains[BOOT_ITSELF].result.store, BUILD_STORE_UNTOLD);
    finish();
    assert_true(run_said(&boot_run, "the boot domain failed: "));
}

static void test_dom0_comes_when_it_crashed(void **state)
{
    (void)state;
    boot_writes("domain/dom0/cmdline", "neat");
    boot_writes("domain/app/skip", "1");
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_crash);
    finish();
    assert_true(run_said(&boot_run, "domain first: the boot domain failed: it ended before it said "
                                    "done; the launch goes on as the LCM says"));
    assert_string_equal(launched()->image.plan.domains[BOOT_DOM0].kernel.bootargs, "tidy");
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_RUNNING);
}

/* What it printed last is in the store as long as that is there, and shown all the same then. */
static void test_output_after_the_store_is_gone_is_shown(void **state)
{
    (void)state;
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    assert_int_equal(sim_guest_print(boot_run.sim, BOOT_WEB + 1, "before\n"), 7);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    assert_true(run_until(&boot_run, PHASE_BUILD_DOM0));
    assert_int_equal(sim_guest_print(boot_run.sim, BOOT_WEB + 1, "after\n"), 6);
    finish();
    assert_true(run_said(&boot_run, "[web] before\n"));
    assert_true(run_said(&boot_run, "[web] after\n"));
}

static void test_dom0_comes_when_its_time_is_over(void **state)
{
    (void)state;
    finish();
    assert_true(run_said(&boot_run, "it did not say done in hyperlaunch,boot-timeout-ms"));
}

static void test_dom0_comes_at_once_when_it_is_required(void **state)
{
    (void)state;
    boot_run.launcher.launch.image.plan.domains[BOOT_ITSELF].on_failure = LCM_FAILURE_REQUIRED;
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_crash);
    finish();
    assert_int_equal(launched()->lives[BOOT_WEB].state, LIFE_HELD);
    assert_int_equal(launched()->lives[BOOT_DB].state, LIFE_HELD);
    assert_true(run_said(&boot_run, "hyperlaunch: domain first: failed, and is required: nothing "
                                    "more is started before domain 0\n"));
}

static void test_the_record_has_it(void **state)
{
    static struct record record;

    (void)state;
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    run_record(&boot_run, &record);
    assert_int_equal(record.domains[BOOT_ITSELF].state, RECORD_ENDED);
    assert_int_equal(record.domains[BOOT_ITSELF].functions, LCM_FUNC_BOOT);
    assert_true(record.domains[BOOT_ITSELF].ended_ns > record.domains[BOOT_ITSELF].started_ns);
    assert_int_equal(record.domains[BOOT_WEB].state, RECORD_RUNNING);
    assert_int_equal(record.domains[BOOT_DOM0].state, RECORD_HANDED_OVER);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, boot_launch_make, boot_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_dom0_comes_when_it_is_done),
        LAUNCH(test_what_it_decides_is_done),
        LAUNCH(test_the_record_has_the_command_lines_that_it_changed),
        LAUNCH(test_the_record_has_room_for_so_much),
        LAUNCH(test_a_command_line_outlives_the_store),
        LAUNCH(test_command_line_of_dom0_leaves_room_for_what_is_added),
        LAUNCH(test_command_line_of_dom0_leaves_room_for_pci_devices),
        LAUNCH(test_memory_for_others_leaves_dom0_its_own),
        LAUNCH(test_others_have_no_ring),
        LAUNCH(test_ends_of_others_are_left_to_dom0),
        LAUNCH(test_its_own_crash_is_noticed_after_one_of_others),
        LAUNCH(test_ends_are_served_where_dom0_does_not_come),
        LAUNCH(test_it_fails_without_memory_for_a_store),
        LAUNCH(test_dom0_comes_when_it_crashed),
        LAUNCH(test_dom0_comes_when_its_time_is_over),
        LAUNCH(test_output_after_the_store_is_gone_is_shown),
        LAUNCH(test_dom0_comes_at_once_when_it_is_required),
        LAUNCH(test_the_record_has_it),
    };

    return cmocka_run_group_tests(tests, boot_set_dom0_make, boot_set_unmake);
}
