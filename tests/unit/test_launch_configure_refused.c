/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What is said where Xen refuses what a set asks of it beside memory and vCPUs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/configured.h"
#include "xen/errno.h"

static void test_microcode_that_xen_refuses(void **state)
{
    (void)state;
    configured_launch(
        (struct sim_config){.minor = 17, .has_xsm = true, .microcode_error = XEN_EINVAL});
    configured_assert_said(
        "microcode: payload 1 was not loaded: Xen says EINVAL, invalid argument; give a "
        "file for this CPU that is newer than what it has\n");
    assert_int_equal(configured_run.launcher.launch.started, SET);
    run_free(&configured_run);
}

static void test_damaged_microcode_is_not_given_to_xen(void **state)
{
    struct set_image image = configured_image_make();
    uint8_t *at = memmem(image.bytes, image.size, configured_rest.microcode,
                         strlen(configured_rest.microcode));

    (void)state;
    assert_non_null(at);
    *at ^= 1;
    configured_launch_on((struct sim_config){.minor = 17, .has_xsm = true}, &image);
    assert_int_equal(sim_given(configured_run.sim).microcode_size, 0);
    configured_assert_said(
        "microcode: payload 1 is damaged and was not loaded: its digest is not the LCM's; "
        "build the launch image again and check how it is stored\n");
    assert_int_equal(configured_run.launcher.launch.started, SET);
    run_free(&configured_run);
    set_free(&image);
}

static void test_pool_of_cpus_that_are_not_there(void **state)
{
    struct sim_pool_view pool;

    (void)state;
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true, .host_cpus = 3});
    configured_assert_said(
        "cpupool fast: CPUs 2-3: not made: CPU 3: Xen says EINVAL, invalid argument; name "
        "CPUs that the host has\n");
    configured_assert_failed(
        WEB, BUILD_CREATE,
        "its cpupool could not be made: CPU 3: Xen says EINVAL, invalid argument; name "
        "CPUs that the host has");
    assert_int_equal(configured_run.launcher.launch.started, SET - 1);
    /* What had been moved is where it was; the other pool took the free number. */
    assert_true(sim_pool_view(configured_run.sim, 0, &pool));
    assert_int_equal(pool.cpus, 0x5);
    assert_true(sim_pool_view(configured_run.sim, 1, &pool));
    assert_int_equal(pool.cpus, 0x2);
    assert_false(sim_pool_view(configured_run.sim, 2, &pool));
    run_free(&configured_run);
}

static uint64_t taken; /* the first hypercall that takes a CPU out of its pool */

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (taken == 0 && strstr(operation->words, "take CPU"))
        taken = operation->number;
}

/* A vCPU of domain 0 may run there just then. */
static void test_cpu_that_is_in_use_is_waited_for(void **state)
{
    struct set_image image = configured_image_make();
    struct sim_config config = {.minor = 17,
                                .has_xsm = true,
                                .free_kib = 256 * 1024,
                                .image = image.bytes,
                                .image_size = image.size};

    (void)state;
    run_make(&configured_run, &config);
    sim_trace(configured_run.sim, call_note, NULL);
    run_launch(&configured_run);
    run_free(&configured_run);
    assert_true(taken > 0);
    run_make(&configured_run, &config);
    sim_fail_call(configured_run.sim, taken, XEN_EAGAIN);
    run_launch(&configured_run);
    assert_false(run_said(&configured_run, "not made"));
    assert_int_equal(configured_run.launcher.launch.started, SET);
    run_free(&configured_run);
    set_free(&image);
}

static void test_pool_of_a_scheduler_that_is_not_there(void **state)
{
    static const struct lcm_cpupool with_null[] = {
        {.name = "idle", .scheduler = "null", .cpus = {{0xc}}}, {.name = "slow", .cpus = {{0x2}}}};

    (void)state;
    configured_rest.cpupools = with_null;
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    configured_assert_failed(
        WEB, BUILD_CREATE,
        "its cpupool could not be made: a pool with the scheduler null: Xen says ENOENT, "
        "no such thing; Xen may have been built without that scheduler: choose another");
    run_free(&configured_run);
}

