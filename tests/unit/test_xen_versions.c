/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Each known version of Xen's interface: calls go out and answers come in as that Xen has them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/memory_op.h"
#include "tests/support/version_runs.h"

#include <xen/sched.h>

enum { FIRST_MINOR = 14, LAST_MINOR = 22 };

static struct xen *const version_xen = &version_run.xen;

static void version_run_start(unsigned int minor)
{
    run_make(&version_run, &(struct sim_config){.minor = minor, .free_kib = 64 * 1024});
    assert_int_equal(xen_init(version_xen), 0);
    assert_int_equal(version_xen->major, 4);
    assert_int_equal(version_xen->minor, minor);
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

        version_run_start(minor);
        assert_int_equal(xen_domain_create(version_xen, &create), 0);
        assert_true(sim_domain_view(version_run.sim, 77, &view));
        assert_memory_equal(view.handle, create.handle, sizeof(view.handle));
        assert_int_equal(view.vcpus, 3);
        assert_int_equal(view.grant_version, xen_limits_grant_version(version_xen) ? 2 : 0);
        assert_int_equal(view.grant_frames, 5);
        assert_int_equal(view.maptrack_frames, -1);
        assert_false(view.running);
        assert_int_equal(xen_domain_create(version_xen, &create), -XEN_EEXIST);
        assert_int_equal(xen_domain_set_vcpus(version_xen, 77, 3), 0);
        version_run_end();
    }
}

static void test_limits(void **state)
{
    const struct xen_create create = {
        .domid = 5, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        struct sim_domain_view view;

        version_run_start(minor);
        assert_int_equal(xen_domain_create(version_xen, &create), 0);
        assert_int_equal(xen_domain_set_max_memory(version_xen, 5, 5000), 0);
        assert_int_equal(xen_domain_set_paging_pool(version_xen, 5, 2050), 0);
        assert_true(sim_domain_view(version_run.sim, 5, &view));
        assert_int_equal(view.limit_kib, 5000);
        /* In pages from 4.17 on, before in MiB; rounded up in both. */
        assert_int_equal(view.pool_kib, minor >= 17 ? 2052 : 3 * 1024);
        assert_int_equal(xen_domain_set_paging_pool(version_xen, 5, 1024 * 1024), -XEN_ENOMEM);
        assert_int_equal(xen_domain_destroy(version_xen, 5), 0);
        assert_int_equal(sim_free_kib(version_run.sim), 64 * 1024);
        version_run_end();
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

        version_run_start(minor);
        assert_int_equal(xen_domain_create(version_xen, &create), 0);
        assert_int_equal(xen_domain_set_max_memory(version_xen, 9, 12), 0);
        assert_int_equal(xen_domain_set_paging_pool(version_xen, 9, 1024), 0);
        assert_int_equal(xen_memory_populate(version_xen, 9, gfns, 3, 0), 3);
        assert_int_equal(xen_domain_info(version_xen, 9, &info), 0);
        assert_int_equal(info.pages, 3);
        assert_false(info.shut_down || info.dying);
        sim_guest_shutdown(version_run.sim, 9, SHUTDOWN_watchdog);
        assert_int_equal(xen_domain_info(version_xen, 9, &info), 0);
        assert_true(info.shut_down);
        assert_int_equal(info.shutdown_reason, SHUTDOWN_watchdog);
        /* Xen answers for domain 9 when asked for 8. */
        assert_int_equal(xen_domain_info(version_xen, 8, &info), -XEN_ESRCH);
        assert_int_equal(xen_domain_info(version_xen, 10, &info), -XEN_ESRCH);
        version_run_end();
    }
}

static void test_host_memory(void **state)
{
    (void)state;
    for (unsigned int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        uint64_t total_kib, free_kib;

        version_run_start(minor);
        assert_int_equal(xen_host_memory(version_xen, &total_kib, &free_kib), 0);
        assert_int_equal(free_kib, 64 * 1024);
        assert_int_equal(total_kib, free_kib + sim_own_frames(version_run.sim) * 4);
        version_run_end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_info),
        cmocka_unit_test(test_host_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
