/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of many small domains: what one costs does not grow with their number, and each waits
 * for those that it starts after.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/many_domains.h"

#define MIB UINT64_C(1024)

enum { MANY = 200, WEIGHT_CALLS = 3 };

static void test_hypercalls_of_a_domain_do_not_grow(void **state)
{
    uint64_t alone, all_alone;

    (void)state;
    many_launch(1);
    alone = many_run.launcher.launch.domains[0].result.calls;
    all_alone = many_run.marks.started - many_run.marks.settled;
    many_launch_end();

    many_launch(MANY);
    for (uint32_t i = 0; i < MANY; i++)
        /* For the first one Xen is asked for the default CPU policy. */
        assert_int_equal(many_run.launcher.launch.domains[i].result.calls, alone - (i > 0));
    /* Each has a line in the log, and all there is beside is that domain 0 gets weight, once. */
    assert_int_equal(many_run.marks.started - many_run.marks.settled,
                     MANY * (all_alone - 1) + 1 + WEIGHT_CALLS);
    many_launch_end();
}

static void test_each_waits_for_the_next(void **state)
{
    (void)state;
    for (uint32_t i = 0; i + 1 < LCM_DOMAINS_MAX; i++)
        bits_add(&many_more[i].start_after, i + 1);
    many_launch(LCM_DOMAINS_MAX);
    for (uint32_t i = 0; i + 1 < LCM_DOMAINS_MAX; i++)
        assert_true(many_run.launcher.launch.domains[i].started >
                    many_run.launcher.launch.domains[i + 1].started);
    many_launch_end();
}

/* All but the first wait for one that fails. */
static void test_failure_goes_through_all_that_wait(void **state)
{
    uint32_t last = LCM_DOMAINS_MAX - 1;

    (void)state;
    many_domains[1].memory_kib = UINT64_C(1) << 30;
    for (uint32_t i = 2; i < LCM_DOMAINS_MAX; i++)
        bits_add(&many_more[i].start_after, i - 1);
    many_launch_any(LCM_DOMAINS_MAX);
    assert_int_equal(many_run.launcher.launch.started, 1);
    assert_int_equal(many_run.launcher.launch.failed, last);
    assert_true(
        run_said(&many_run, "domain d256: failed: start: it starts after d255, which was not"));
    many_launch_end();
}

static void test_as_many_with_the_next_domain_0(void **state)
{
    static struct record record;

    (void)state;
    many_domains[9] = (struct set_domain){
        .name = "dom0", .domid = 0, .memory_kib = 64 * MIB, .cpus = 1, .kernel = &many_dom0_kernel};
    many_launch_any(LCM_DOMAINS_MAX);
    assert_true(many_run.left);
    run_record(&many_run, &record);
    assert_int_equal(record.domain_count, LCM_DOMAINS_MAX);
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        assert_int_equal(record.domains[i].state, i == 9 ? RECORD_HANDED_OVER : RECORD_RUNNING);
    many_launch_end();
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, many_reset)
    const struct CMUnitTest tests[] = {
        STEP(test_hypercalls_of_a_domain_do_not_grow),
        STEP(test_each_waits_for_the_next),
        STEP(test_failure_goes_through_all_that_wait),
        STEP(test_as_many_with_the_next_domain_0),
    };

    return cmocka_run_group_tests(tests, many_set_make, many_set_unmake);
}
