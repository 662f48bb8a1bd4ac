/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays after a launch: domains that end are destroyed and told of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/served.h"
#include "xen/errno.h"

#include <xen/sched.h>

#define NEXT "\x1dn"

static void test_reboot_that_is_to_end_it(void **state)
{
    (void)state;
    sim_guest_shutdown(served_run.sim, DB, SHUTDOWN_reboot);
    (void)served_all();
    assert_true(run_said(&served_run,
                         "hyperlaunch: domain db: asked for a reboot; destroyed, its memory given "
                         "back\n"));
}

static void test_ends_are_reported(void **state)
{
    static const struct {
        uint32_t domid;
        uint8_t reason;
        const char *name;
        const char *line;
    } ends[] = {
        {DB, SHUTDOWN_crash, "db",
         "[db] last words\nhyperlaunch: domain db: crashed; destroyed, its memory given back\n"},
        {WEB, SHUTDOWN_poweroff, "web",
         "hyperlaunch: domain web: powered off; destroyed, its memory given back\n"
         "hyperlaunch: input goes to job (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"},
        {JOB, SHUTDOWN_watchdog, "job",
         "hyperlaunch: domain job: was stopped by its watchdog; destroyed, its memory given back\n"
         "hyperlaunch: no domain can be started again: the launch image's 4 KiB are given back\n"
         "hyperlaunch: no running domain can take input\n"},
    };

    (void)state;
    (void)sim_guest_print(served_run.sim, DB, "last words");
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct sim_domain_view view;

        sim_guest_shutdown(served_run.sim, ends[i].domid, ends[i].reason);
        (void)served_all();
        served_end_expect(ends[i].name, ends[i].line);
        assert_false(sim_domain_view(served_run.sim, ends[i].domid, &view));
        assert_int_equal(sim_mapped(served_run.sim, ends[i].domid), 0);
        assert_string_equal(run_wrong(&served_run), "");
    }
    assert_int_equal(sim_domains(served_run.sim), 0);
    assert_int_equal(sim_own_ports(served_run.sim), LAUNCH_OWN_PORTS);
    /* Input and keys have nowhere to go, and do no harm. */
    sim_type(served_run.sim, "x" NEXT);
    (void)served_all();
    served_console_expect("hyperlaunch: no running domain can take input\n");
}

/* Not being told how a domain is, is no reason to destroy it. */
static void test_unanswered_question_destroys_nothing(void **state)
{
    struct sim_domain_view view;

    (void)state;
    sim_guest_shutdown(served_run.sim, JOB, SHUTDOWN_crash);
    sim_fail_call(served_run.sim, sim_calls(served_run.sim) + 2, XEN_EBUSY);
    (void)served_all();
    assert_true(sim_domain_view(served_run.sim, WEB, &view));
    assert_false(sim_domain_view(served_run.sim, JOB, &view));
    assert_true(run_said(&served_run,
                         "hyperlaunch: domain web: its state cannot be read: Xen says EBUSY, "
                         "in use; it is left alone\n"));
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, served_launch_make, served_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_reboot_that_is_to_end_it),
        STEP(test_ends_are_reported),
        STEP(test_unanswered_question_destroys_nothing),
    };

    return cmocka_run_group_tests(tests, served_set_make, served_set_unmake);
}
