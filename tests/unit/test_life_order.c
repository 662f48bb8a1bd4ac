/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * When a domain is ready, and when those that start after it may start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/life/life.h"

#define SECOND UINT64_C(1000000000)

enum { DB, APP, WEB, LAST, SET };

/* Two start after the database, and the last one after both. */
static struct lcm_plan plan;
static struct life lives[SET];

static int diamond_make(void **state)
{
    (void)state;
    plan = (struct lcm_plan){.domain_count = SET};
    bits_add(&plan.domains[APP].start_after, DB);
    bits_add(&plan.domains[WEB].start_after, DB);
    bits_add(&plan.domains[LAST].start_after, APP);
    bits_add(&plan.domains[LAST].start_after, WEB);
    plan.domains[DB].ready = LCM_READY_LINE;
    for (uint32_t i = 0; i < SET; i++)
        lives[i] = (struct life){.state = LIFE_WAITING};
    return 0;
}

static void gate_expect(uint32_t i, enum life_gate gate)
{
    uint32_t first;

    assert_int_equal(life_gate(&plan, lives, i, &first), gate);
}

static void test_started_is_ready_by_default(void **state)
{
    (void)state;
    life_start(&lives[APP], &plan.domains[APP], 5);
    assert_int_equal(lives[APP].state, LIFE_READY);
}

static void test_line_makes_ready_once(void **state)
{
    (void)state;
    assert_false(life_ready(&lives[DB], 6));
    life_start(&lives[DB], &plan.domains[DB], 5);
    assert_int_equal(lives[DB].state, LIFE_RUNNING);
    assert_true(life_ready(&lives[DB], 6));
    assert_false(life_ready(&lives[DB], 6));
}

static void test_who_waits_for_nobody_starts_at_once(void **state)
{
    (void)state;
    gate_expect(DB, LIFE_OPEN);
    gate_expect(APP, LIFE_SHUT);
    gate_expect(LAST, LIFE_SHUT);
}

static void test_diamond_opens_from_the_top(void **state)
{
    (void)state;
    life_start(&lives[DB], &plan.domains[DB], 5);
    gate_expect(APP, LIFE_SHUT);
    (void)life_ready(&lives[DB], 6);
    gate_expect(APP, LIFE_OPEN);
    gate_expect(WEB, LIFE_OPEN);
    life_start(&lives[APP], &plan.domains[APP], 6);
    gate_expect(LAST, LIFE_SHUT);
    life_start(&lives[WEB], &plan.domains[WEB], 7);
    gate_expect(LAST, LIFE_OPEN);
}

static void test_late_after_the_default_time(void **state)
{
    uint32_t first = SET;

    (void)state;
    life_start(&lives[DB], &plan.domains[DB], SECOND);
    assert_false(life_late(&lives[DB], 31 * SECOND - 1));
    assert_true(life_late(&lives[DB], 31 * SECOND));
    assert_false(life_late(&lives[DB], 32 * SECOND));
    assert_int_equal(life_gate(&plan, lives, WEB, &first), LIFE_NEVER);
    assert_int_equal(first, DB);
}

static void test_late_after_its_own_time(void **state)
{
    (void)state;
    plan.domains[DB].ready_timeout_ms = 2;
    life_start(&lives[DB], &plan.domains[DB], 0);
    assert_false(life_late(&lives[DB], 1999999));
    assert_true(life_late(&lives[DB], 2000000));
}

static void test_who_is_ready_is_never_late(void **state)
{
    (void)state;
    life_start(&lives[DB], &plan.domains[DB], 0);
    (void)life_ready(&lives[DB], 6);
    assert_false(life_late(&lives[DB], UINT64_MAX));
}

static void test_restart_before_it_was_ready_waits_anew(void **state)
{
    (void)state;
    life_start(&lives[DB], &plan.domains[DB], 0);
    life_leave(&lives[DB], LIFE_WAITING);
    assert_false(life_late(&lives[DB], UINT64_MAX));
    gate_expect(APP, LIFE_SHUT);
    life_start(&lives[DB], &plan.domains[DB], 100 * SECOND);
    assert_false(life_late(&lives[DB], 129 * SECOND));
    (void)life_ready(&lives[DB], 6);
    gate_expect(APP, LIFE_OPEN);
}

