/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A boot domain that fails, in a set with a recovery domain: what follows is its on-failure's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/rescued.h"

#include "xen/errno.h"

/* Launches with db as the boot domain, which says nothing until its time is over. */
static void launch(uint8_t on_failure)
{
    rescued_more[RESCUED_DB].functions = LCM_FUNC_BOOT;
    rescued_more[RESCUED_DB].on_failure = on_failure;
    rescued_prepare(17);
    rescued_launch();
    assert_int_equal(rescued_state(RESCUED_DB), DOMAIN_ENDED);
}

static void test_optional_one_is_gone_on_without(void **state)
{
    (void)state;
    launch(LCM_FAILURE_OPTIONAL);
    assert_int_equal(rescued_state(RESCUED_RESCUE), DOMAIN_PAUSED);
    assert_int_equal(rescued_state(RESCUED_LAST), DOMAIN_RUNNING);
    assert_true(
        run_said(&rescued_run, "; the launch goes on as the LCM says, see what it printed\n"));
}

static void test_recovery_domain_is_started_beside_the_others(void **state)
{
    (void)state;
    launch(LCM_FAILURE_RECOVERY);
    assert_int_equal(rescued_state(RESCUED_RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(RESCUED_WEB), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(RESCUED_LAST), DOMAIN_RUNNING);
}

static void test_nothing_else_is_started_after_a_required_one(void **state)
{
    (void)state;
    launch(LCM_FAILURE_REQUIRED);
    assert_int_equal(rescued_state(RESCUED_RESCUE), DOMAIN_RUNNING);
    assert_int_equal(rescued_state(RESCUED_WEB), DOMAIN_FAILED);
    assert_int_equal(rescued_state(RESCUED_LAST), DOMAIN_FAILED);
    assert_true(run_said(&rescued_run, "domain db: failed, and is required: nothing more is "
                                       "started; recovery domain rescue is started\n"));
    assert_false(run_said(&rescued_run, "the launch goes on"));
}

static void test_every_call_fails(void **state)
{
    uint64_t count;

    launch(LCM_FAILURE_REQUIRED);
    count = sim_calls(rescued_run.sim);
    for (uint64_t call = 1; call <= count; call++) {
        (void)rescued_unmake(state);
        rescued_prepare(17);
        sim_fail_call(rescued_run.sim, call, XEN_EBUSY);
        run_launch(&rescued_run);
        if (run_wrong(&rescued_run)[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)count, run_wrong(&rescued_run));
    }
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, rescued_defaults, rescued_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_optional_one_is_gone_on_without),
        LAUNCH(test_recovery_domain_is_started_beside_the_others),
        LAUNCH(test_nothing_else_is_started_after_a_required_one),
        LAUNCH(test_every_call_fails),
    };

    return cmocka_run_group_tests(tests, rescued_set_make, rescued_set_unmake);
}
