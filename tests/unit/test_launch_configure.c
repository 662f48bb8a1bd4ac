/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a set asks of Xen beside memory and vCPUs: microcode, policy, cpupools, affinity, limits,
 * labels, and an order of starting; and what is said where Xen refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { WEB, DB, LOG, JOB, SET };
enum { CREDIT = 5, CREDIT2 = 6 };

static struct kernel kernel;
static struct run run;

static const struct lcm_affinity affinities[] = {
    {.domain = WEB, .vcpu = 0, .hard = {{0x4}}},
    {.domain = WEB, .vcpu = 1, .hard = {{0xc}}},
    {.domain = LOG, .vcpu = 0, .hard = {{0x1}}},
};
static const struct lcm_cpupool pools[] = {
    {.name = "fast", .scheduler = "credit", .cpus = {{0xc}}},
    {.name = "slow", .cpus = {{0x2}}},
};

/* What a test changes of the set below. */
static struct set_more more[SET];
static struct set_rest rest;

static int set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    return 0;
}

static int set_reset(void **state)
{
    (void)state;
    memset(more, 0, sizeof(more));
    more[WEB].cpupool = 1;
    bits_add(&more[WEB].start_after, DB);
    more[WEB].limits = (struct lcm_limits){.p2m_mem_mib = {9, true},
                                           .grant_version = {2, true},
                                           .grant_frames = {64, true},
                                           .maptrack_frames = {0, true},
                                           .event_channels = {4095, true}};
    more[DB].cpupool = 2;
    bits_add(&more[DB].start_after, JOB);
    bits_add(&more[DB].start_after, LOG);
    rest = (struct set_rest){
        .more = more,
        .microcode = "new microcode",
        .policy = "a policy",
        .affinities = affinities,
        .affinity_count = sizeof(affinities) / sizeof(affinities[0]),
        .cpupools = pools,
        .cpupool_count = sizeof(pools) / sizeof(pools[0]),
    };
    return 0;
}