static void test_end_before_it_was_ready_shuts_for_good(void **state)
{
    (void)state;
    life_start(&lives[DB], &plan.domains[DB], 0);
    life_leave(&lives[DB], LIFE_GONE);
    gate_expect(APP, LIFE_NEVER);
}

/* Who was ready once was ready for those that start after it. */
static void test_end_after_it_was_ready_changes_nothing(void **state)
{
    (void)state;
    life_start(&lives[DB], &plan.domains[DB], 0);
    (void)life_ready(&lives[DB], 6);
    life_leave(&lives[DB], LIFE_GONE);
    gate_expect(APP, LIFE_OPEN);
    life_start(&lives[DB], &plan.domains[DB], 0);
    assert_int_equal(lives[DB].state, LIFE_READY);
}

static void test_one_that_never_comes_outweighs_one_that_is_awaited(void **state)
{
    uint32_t first = SET;

    (void)state;
    life_leave(&lives[WEB], LIFE_FAILED);
    assert_int_equal(life_gate(&plan, lives, LAST, &first), LIFE_NEVER);
    assert_int_equal(first, WEB);
    assert_string_equal(life_why(lives[first].state), "was not started");
}

enum { KERNEL = 3 };

/* All are PVH domains with one kernel; APP and what follows is yet to be built. */
static void alike_make(struct bits *left)
{
    for (uint32_t i = 0; i < SET; i++) {
        plan.domains[i].mode = LCM_MODE_PVH;
        plan.domains[i].kernel.index = KERNEL;
        if (i >= APP)
            bits_add(left, i);
    }
}

static void test_first_is_next_where_its_kernel_can_be_copied(void **state)
{
    struct bits left = {0}, started = {0};

    (void)state;
    alike_make(&left);
    assert_int_equal(life_build_next(&plan, &started, &left, APP), APP);
}

static void test_last_with_a_kernel_is_next_once_one_with_it_runs(void **state)
{
    struct bits left = {0}, started = {0};

    (void)state;
    alike_make(&left);
    bits_add(&started, DB);
    assert_int_equal(life_build_next(&plan, &started, &left, APP), LAST);
    bits_remove(&left, &(struct bits){.words = {1u << LAST}});
    assert_int_equal(life_build_next(&plan, &started, &left, APP), WEB);
}

static void test_other_kernels_and_pv_domains_are_built_in_turn(void **state)
{
    struct bits left = {0}, started = {0};

    (void)state;
    alike_make(&left);
    bits_add(&started, DB);
    plan.domains[LAST].kernel.index = KERNEL + 1;
    plan.domains[WEB].mode = LCM_MODE_PV;
    assert_int_equal(life_build_next(&plan, &started, &left, APP), APP);
    assert_int_equal(life_build_next(&plan, &started, &left, WEB), WEB);
    assert_int_equal(life_build_next(&plan, &started, &left, LAST), LAST);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup(test, diamond_make)
    const struct CMUnitTest tests[] = {
        TEST(test_started_is_ready_by_default),
        TEST(test_line_makes_ready_once),
        TEST(test_who_waits_for_nobody_starts_at_once),
        TEST(test_diamond_opens_from_the_top),
        TEST(test_late_after_the_default_time),
        TEST(test_late_after_its_own_time),
        TEST(test_who_is_ready_is_never_late),
        TEST(test_restart_before_it_was_ready_waits_anew),
        TEST(test_end_before_it_was_ready_shuts_for_good),
        TEST(test_end_after_it_was_ready_changes_nothing),
        TEST(test_one_that_never_comes_outweighs_one_that_is_awaited),
        TEST(test_first_is_next_where_its_kernel_can_be_copied),
        TEST(test_last_with_a_kernel_is_next_once_one_with_it_runs),
        TEST(test_other_kernels_and_pv_domains_are_built_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
