/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows for the others when a domain failed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/life/life.h"

enum { DB, WEB, RESCUE, LAST, SET };

static struct lcm_plan plan;
static struct life_failures failures;

static int set_make(void **state)
{
    (void)state;
    plan = (struct lcm_plan){.domain_count = SET};
    plan.domains[DB].on_failure = LCM_FAILURE_REQUIRED;
    plan.domains[WEB].on_failure = LCM_FAILURE_RECOVERY;
    plan.domains[RESCUE].functions = LCM_FUNC_RECOVERY;
    failures = (struct life_failures){.count = 0};
    return 0;
}

static void test_nothing_follows_an_optional_failure(void **state)
{
    (void)state;
    life_fail(&failures, &plan, LAST, false);
    assert_int_equal(failures.count, 1);
    assert_int_equal(failures.list[0].domain, LAST);
    assert_false(failures.list[0].asks || failures.is_recovery_wanted || failures.is_held);
}

static void test_recovery_has_the_others_go_on(void **state)
{
    (void)state;
    life_fail(&failures, &plan, WEB, false);
    assert_true(failures.list[0].asks && failures.is_recovery_wanted);
    assert_false(failures.is_held);
}

static void test_required_holds_the_others_back(void **state)
{
    (void)state;
    life_fail(&failures, &plan, WEB, false);
    life_fail(&failures, &plan, DB, false);
    assert_true(failures.is_recovery_wanted && failures.is_held);
    assert_int_equal(failures.required, DB);
}

static void test_recovery_domain_does_not_start_by_itself(void **state)
{
    static struct life lives[LCM_DOMAINS_MAX];
    uint32_t first = SET;

    (void)state;
    assert_int_equal(life_gate(&plan, lives, WEB, &first), LIFE_OPEN);
    assert_int_equal(life_gate(&plan, lives, RESCUE, &first), LIFE_STAGED);
}

static void test_first_required_one_is_the_reason(void **state)
{
    (void)state;
    plan.domains[LAST].on_failure = LCM_FAILURE_REQUIRED;
    life_fail(&failures, &plan, LAST, false);
    life_fail(&failures, &plan, DB, false);
    assert_int_equal(failures.required, LAST);
}

static void test_set_without_a_recovery_domain_holds_back_alone(void **state)
{
    (void)state;
    plan.domains[RESCUE].functions = 0;
    assert_int_equal(life_recovery(&plan), LIFE_NOBODY);
    life_fail(&failures, &plan, DB, false);
    assert_true(failures.is_held);
    assert_false(failures.is_recovery_wanted);
}

/* Late, and then destroyed by a policy that asks. */
static void test_end_that_asks_counts_after_a_failure_that_did_not(void **state)
{
    (void)state;
    assert_int_equal(life_recovery(&plan), RESCUE);
    life_fail(&failures, &plan, LAST, false);
    life_fail(&failures, &plan, LAST, false);
    assert_int_equal(failures.count, 1);
    life_fail(&failures, &plan, LAST, true);
    assert_int_equal(failures.count, 2);
    assert_true(failures.list[1].asks && failures.list[1].again && failures.is_recovery_wanted);
    assert_false(failures.is_held);
}

static void test_each_domain_is_listed_twice_at_most(void **state)
{
    (void)state;
    plan.domain_count = LCM_DOMAINS_MAX;
    for (uint32_t round = 0; round < 3; round++)
        for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
            life_fail(&failures, &plan, i, round > 0);
    assert_in_range(failures.count, LCM_DOMAINS_MAX, 2 * LCM_DOMAINS_MAX);
    /* Those that asked at once are there once. */
    assert_int_equal(failures.count, 2 * LCM_DOMAINS_MAX - 2);
}

int main(void)
{
#define SET_TEST(test) cmocka_unit_test_setup(test, set_make)
    const struct CMUnitTest tests[] = {
        SET_TEST(test_nothing_follows_an_optional_failure),
        SET_TEST(test_recovery_has_the_others_go_on),
        SET_TEST(test_required_holds_the_others_back),
        SET_TEST(test_recovery_domain_does_not_start_by_itself),
        SET_TEST(test_first_required_one_is_the_reason),
        SET_TEST(test_set_without_a_recovery_domain_holds_back_alone),
        SET_TEST(test_end_that_asks_counts_after_a_failure_that_did_not),
        SET_TEST(test_each_domain_is_listed_twice_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
