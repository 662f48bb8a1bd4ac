/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who may be built and started while the boot domain has its say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/life/life.h"

#define MILLISECOND_NS UINT64_C(1000000)

enum { FIRST, PLAIN, CHANGED, EARLY, SET };

static struct lcm_plan plan;
static struct life_boot boot;

static int plan_make(void **state)
{
    (void)state;
    plan = (struct lcm_plan){.domain_count = SET};
    plan.domains[FIRST].functions = LCM_FUNC_BOOT;
    plan.domains[CHANGED].boot_may = LCM_MAY_CMDLINE;
    plan.domains[EARLY].boot_may = LCM_MAY_START;
    life_boot_begin(&boot, &plan);
    return 0;
}

/* Which may be built, and which started: a bit each. */
static uint32_t may_build(void)
{
    uint32_t all = 0;

    for (uint32_t i = 0; i < SET; i++)
        all |= (uint32_t)life_boot_may_build(&boot, &plan, i) << i;
    return all;
}

static uint32_t may_start(void)
{
    uint32_t all = 0;

    for (uint32_t i = 0; i < SET; i++)
        all |= (uint32_t)life_boot_may_start(&boot, i) << i;
    return all;
}

static void test_it_is_first_and_alone(void **state)
{
    (void)state;
    assert_int_equal(may_build(), 1 << FIRST);
    assert_int_equal(may_start(), 1 << FIRST);
}

static void test_what_it_cannot_change_is_built_while_it_runs(void **state)
{
    (void)state;
    life_boot_start(&boot, &plan, 0);
    assert_int_equal(may_build(), 1 << FIRST | 1 << PLAIN);
    assert_int_equal(may_start(), 0);
}

static void test_it_calls_whom_it_may(void **state)
{
    (void)state;
    assert_false(life_boot_call(&boot, &plan, EARLY));
    life_boot_start(&boot, &plan, 0);
    assert_false(life_boot_call(&boot, &plan, PLAIN));
    assert_false(life_boot_call(&boot, &plan, CHANGED));
    assert_true(life_boot_call(&boot, &plan, EARLY));
    assert_false(life_boot_call(&boot, &plan, EARLY));
    assert_int_equal(may_build(), 1 << FIRST | 1 << PLAIN | 1 << EARLY);
    assert_int_equal(may_start(), 1 << EARLY);
}

static void test_nothing_goes_on_before_its_memory_is_back(void **state)
{
    (void)state;
    life_boot_start(&boot, &plan, 0);
    life_boot_end(&boot, false);
    assert_int_equal(may_build() | may_start(), 0);
    boot.state = LIFE_BOOT_OVER;
    assert_int_equal(may_build() & may_start(), (1 << SET) - 1);
}

static void test_its_time_is_limited(void **state)
{
    (void)state;
    plan.domains[FIRST].boot_timeout_ms = 5;
    assert_false(life_boot_is_late(&boot, UINT64_MAX));
    life_boot_start(&boot, &plan, 7);
    assert_false(life_boot_is_late(&boot, 6 + 5 * MILLISECOND_NS));
    assert_true(life_boot_is_late(&boot, 7 + 5 * MILLISECOND_NS));
    life_boot_end(&boot, true);
    assert_false(life_boot_is_late(&boot, UINT64_MAX));
    assert_int_equal(life_boot_timeout(&plan.domains[PLAIN]), LCM_BOOT_TIMEOUT_MS);
}

static void test_a_set_without_one_waits_for_none(void **state)
{
    (void)state;
    plan.domains[FIRST].functions = 0;
    life_boot_begin(&boot, &plan);
    assert_int_equal(boot.state, LIFE_BOOT_OVER);
    assert_int_equal(may_build() & may_start(), (1 << SET) - 1);
}

/* Whatever its policies say. */
static void test_it_is_never_started_again(void **state)
{
    struct lcm_domain domain = {
        .functions = LCM_FUNC_BOOT, .on_crash = LCM_END_RESTART, .on_poweroff = LCM_END_PRESERVE};
    struct life life = {0};

    (void)state;
    assert_false(life_may_restart(&domain));
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 0), LIFE_DESTROY);
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 0), LIFE_DESTROY);
    assert_int_equal(life_end(&life, &domain, LIFE_POWERED_OFF, 0), LIFE_DESTROY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_it_is_first_and_alone, plan_make),
        cmocka_unit_test_setup(test_what_it_cannot_change_is_built_while_it_runs, plan_make),
        cmocka_unit_test_setup(test_it_calls_whom_it_may, plan_make),
        cmocka_unit_test_setup(test_nothing_goes_on_before_its_memory_is_back, plan_make),
        cmocka_unit_test_setup(test_its_time_is_limited, plan_make),
        cmocka_unit_test_setup(test_a_set_without_one_waits_for_none, plan_make),
        cmocka_unit_test_setup(test_it_is_never_started_again, plan_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