static struct set_image image_make(void)
{
    const struct set_domain domains[SET] = {
        {"web", 1, 4 * MIB, 2, &kernel, NULL, 0, NULL, 0, 0},
        {"db", 2, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        {"log", 3, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        {"job", 4, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
    };

    return set_build_with(domains, SET, &rest);
}

static void launch_on(struct sim_config config, const struct set_image *image)
{
    config.free_kib = 256 * MIB;
    config.image = image->bytes;
    config.image_size = image->size;
    run_make(&run, &config);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
}

static void launch(struct sim_config config)
{
    struct set_image image = image_make();

    launch_on(config, &image);
    set_free(&image);
}

static void assert_said(const char *text)
{
    if (!run_said(&run, text))
        fail_msg("not said: %s\nbut:\n%s", text, sim_console(run.sim));
}

static void assert_failed(unsigned int domain, enum build_step step, const char *cause)
{
    const struct outcome *record = &run.launcher.launch.domains[domain];

    assert_int_equal(record->state, DOMAIN_FAILED);
    assert_int_equal(record->result.step, step);
    assert_string_equal(record->result.cause, cause);
}

static void test_all_is_served(void **state)
{
    static struct record told;

    (void)state;
    for (unsigned int minor = 14; minor <= 22; minor++) {
        struct sim_domain_view view;
        struct sim_pool_view pool;

        launch((struct sim_config){.minor = minor, .has_xsm = true});
        assert_int_equal(run.launcher.launch.started, SET);
        assert_int_equal(sim_given(run.sim).microcode_size, strlen(rest.microcode));
        assert_int_equal(sim_given(run.sim).microcode_first, 'n');
        assert_int_equal(sim_given(run.sim).policy_size, strlen(rest.policy));
        assert_int_equal(sim_given(run.sim).policy_first, 'a');
        assert_said("microcode: payload 1 loaded, 13 bytes\n");
        assert_said("XSM policy: payload 2 loaded, 8 bytes\n");
        assert_said("cpupool fast: CPUs 2-3, scheduler credit: made, Xen's pool 1\n");

        assert_true(sim_pool_view(run.sim, 1, &pool));
        assert_int_equal(pool.cpus, 0xc);
        assert_int_equal(pool.scheduler, CREDIT);
        assert_true(sim_pool_view(run.sim, 2, &pool));
        assert_int_equal(pool.cpus, 0x2);
        assert_int_equal(pool.scheduler, CREDIT2);

        assert_true(sim_domain_view(run.sim, 1, &view));
        assert_int_equal(view.pool, 1);
        assert_int_equal(view.affinity[0], 0x4);
        assert_int_equal(view.affinity[1], 0xc);
        assert_int_equal(view.pool_kib, 9 * 1024);
        assert_int_equal(view.grant_version, minor >= 16 ? 2 : 0);
        assert_int_equal(view.grant_frames, 64);
        assert_int_equal(view.maptrack_frames, 0);
        assert_int_equal(view.event_channels, 4095);
        assert_true(sim_domain_view(run.sim, 3, &view));
        assert_int_equal(view.pool, 0);
        assert_int_equal(view.affinity[0], 0x1);
        assert_int_equal(view.grant_frames, -1);
        assert_int_equal(view.event_channels, 1023);
        assert_int_equal(view.grant_version, minor >= 16 ? 1 : 0);
        launch_record_fill(&run.launcher.launch, &told);
        for (uint32_t i = 0; i < SET; i++) {
            assert_true(sim_domain_view(run.sim, told.domains[i].domid, &view));
            assert_int_equal(told.domains[i].grant_version, view.grant_version);
        }
        run_free(&run);
    }
}

static void test_order_of_starting(void **state)
{
    const struct outcome *d = run.launcher.launch.domains;

    (void)state;
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    /* log and job in the order of the tree, then db, then web. */
    assert_true(d[LOG].started < d[JOB].started);
    assert_true(d[JOB].started < d[DB].started);
    assert_true(d[DB].started < d[WEB].started);
    run_free(&run);
}

static void test_who_waits_for_a_failed_one_is_not_started(void **state)
{
    (void)state;
    more[JOB].security_id = "system_u:system_r:other_t";
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_failed(
        JOB, BUILD_CREATE,
        "its label \"system_u:system_r:other_t\": Xen says EINVAL, invalid argument; name one that "
        "the policy has");
    assert_failed(DB, BUILD_START,
                  "it starts after job, which was not started; see why, or leave it out of "
                  "hyperlaunch,start-after");
    assert_failed(WEB, BUILD_START,
                  "it starts after db, which was not started; see why, or leave it out of "
                  "hyperlaunch,start-after");
    assert_int_equal(run.launcher.launch.started, 1);
    assert_said("launch complete: 1 started, 3 failed");
    run_free(&run);
}

static void test_labels(void **state)
{
    struct sim_domain_view view;

    (void)state;
    more[WEB].security_id = "system_u:system_r:domU_t";
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_true(sim_domain_view(run.sim, 1, &view));
    assert_int_equal(view.label, SIM_LABEL);
    run_free(&run);

    launch((struct sim_config){.minor = 17});
    assert_failed(WEB, BUILD_CREATE,
                  "its label \"system_u:system_r:domU_t\": this Xen has no XSM; leave security-id "
                  "out, write hyperlaunch,label-policy = \"ignore\", or boot a Xen that has");
    assert_said(
        "XSM policy: payload 2 was not loaded: Xen says ENOSYS, not known to this Xen; leave it "
        "out, or boot a Xen with XSM that takes this policy\n");
    assert_int_equal(run.launcher.launch.started, SET - 1);
    run_free(&run);
}

static void test_labels_that_may_be_ignored(void **state)
{
    static struct record record;
    struct sim_domain_view view;

    (void)state;
    more[WEB].security_id = "system_u:system_r:domU_t";
    more[WEB].label_optional = true;
    launch((struct sim_config){.minor = 17});
    assert_said("without its label \"system_u:system_r:domU_t\": this Xen has no XSM\n");
    assert_true(sim_domain_view(run.sim, 1, &view));
    assert_int_equal(view.label, 0);
    launch_record_fill(&run.launcher.launch, &record);
    assert_int_equal(record.domains[WEB].label_ignored, 1);
    run_free(&run);

    /* Where there is XSM, it has its label, and one that the policy lacks is an error as ever. */
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_true(sim_domain_view(run.sim, 1, &view));
    assert_int_equal(view.label, SIM_LABEL);
    launch_record_fill(&run.launcher.launch, &record);
    assert_int_equal(record.domains[WEB].label_ignored, 0);
    run_free(&run);
    more[WEB].security_id = "system_u:system_r:other_t";
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_int_equal(run.launcher.launch.domains[WEB].state, DOMAIN_FAILED);
    run_free(&run);
}

static void test_microcode_that_xen_refuses(void **state)
{
    (void)state;
    launch((struct sim_config){.minor = 17, .has_xsm = true, .microcode_error = XEN_EINVAL});
    assert_said("microcode: payload 1 was not loaded: Xen says EINVAL, invalid argument; give a "
                "file for this CPU that is newer than what it has\n");
    assert_int_equal(run.launcher.launch.started, SET);
    run_free(&run);
}

static void test_damaged_microcode_is_not_given_to_xen(void **state)
{
    struct set_image image = image_make();
    uint8_t *at = memmem(image.bytes, image.size, rest.microcode, strlen(rest.microcode));

    (void)state;
    assert_non_null(at);
    *at ^= 1;
    launch_on((struct sim_config){.minor = 17, .has_xsm = true}, &image);
    assert_int_equal(sim_given(run.sim).microcode_size, 0);
    assert_said("microcode: payload 1 is damaged and was not loaded: its SHA-256 is not the LCM's; "
                "build the launch image again and check how it is stored\n");
    assert_int_equal(run.launcher.launch.started, SET);
    run_free(&run);
    set_free(&image);
}

static void test_pool_of_cpus_that_are_not_there(void **state)
{
    struct sim_pool_view pool;

    (void)state;
    launch((struct sim_config){.minor = 17, .has_xsm = true, .host_cpus = 3});
    assert_said("cpupool fast: CPUs 2-3: not made: CPU 3: Xen says EINVAL, invalid argument; name "
                "CPUs that the host has\n");
    assert_failed(WEB, BUILD_CREATE,
                  "its cpupool could not be made: CPU 3: Xen says EINVAL, invalid argument; name "
                  "CPUs that the host has");
    assert_int_equal(run.launcher.launch.started, SET - 1);
    /* What had been moved is where it was; the other pool took the free number. */
    assert_true(sim_pool_view(run.sim, 0, &pool));
    assert_int_equal(pool.cpus, 0x5);
    assert_true(sim_pool_view(run.sim, 1, &pool));
    assert_int_equal(pool.cpus, 0x2);
    assert_false(sim_pool_view(run.sim, 2, &pool));
    run_free(&run);
}

static void test_pool_of_a_scheduler_that_is_not_there(void **state)
{
    static const struct lcm_cpupool with_null[] = {
        {.name = "idle", .scheduler = "null", .cpus = {{0xc}}}, {.name = "slow", .cpus = {{0x2}}}};

    (void)state;
    rest.cpupools = with_null;
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_failed(WEB, BUILD_CREATE,
                  "its cpupool could not be made: a pool with the scheduler null: Xen says ENOENT, "
                  "no such thing; Xen may have been built without that scheduler: choose another");
    run_free(&run);
}

static void test_affinity_to_no_cpu_of_the_host(void **state)
{
    static const struct lcm_affinity far[] = {{.domain = LOG, .vcpu = 0, .hard = {{0x100}}}};

    (void)state;
    rest.affinities = far;
    rest.affinity_count = 1;
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_failed(LOG, BUILD_VCPU,
                  "the CPUs that vCPU 0 is bound to: Xen says EINVAL, invalid argument; name CPUs "
                  "that the host has, in the domain's pool");
    run_free(&run);
}

static void test_grant_version_1_where_it_cannot_be_kept_to(void **state)
{
    (void)state;
    more[LOG].limits.grant_version = (struct lcm_limit){1, true};
    launch((struct sim_config){.minor = 15, .has_xsm = true});
    assert_failed(LOG, BUILD_CREATE,
                  "this Xen cannot limit it to version 1 grant tables; leave max_grant_version "
                  "out, or boot Xen 4.16 or later");
    run_free(&run);
    launch((struct sim_config){.minor = 16, .has_xsm = true});
    assert_int_equal(run.launcher.launch.started, SET);
    run_free(&run);
}

static void test_limits_that_xen_refuses(void **state)
{
    (void)state;
    more[WEB].limits.grant_frames.value = 65;
    launch((struct sim_config){.minor = 17, .has_xsm = true});
    assert_failed(
        WEB, BUILD_CREATE,
        "the domain: Xen says EINVAL, invalid argument; give no higher max_grant_version, "
        "max_grant_frames and max_maptrack_frames than Xen's gnttab= options allow");
    run_free(&run);
}

static void test_every_call_fails(void **state)
{
    struct set_image image = image_make();
    uint64_t calls;

    (void)state;
    launch_on((struct sim_config){.minor = 17, .has_xsm = true}, &image);
    calls = run.marks.started;
    run_free(&run);
    for (uint64_t call = 1; call <= calls; call++) {
        const char *wrong;

        run_make(&run, &(struct sim_config){.minor = 17,
                                            .free_kib = 256 * MIB,
                                            .has_xsm = true,
                                            .image = image.bytes,
                                            .image_size = image.size});
        sim_fail_call(run.sim, call, XEN_EBUSY);
        run_launch(&run);
        wrong = run_wrong(&run);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)calls, wrong);
        /* At most one domain fails, and those that wait for it. */
        if (run.greeted)
            assert_in_range(run.launcher.launch.started, 1, SET);
        run_free(&run);
    }
    set_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_is_served, set_reset),
        cmocka_unit_test_setup(test_order_of_starting, set_reset),
        cmocka_unit_test_setup(test_who_waits_for_a_failed_one_is_not_started, set_reset),
        cmocka_unit_test_setup(test_labels, set_reset),
        cmocka_unit_test_setup(test_labels_that_may_be_ignored, set_reset),
        cmocka_unit_test_setup(test_microcode_that_xen_refuses, set_reset),
        cmocka_unit_test_setup(test_damaged_microcode_is_not_given_to_xen, set_reset),
        cmocka_unit_test_setup(test_pool_of_cpus_that_are_not_there, set_reset),
        cmocka_unit_test_setup(test_pool_of_a_scheduler_that_is_not_there, set_reset),
        cmocka_unit_test_setup(test_affinity_to_no_cpu_of_the_host, set_reset),
        cmocka_unit_test_setup(test_grant_version_1_where_it_cannot_be_kept_to, set_reset),
        cmocka_unit_test_setup(test_limits_that_xen_refuses, set_reset),
        cmocka_unit_test_setup(test_every_call_fails, set_reset),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
