/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Each control operation on each version of Xen: the launcher's table of offsets against the fake's
 * structures, which were written apart from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/memory_op.h"

#include <xen/sched.h>

enum { FIRST_MINOR = 14, LAST_MINOR = 22 };

static struct run run;
static struct xen *const xen = &run.xen;

static void run_start(unsigned int minor)
{
    run_make(&run, &(struct sim_config){.minor = minor, .free_kib = 64 * 1024});
    assert_int_equal(xen_init(xen), 0);
    assert_int_equal(xen->major, 4);
    assert_int_equal(xen->minor, minor);
}

static void run_end(void)
{
    assert_string_equal(sim_faults(run.sim), "");
    assert_string_equal(sim_audit(run.sim), "");
    run_free(&run);
}

static void test_create(void **state)
{
    const struct xen_create create = {
        .domid = 77,
        .handle = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
        .vcpus = 3,
        .label = 0,
        .grant_version = 2,
        .grant_frames = 5,
        .maptrack_frames = XEN_LIMIT_DEFAULT,
    };

    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        struct sim_domain_view view;

        run_start(minor);
        assert_int_equal(xen_domain_create(xen, &create), 0);
        assert_true(sim_domain_view(run.sim, 77, &view));
        assert_memory_equal(view.handle, create.handle, sizeof(view.handle));
        assert_int_equal(view.vcpus, 3);
        assert_int_equal(view.grant_version, xen_limits_grant_version(xen) ? 2 : 0);
        assert_int_equal(view.grant_frames, 5);
        assert_int_equal(view.maptrack_frames, -1);
        assert_false(view.running);
        assert_int_equal(xen_domain_create(xen, &create), -XEN_EEXIST);
        assert_int_equal(xen_domain_set_vcpus(xen, 77, 3), 0);
        run_end();
    }
}

static void test_limits(void **state)
{
    const struct xen_create create = {
        .domid = 5, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        struct sim_domain_view view;

        run_start(minor);
        assert_int_equal(xen_domain_create(xen, &create), 0);
        assert_int_equal(xen_domain_set_max_memory(xen, 5, 5000), 0);
        assert_int_equal(xen_domain_set_paging_pool(xen, 5, 2050), 0);
        assert_true(sim_domain_view(run.sim, 5, &view));
        assert_int_equal(view.limit_kib, 5000);
        /* In pages from 4.17 on, before in MiB; rounded up in both. */
        assert_int_equal(view.pool_kib, minor >= 17 ? 2052 : 3 * 1024);
        assert_int_equal(xen_domain_set_paging_pool(xen, 5, 1024 * 1024), -XEN_ENOMEM);
        assert_int_equal(xen_domain_destroy(xen, 5), 0);
        assert_int_equal(sim_free_kib(run.sim), 64 * 1024);
        run_end();
    }
}

static void test_info(void **state)
{
    const struct xen_create create = {
        .domid = 9, .vcpus = 1, .grant_version = 1, .grant_frames = 1};
    uint64_t gfns[] = {0, 1, 7};

    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        struct xen_domain_info info;

        run_start(minor);
        assert_int_equal(xen_domain_create(xen, &create), 0);
        assert_int_equal(xen_domain_set_max_memory(xen, 9, 12), 0);
        assert_int_equal(xen_domain_set_paging_pool(xen, 9, 1024), 0);
        assert_int_equal(xen_memory_populate(xen, 9, gfns, 3, 0), 3);
        assert_int_equal(xen_domain_info(xen, 9, &info), 0);
        assert_int_equal(info.pages, 3);
        assert_false(info.shut_down || info.dying);
        sim_guest_shutdown(run.sim, 9, SHUTDOWN_watchdog);
        assert_int_equal(xen_domain_info(xen, 9, &info), 0);
        assert_true(info.shut_down);
        assert_int_equal(info.shutdown_reason, SHUTDOWN_watchdog);
        /* Xen answers for domain 9 when asked for 8. */
        assert_int_equal(xen_domain_info(xen, 8, &info), -XEN_ESRCH);
        assert_int_equal(xen_domain_info(xen, 10, &info), -XEN_ESRCH);
        run_end();
    }
}

static void test_host_memory(void **state)
{
    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        uint64_t total_kib, free_kib;

        run_start(minor);
        assert_int_equal(xen_host_memory(xen, &total_kib, &free_kib), 0);
        assert_int_equal(free_kib, 64 * 1024);
        assert_int_equal(total_kib, free_kib + sim_own_frames(run.sim) * 4);
        run_end();
    }
}

static void unknown_expect(const struct sim_config *config, const char *line)
{
    run_make(&run, config);
    run_launch(&run);
    assert_false(run.greeted);
    assert_string_equal(sim_console(run.sim), line);
    run_end();
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
        run_make(&run, &(struct sim_config){.minor = 17, .free_kib = 1024});
        sim_fail_call(run.sim, call, XEN_EPERM);
        run_launch(&run);
        assert_false(run.greeted);
        assert_string_equal(
            sim_console(run.sim),
            call == 1 ? "hyperlaunch: Xen's version cannot be read: EPERM, not permitted\n"
                      : "hyperlaunch: Xen 4.17 cannot be asked: EPERM, not "
                        "permitted\n");
        run_end();
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
        cmocka_unit_test(test_create),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_info),
        cmocka_unit_test(test_host_memory),
        cmocka_unit_test(test_unknown_versions),
        cmocka_unit_test(test_changed_interface),
        cmocka_unit_test(test_xen_that_does_not_answer),
        cmocka_unit_test(test_errors_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
