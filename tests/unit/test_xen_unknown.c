/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A Xen whose version is unknown, or that does not answer: told with what was found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"
#include "tests/support/version_runs.h"

static void unknown_expect(const struct sim_config *config, const char *line)
{
    run_make(&version_run, config);
    run_launch(&version_run);
    assert_false(version_run.greeted);
    assert_string_equal(sim_console(version_run.sim), line);
    version_run_end();
}

static void test_unknown_versions(void **state)
{
    (void)state;
    unknown_expect(&(struct sim_config){.minor = 22, .says_minor = 23, .free_kib = 1024},
                   "hyperlaunch: Xen 4.23 is newer than what this hyperlaunch knows, Xen 4.14 to "
                   "4.22; boot one of those, or get a newer hyperlaunch\n");
    unknown_expect(&(struct sim_config){.minor = 14, .says_minor = 13, .free_kib = 1024},
                   "hyperlaunch: Xen 4.13 is older than what this hyperlaunch knows, Xen 4.14 to "
                   "4.22; boot one of those\n");
    unknown_expect(&(struct sim_config){.minor = 22, .says_major = 5, .free_kib = 1024},
                   "hyperlaunch: Xen 5.22 is newer than what this hyperlaunch knows, Xen 4.14 to "
                   "4.22; boot one of those, or get a newer hyperlaunch\n");
}

/* A vendor's 4.17, or a 4.22 of before its release: another interface under the same number. */
static void test_changed_interface(void **state)
{
    (void)state;
    unknown_expect(&(struct sim_config){.minor = 17, .domctl_version = 0x16, .free_kib = 1024},
                   "hyperlaunch: Xen 4.17 has another control interface than its release (domctl "
                   "0x15, sysctl 0x15); boot a released Xen, 4.14 to 4.22, or use a hyperlaunch "
                   "made for this one\n");
    unknown_expect(&(struct sim_config){.minor = 22, .domctl_version = 0x17, .free_kib = 1024},
                   "hyperlaunch: Xen 4.22 has another control interface than its release (domctl "
                   "0x18, sysctl 0x16); boot a released Xen, 4.14 to 4.22, or use a hyperlaunch "
                   "made for this one\n");
    unknown_expect(&(struct sim_config){.minor = 21, .sysctl_version = 0x15, .free_kib = 1024},
                   "hyperlaunch: Xen 4.21 has another control interface than its release (domctl "
                   "0x17, sysctl 0x16); boot a released Xen, 4.14 to 4.22, or use a hyperlaunch "
                   "made for this one\n");
}

static void test_xen_that_does_not_answer(void **state)
{
    (void)state;
    for (uint64_t call = 1; call <= 3; call++) {
        run_make(&version_run, &(struct sim_config){.minor = 17, .free_kib = 1024});
        sim_fail_call(version_run.sim, call, XEN_EPERM);
        run_launch(&version_run);
        assert_false(version_run.greeted);
        assert_string_equal(
            sim_console(version_run.sim),
            call == 1 ? "hyperlaunch: Xen's version cannot be read: EPERM, not permitted\n"
                      : "hyperlaunch: Xen 4.17 cannot be asked: EPERM, not "
                        "permitted\n");
        version_run_end();
    }
}

static void test_errors_have_names(void **state)
{
    (void)state;
    assert_string_equal(xen_strerror(-XEN_ENOMEM), "ENOMEM, out of memory");
    assert_string_equal(xen_strerror(-XEN_EPERM), "EPERM, not permitted");
    assert_string_equal(xen_strerror(-XEN_EOPNOTSUPP), "EOPNOTSUPP, not supported by this Xen");
    assert_string_equal(xen_strerror(-12345), "an unknown error");
    assert_string_equal(xen_strerror(0), "an unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_versions),
        cmocka_unit_test(test_changed_interface),
        cmocka_unit_test(test_xen_that_does_not_answer),
        cmocka_unit_test(test_errors_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
