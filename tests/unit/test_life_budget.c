/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The budget of a start: when it is missed, and what is said to be the cause.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/life/life.h"

#define MS UINT64_C(1000000)

enum { DB, CACHE, APP, SET, BUDGET_MS = 100 };

static struct lcm_plan plan;
static struct life lives[SET];
static struct life_times times;
static char why[LIFE_BUDGET_SIZE];

/* The app starts after both, of which the database was ready last. */
static int set_make(void **state)
{
    (void)state;
    plan = (struct lcm_plan){.domain_count = SET};
    memcpy(plan.domains[DB].name, "db", sizeof("db"));
    memcpy(plan.domains[CACHE].name, "cache", sizeof("cache"));
    bits_add(&plan.domains[APP].start_after, DB);
    bits_add(&plan.domains[APP].start_after, CACHE);
    plan.domains[APP].start_within_ms = BUDGET_MS;
    lives[DB] = (struct life){.state = LIFE_READY, .ready_at = 1900 * MS};
    lives[CACHE] = (struct life){.state = LIFE_READY, .ready_at = 1800 * MS};
    lives[APP] = (struct life){.state = LIFE_WAITING};
    times = (struct life_times){
        .entered = 1000 * MS, .began = 1010 * MS, .created = 1030 * MS, .started = 1100 * MS};
    return 0;
}

static bool missed(void)
{
    return life_budget_missed(&plan, lives, APP, &times, why);
}

static void test_start_in_its_last_nanosecond_is_in_time(void **state)
{
    (void)state;
    assert_false(missed());
    times.started++;
    assert_true(missed());
}

static void test_without_a_budget_nothing_is_late(void **state)
{
    (void)state;
    plan.domains[APP].start_within_ms = 0;
    times.started = UINT64_MAX;
    assert_false(missed());
}

static void test_wait_for_the_last_to_be_ready(void **state)
{
    (void)state;
    times.started = 1901 * MS;
    assert_true(missed());
    assert_string_equal(why, "started 901 ms after entry, its budget was 100 ms: it waited 871 ms "
                             "for db; have that ready sooner, or raise "
                             "hyperlaunch,start-within-ms");
}

static void test_wait_for_the_start_of_others(void **state)
{
    (void)state;
    plan.domains[APP].start_after = (struct bits){0};
    times.started = 1901 * MS;
    assert_true(missed());
    assert_non_null(strstr(why, ": it waited 871 ms for the start of others; put it before them in "
                                "the set, or "));
}

static void test_builds_of_others_come_first(void **state)
{
    (void)state;
    times = (struct life_times){
        .entered = 1000 * MS, .began = 1500 * MS, .created = 1600 * MS, .started = 1600 * MS};
    assert_true(missed());
    assert_non_null(
        strstr(why, ": its build began after 500 ms; put it before others in the set, or "));
}

static void test_slow_build(void **state)
{
    (void)state;
    times = (struct life_times){
        .entered = 1000 * MS, .began = 1100 * MS, .created = 1600 * MS, .started = 1600 * MS};
    assert_true(missed());
    assert_non_null(
        strstr(why, ": its build took 500 ms; give it a smaller kernel or ramdisk, or "));
}

static void test_longest_text_fits(void **state)
{
    (void)state;
    memset(plan.domains[DB].name, 'd', LCM_NAME_SIZE - 1);
    plan.domains[APP].start_within_ms = LCM_START_WITHIN_MAX_MS;
    times.started = UINT64_MAX;
    assert_true(missed());
    assert_non_null(strstr(why, "or raise hyperlaunch,start-within-ms"));
}

/* Not ready is later than ready at any time; of equals the first in the set comes first. */
static void test_who_is_awaited_longest_comes_first(void **state)
{
    uint32_t list[SET];

    (void)state;
    assert_int_equal(life_after(&plan, lives, APP, list, SET), 2);
    assert_int_equal(list[0], DB);
    assert_int_equal(list[1], CACHE);
    lives[CACHE].state = LIFE_LATE;
    assert_int_equal(life_after(&plan, lives, APP, list, 1), 1);
    assert_int_equal(list[0], CACHE);
    assert_int_equal(life_after(&plan, lives, DB, list, SET), 0);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup(test, set_make)
    const struct CMUnitTest tests[] = {
        TEST(test_start_in_its_last_nanosecond_is_in_time),
        TEST(test_without_a_budget_nothing_is_late),
        TEST(test_wait_for_the_last_to_be_ready),
        TEST(test_wait_for_the_start_of_others),
        TEST(test_builds_of_others_come_first),
        TEST(test_slow_build),
        TEST(test_longest_text_fits),
        TEST(test_who_is_awaited_longest_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
