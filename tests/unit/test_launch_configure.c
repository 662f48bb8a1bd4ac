/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What a set asks of Xen beside memory and vCPUs is served: microcode, policy, cpupools, affinity,
 * limits, labels, an order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/configured.h"

static void test_all_is_served(void **state)
{
    static struct record told;

    (void)state;
    for (unsigned int minor = 14; minor <= 22; minor++) {
        struct sim_domain_view view;
        struct sim_pool_view pool;

        configured_launch((struct sim_config){.minor = minor, .has_xsm = true});
        assert_int_equal(configured_run.launcher.launch.started, SET);
        assert_int_equal(sim_given(configured_run.sim).microcode_size,
                         strlen(configured_rest.microcode));
        assert_int_equal(sim_given(configured_run.sim).microcode_first, 'n');
        assert_int_equal(sim_given(configured_run.sim).policy_size, strlen(configured_rest.policy));
        assert_int_equal(sim_given(configured_run.sim).policy_first, 'a');
        configured_assert_said("microcode: payload 1 loaded, 13 bytes\n");
        configured_assert_said("XSM policy: payload 2 loaded, 8 bytes\n");
        configured_assert_said("cpupool fast: CPUs 2-3, scheduler credit: made, Xen's pool 1\n");

        assert_true(sim_pool_view(configured_run.sim, 1, &pool));
        assert_int_equal(pool.cpus, 0xc);
        assert_int_equal(pool.scheduler, CREDIT);
        assert_true(sim_pool_view(configured_run.sim, 2, &pool));
        assert_int_equal(pool.cpus, 0x2);
        assert_int_equal(pool.scheduler, CREDIT2);

        assert_true(sim_domain_view(configured_run.sim, 1, &view));
        assert_int_equal(view.pool, 1);
        assert_int_equal(view.affinity[0], 0x4);
        assert_int_equal(view.affinity[1], 0xc);
        assert_int_equal(view.pool_kib, 9 * 1024);
        assert_int_equal(view.grant_version, minor >= 16 ? 2 : 0);
        assert_int_equal(view.grant_frames, 64);
        assert_int_equal(view.maptrack_frames, 0);
        assert_int_equal(view.event_channels, 4095);
        assert_true(sim_domain_view(configured_run.sim, 3, &view));
        assert_int_equal(view.pool, 0);
        assert_int_equal(view.affinity[0], 0x1);
        assert_int_equal(view.grant_frames, -1);
        assert_int_equal(view.event_channels, 1023);
        assert_int_equal(view.grant_version, minor >= 16 ? 1 : 0);
        run_record(&configured_run, &told);
        for (uint32_t i = 0; i < SET; i++) {
            assert_true(sim_domain_view(configured_run.sim, told.domains[i].domid, &view));
            assert_int_equal(told.domains[i].grant_version, view.grant_version);
        }
        run_free(&configured_run);
    }
}

static void test_order_of_starting(void **state)
{
    const struct outcome *d = configured_run.launcher.launch.domains;

    (void)state;
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    /* log and job in the order of the tree, then db, then web. */
    assert_true(d[LOG].started < d[JOB].started);
    assert_true(d[JOB].started < d[DB].started);
    assert_true(d[DB].started < d[WEB].started);
    run_free(&configured_run);
}

static void test_who_waits_for_a_failed_one_is_not_started(void **state)
{
    (void)state;
    configured_more[JOB].security_id = "system_u:system_r:other_t";
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    configured_assert_failed(
        JOB, BUILD_CREATE,
        "its label \"system_u:system_r:other_t\": Xen says EINVAL, invalid argument; name one that "
        "the policy has");
    configured_assert_failed(
        DB, BUILD_START,
        "it starts after job, which was not started; see why, or leave it out of "
        "hyperlaunch,start-after");
    configured_assert_failed(
        WEB, BUILD_START,
        "it starts after db, which was not started; see why, or leave it out of "
        "hyperlaunch,start-after");
    assert_int_equal(configured_run.launcher.launch.started, 1);
    configured_assert_said("launch complete: 1 started, 3 failed");
    run_free(&configured_run);
}

static void test_labels(void **state)
{
    struct sim_domain_view view;

    (void)state;
    configured_more[WEB].security_id = "system_u:system_r:domU_t";
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_true(sim_domain_view(configured_run.sim, 1, &view));
    assert_int_equal(view.label, SIM_LABEL);
    run_free(&configured_run);

    configured_launch((struct sim_config){.minor = 17});
    configured_assert_failed(
        WEB, BUILD_CREATE,
        "its label \"system_u:system_r:domU_t\": this Xen has no XSM; leave security-id "
        "out, write hyperlaunch,label-policy = \"ignore\", or boot a Xen that has");
    configured_assert_said(
        "XSM policy: payload 2 was not loaded: Xen says ENOSYS, not known to this Xen; leave it "
        "out, or boot a Xen with XSM that takes this policy\n");
    assert_int_equal(configured_run.launcher.launch.started, SET - 1);
    run_free(&configured_run);
}

static void test_labels_that_may_be_ignored(void **state)
{
    static struct record record;
    struct sim_domain_view view;

    (void)state;
    configured_more[WEB].security_id = "system_u:system_r:domU_t";
    configured_more[WEB].label_optional = true;
    configured_launch((struct sim_config){.minor = 17});
    configured_assert_said("without its label \"system_u:system_r:domU_t\": this Xen has no XSM\n");
    assert_true(sim_domain_view(configured_run.sim, 1, &view));
    assert_int_equal(view.label, 0);
    run_record(&configured_run, &record);
    assert_int_equal(record.domains[WEB].label_ignored, 1);
    run_free(&configured_run);

    /* Where there is XSM, it has its label, and one that the policy lacks is an error as ever. */
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_true(sim_domain_view(configured_run.sim, 1, &view));
    assert_int_equal(view.label, SIM_LABEL);
    run_record(&configured_run, &record);
    assert_int_equal(record.domains[WEB].label_ignored, 0);
    run_free(&configured_run);
    configured_more[WEB].security_id = "system_u:system_r:other_t";
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_int_equal(configured_run.launcher.launch.domains[WEB].state, DOMAIN_FAILED);
    run_free(&configured_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_is_served, configured_set_reset),
        cmocka_unit_test_setup(test_order_of_starting, configured_set_reset),
        cmocka_unit_test_setup(test_who_waits_for_a_failed_one_is_not_started,
                               configured_set_reset),
        cmocka_unit_test_setup(test_labels, configured_set_reset),
        cmocka_unit_test_setup(test_labels_that_may_be_ignored, configured_set_reset),
    };

    return cmocka_run_group_tests(tests, configured_set_make, configured_set_unmake);
}