static void test_affinity_to_no_cpu_of_the_host(void **state)
{
    static const struct lcm_affinity far[] = {{.domain = LOG, .vcpu = 0, .hard = {{0x100}}}};

    (void)state;
    configured_rest.affinities = far;
    configured_rest.affinity_count = 1;
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    configured_assert_failed(
        LOG, BUILD_VCPU,
        "the CPUs that vCPU 0 is bound to: Xen says EINVAL, invalid argument; name CPUs "
        "that the host has, in the domain's pool");
    run_free(&configured_run);
}

static void test_grant_version_1_where_it_cannot_be_kept_to(void **state)
{
    (void)state;
    configured_more[LOG].limits.grant_version = (struct lcm_limit){1, true};
    configured_launch((struct sim_config){.minor = 15, .has_xsm = true});
    configured_assert_failed(
        LOG, BUILD_CREATE,
        "this Xen cannot limit it to version 1 grant tables; leave max_grant_version "
        "out, or boot Xen 4.16 or later");
    run_free(&configured_run);
    configured_launch((struct sim_config){.minor = 16, .has_xsm = true});
    assert_int_equal(configured_run.launcher.launch.started, SET);
    run_free(&configured_run);
}

static void test_limits_that_xen_refuses(void **state)
{
    (void)state;
    configured_more[WEB].limits.grant_frames.value = 65;
    configured_launch((struct sim_config){.minor = 17, .has_xsm = true});
    configured_assert_failed(
        WEB, BUILD_CREATE,
        "the domain: Xen says EINVAL, invalid argument; give no higher max_grant_version, "
        "max_grant_frames and max_maptrack_frames than Xen's gnttab= options allow");
    run_free(&configured_run);
}

static void test_every_call_fails(void **state)
{
    struct set_image image = configured_image_make();
    uint64_t calls;

    (void)state;
    configured_launch_on((struct sim_config){.minor = 17, .has_xsm = true}, &image);
    calls = configured_run.marks.started;
    run_free(&configured_run);
    for (uint64_t call = 1; call <= calls; call++) {
        const char *wrong;

        run_make(&configured_run, &(struct sim_config){.minor = 17,
                                                       .free_kib = 256 * MIB,
                                                       .has_xsm = true,
                                                       .image = image.bytes,
                                                       .image_size = image.size});
        sim_fail_call(configured_run.sim, call, XEN_EBUSY);
        run_launch(&configured_run);
        wrong = run_wrong(&configured_run);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)calls, wrong);
        /* At most one domain fails, and those that wait for it. */
        if (configured_run.greeted)
            assert_in_range(configured_run.launcher.launch.started, 1, SET);
        run_free(&configured_run);
    }
    set_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_microcode_that_xen_refuses, configured_set_reset),
        cmocka_unit_test_setup(test_damaged_microcode_is_not_given_to_xen, configured_set_reset),
        cmocka_unit_test_setup(test_pool_of_cpus_that_are_not_there, configured_set_reset),
        cmocka_unit_test_setup(test_cpu_that_is_in_use_is_waited_for, configured_set_reset),
        cmocka_unit_test_setup(test_pool_of_a_scheduler_that_is_not_there, configured_set_reset),
        cmocka_unit_test_setup(test_affinity_to_no_cpu_of_the_host, configured_set_reset),
        cmocka_unit_test_setup(test_grant_version_1_where_it_cannot_be_kept_to,
                               configured_set_reset),
        cmocka_unit_test_setup(test_limits_that_xen_refuses, configured_set_reset),
        cmocka_unit_test_setup(test_every_call_fails, configured_set_reset),
    };

    return cmocka_run_group_tests(tests, configured_set_make, configured_set_unmake);
}
