/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domain 0 was given nearly all of the host's memory: what domains need of it is given back before
 * each is built, the rest while they run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/two_sets.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

/* Pages that one step gives back at most: 2 MiB, and the rest of an extent; calls that are refused.
 */
enum { FIRST, SECOND, DOM0, SET, STEP_MAX = 512 + 511, SERVES_MAX = 1000, REFUSED_MOST = 40 };

/* A small one that Xen has room for, and one that takes most of what domain 0 has. */
static struct set_domain domains[SET];
static struct two_sets sets;
static struct run run;
/* Pages that domain 0 had when each domain was created and started. */
static uint64_t created[SET], started[SET];

static int set_make(void **state)
{
    (void)state;
    domains[FIRST] = (struct set_domain){
        .name = "first", .domid = 1, .memory_kib = 4 * MIB, .cpus = 1, .kernel = &sets.kernel};
    domains[SECOND] = (struct set_domain){
        .name = "second", .domid = 2, .memory_kib = 64 * MIB, .cpus = 1, .kernel = &sets.kernel};
    domains[DOM0] = (struct set_domain){.name = "dom0",
                                        .memory_kib = 12 * MIB,
                                        .cpus = 1,
                                        .kernel = &sets.kernel,
                                        .mode = LCM_MODE_PV,
                                        .bootargs = ""};
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 30000,
                                        .data_size = 3000,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &(struct set_rest){0});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    two_sets_free(&sets);
    return 0;
}

static void pages_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid < 1 || operation->domid > SECOND + 1)
        return;
    if (strstr(operation->words, "create a"))
        created[operation->domid - 1] = sim_own_frames(run.sim);
    else if (strstr(operation->words, "unpause it"))
        started[operation->domid - 1] = sim_own_frames(run.sim);
}

static void run_prepare_on(uint32_t vcpus, bool hand_over, uint64_t free_kib, uint64_t spare_kib)
{
    const struct set_image *image = two_sets_image(&sets, hand_over);

    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = free_kib,
                                        .spare_kib = spare_kib,
                                        .image = image->bytes,
                                        .image_size = image->size,
                                        .vcpus = vcpus});
    sim_trace(run.sim, pages_note, NULL);
}

static void run_prepare(bool hand_over, uint64_t free_kib, uint64_t spare_kib)
{
    run_prepare_on(1, hand_over, free_kib, spare_kib);
}

/* Serves until all is given back. Returns how often. */
static unsigned int serve_all(void)
{
    unsigned int serves = 0;

    while (sim_boot(run.sim)->pending_kib && serves < SERVES_MAX) {
        uint64_t before = sim_own_frames(run.sim);

        resident_serve(&run.launcher.resident);
        assert_in_range(before - sim_own_frames(run.sim), 1, STEP_MAX);
        serves++;
    }
    assert_int_equal(sim_boot(run.sim)->pending_kib, 0);
    return serves;
}

/* What stays: the launcher's own frames, the store, and the image that a restart would need. */
static void all_back_expect(void)
{
    const struct boot *boot = sim_boot(run.sim);
    uint64_t image = (boot->image_size + XEN_PAGE_SIZE - 1) / XEN_PAGE_SIZE;

    assert_int_equal(sim_own_frames(run.sim), boot->own_pages + boot->store_kib / 4 + image);
    assert_string_equal(run_wrong(&run), "");
}

static void test_domains_come_first(void **state)
{
    (void)state;
    run_prepare(false, 40 * MIB, 128 * MIB);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, 2);
    /* For the first Xen had enough. */
    assert_int_equal(started[FIRST], run.own_before);
    /* For the second as much went as it lacked, and 16 MiB, before Xen made it. */
    assert_in_range(run.own_before - created[SECOND], (48 * MIB) / 4, (64 * MIB) / 4);
    assert_in_range(serve_all(), 10, SERVES_MAX);
    all_back_expect();
    run_free(&run);
}

static void test_domains_get_large_extents(void **state)
{
    struct sim_domain_view view;

    (void)state;
    run_prepare(false, 40 * MIB, 128 * MIB);
    run_launch(&run);
    assert_true(sim_domain_view(run.sim, 2, &view));
    assert_int_equal(view.extents[1], 32);
    assert_int_equal(view.extents[0], 4); /* its special pages */
    run_free(&run);
}

/* Each step of the launch is followed by a glance at who runs. */
static void test_steps_are_short(void **state)
{
    (void)state;
    run_prepare(false, 40 * MIB, 128 * MIB);
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    while (run.launcher.phase < PHASE_SERVE) {
        uint64_t before = sim_own_frames(run.sim);

        (void)launcher_step(&run.launcher);
        assert_in_range(before - sim_own_frames(run.sim), 0, STEP_MAX);
    }
    (void)serve_all();
    run_free(&run);
}

