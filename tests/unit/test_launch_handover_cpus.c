/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * CPUs that helped to build domains, and the next domain 0: it gets the others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/handed_over.h"

static void test_vcpus_beyond_those_of_dom0_help(void **state)
{
    struct start_info info;
    uint64_t top;

    (void)state;
    handed_host.vcpus = 4;
    handed_host.options = "cpus=4";
    handed_launch(17, SET, 60 * MIB);
    assert_true(run_said(&handed_run, "3 CPUs build domains"));
    info = handed_start_info_read(&top);
    handed_ramdisk_expect(top, &info);
    handed_record_expect(SET);
    /* Linux is told to leave them alone: they cannot be started again. */
    assert_non_null(strstr((const char *)info.cmd_line, " nr_cpus=2"));
    assert_int_equal(handed_run.launcher.cpus.helpers, 0);
    handed_launch_end();
}

static void test_vcpus_of_dom0_do_not_help(void **state)
{
    (void)state;
    handed_host.options = "cpus=2";
    handed_launch(17, SET, 60 * MIB);
    assert_false(run_said(&handed_run, "CPUs build domains"));
    assert_true(handed_run.left);
    handed_launch_end();
}

/* A vCPU keeps the launcher's page tables: the next kernel could not use those pages. */
static void test_helper_that_does_not_stop_keeps_dom0_away(void **state)
{
    (void)state;
    handed_host.vcpus = 4;
    handed_host.options = "cpus=4";
    handed_host.helpers_stay = true;
    handed_launch(17, SET, 60 * MIB);
    assert_false(handed_run.left);
    assert_true(handed_run.resident);
    assert_true(run_said(&handed_run, "the end of the CPUs that helped"));
    assert_int_equal(handed_run.launcher.cpus.helpers, 2);
    handed_launch_end();
}

static void test_kernel_that_cannot_be_told_is_refused(void **state)
{
    (void)state;
    handed_host.vcpus = 4;
    handed_host.options = "cpus=4";
    handed_domains[DOM0].kernel = &handed_not_linux;
    handed_launch(17, SET, 60 * MIB);
    assert_false(handed_run.left);
    assert_true(run_said(&handed_run, "leave cpus= away on the launcher's command line"));
    handed_launch_end();
    /* Without being asked to, none helps beside a dom0. */
    handed_host.options = NULL;
    handed_launch(17, SET, 60 * MIB);
    assert_true(handed_run.left);
    handed_launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_vcpus_beyond_those_of_dom0_help, handed_domains_make),
        cmocka_unit_test_setup(test_vcpus_of_dom0_do_not_help, handed_domains_make),
        cmocka_unit_test_setup(test_helper_that_does_not_stop_keeps_dom0_away, handed_domains_make),
        cmocka_unit_test_setup(test_kernel_that_cannot_be_told_is_refused, handed_domains_make),
    };

    return cmocka_run_group_tests(tests, handed_set_make, handed_set_unmake);
}