/* Who is refused reads the same numbers as if all were free. */
static void test_pending_memory_counts_as_free(void **state)
{
    char cause[BUILD_CAUSE_SIZE];
    const struct build_result *result = &run.launcher.launch.domains[SECOND].result;

    (void)state;
    run_prepare(false, 70 * MIB, 2 * MIB);
    run_launch(&run);
    assert_int_equal(run.launcher.launch.failed, 1);
    memcpy(cause, result->cause, sizeof(cause));
    assert_non_null(strstr(cause, "not enough memory: it needs "));
    run_free(&run);
    run_prepare(false, 20 * MIB, 52 * MIB);
    run_launch(&run);
    assert_int_equal(run.launcher.launch.failed, 1);
    assert_string_equal(result->cause, cause);
    (void)serve_all();
    all_back_expect();
    run_free(&run);
}

/* The next domain 0 could not zero what is left. */
static void test_all_is_back_before_dom0(void **state)
{
    (void)state;
    run_prepare(true, 40 * MIB, 128 * MIB);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run.left);
    assert_int_equal(started[FIRST], run.own_before);
    assert_int_equal(sim_boot(run.sim)->pending_kib, 0);
    assert_int_equal(sim_own_frames(run.sim), domains[DOM0].memory_kib / 4);
    run_free(&run);
}

/* Nor is anything lost, spare page frames included, where dom0 does not come. */
static void test_all_is_back_without_dom0(void **state)
{
    struct set_image *image = &sets.hand_over;
    struct set_domain small[SET];

    (void)state;
    memcpy(small, domains, sizeof(small));
    small[DOM0].memory_kib = 8 * MIB; /* the launcher takes half of it */
    set_free(image);
    *image = set_build(small, SET);
    run_prepare(true, 40 * MIB, 128 * MIB);
    run_launch(&run);
    assert_int_equal(run.launcher.launch.started, 2);
    assert_int_equal(run.launcher.launch.failed, 1);
    (void)serve_all();
    assert_int_equal(sim_own_frames(run.sim), sim_boot(run.sim)->own_pages);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    set_free(image);
    *image = set_build(domains, SET);
}

/* Hypercalls that helpers made while nothing else was done than giving memory back. */
static uint64_t helped;

static void help_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    (void)operation;
    for (uint32_t i = 1; i < BOOT_CPUS_MAX; i++)
        helped += run.launcher.cpus.own[i].calls;
}

static void test_all_cpus_give_back(void **state)
{
    (void)state;
    run_prepare_on(3, false, 40 * MIB, 128 * MIB);
    run_launch(&run);
    assert_int_equal(run.launcher.launch.started, 2);
    assert_int_equal(run.launcher.cpus.helpers, 2);
    assert_int_equal(started[FIRST], run.own_before);
    helped = 0;
    sim_trace(run.sim, help_note, NULL);
    (void)serve_all();
    assert_int_not_equal(helped, 0);
    all_back_expect();
    run_free(&run);
}

/* Nothing is released that was not zeroed, whichever CPU is refused. */
static void test_refusals_of_several_cpus_end_it(void **state)
{
    uint64_t first, calls;

    (void)state;
    run_prepare_on(3, false, 40 * MIB, 128 * MIB);
    run_launch(&run);
    first = sim_calls(run.sim);
    (void)serve_all();
    calls = sim_calls(run.sim) - first;
    run_free(&run);
    for (uint64_t i = 1; i <= calls && i <= REFUSED_MOST; i++) {
        run_prepare_on(3, false, 40 * MIB, 128 * MIB);
        run_launch(&run);
        sim_fail_call(run.sim, sim_calls(run.sim) + i, XEN_EINVAL);
        for (int serves = 0; serves < SERVES_MAX && sim_boot(run.sim)->pending_kib; serves++)
            resident_serve(&run.launcher.resident);
        assert_int_equal(sim_boot(run.sim)->pending_kib, 0);
        assert_string_equal(run_wrong(&run), "");
        run_free(&run);
    }
}

/* What Xen refuses is not tried for ever, and domains have what is free. */
static void test_refusals_end_it(void **state)
{
    uint64_t calls;

    (void)state;
    run_prepare(false, 40 * MIB, 128 * MIB);
    run_launch(&run);
    calls = sim_calls(run.sim);
    sim_fail_call(run.sim, calls + 1, XEN_EINVAL);
    sim_fail_call(run.sim, calls + 2, XEN_EINVAL);
    resident_serve(&run.launcher.resident);
    assert_int_equal(sim_boot(run.sim)->pending_kib, 0);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains_come_first),
        cmocka_unit_test(test_domains_get_large_extents),
        cmocka_unit_test(test_steps_are_short),
        cmocka_unit_test(test_pending_memory_counts_as_free),
        cmocka_unit_test(test_all_is_back_before_dom0),
        cmocka_unit_test(test_all_is_back_without_dom0),
        cmocka_unit_test(test_all_cpus_give_back),
        cmocka_unit_test(test_refusals_of_several_cpus_end_it),
        cmocka_unit_test(test_refusals_end_it),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
