/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * When `hyperlaunch run` gives a machine up: by what it was given of the processors, not by the
 * clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "tool/run/progress.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };

static const struct run_progress fresh = {.domains = 3};

static void test_busy_computer_is_waited_for(void **state)
{
    const struct run_usage now = {
        .wall_ms = HOUR, .cpu_ms = 100 * SECOND, .queued_ms = HOUR - 100 * SECOND};

    (void)state;
    assert_null(run_progress_stuck(&fresh, &now));
}

static void test_machine_that_works_in_silence_is_given_up(void **state)
{
    struct run_usage now = {.wall_ms = 179 * SECOND, .cpu_ms = 179 * SECOND};

    (void)state;
    assert_null(run_progress_stuck(&fresh, &now));
    now.wall_ms = now.cpu_ms = 180 * SECOND;
    assert_string_equal(run_progress_stuck(&fresh, &now),
                        "nothing was printed for 180 s of processor time");
}

static void test_machine_that_stands_still_is_given_up(void **state)
{
    struct run_usage now = {.wall_ms = 59 * SECOND};

    (void)state;
    assert_null(run_progress_stuck(&fresh, &now));
    now.wall_ms = 60 * SECOND;
    assert_string_equal(run_progress_stuck(&fresh, &now), "the machine makes no progress");
    now.queued_ms = 30 * SECOND;
    assert_null(run_progress_stuck(&fresh, &now));
}

static void test_machine_that_prints_without_end_is_given_up(void **state)
{
    struct run_progress progress = fresh;
    struct run_usage now = {.wall_ms = HOUR, .cpu_ms = 1379 * SECOND};

    (void)state;
    progress.heard = now;
    assert_null(run_progress_stuck(&progress, &now));
    now.cpu_ms = 1380 * SECOND;
    assert_string_equal(run_progress_stuck(&progress, &now),
                        "it used more processor time than any boot should");
}

static void test_timeout_is_by_the_clock(void **state)
{
    struct run_progress progress = fresh;
    struct run_usage now = {.wall_ms = 4999, .cpu_ms = 1};

    (void)state;
    progress.limit_ms = 5000;
    assert_null(run_progress_stuck(&progress, &now));
    now.wall_ms = 5000;
    assert_string_equal(run_progress_stuck(&progress, &now), "time is up (--timeout)");
}

static void test_usage_of_this_process_grows_as_it_works(void **state)
{
    struct run_usage before, now;
    volatile unsigned int sum = 0;

    (void)state;
    assert_true(run_usage_read(getpid(), &before));
    do {
        for (unsigned int i = 0; i < 1000000; i++)
            sum += i;
        assert_true(run_usage_read(getpid(), &now));
    } while (now.cpu_ms < before.cpu_ms + 50);
    assert_true(now.wall_ms >= before.wall_ms + 40);
}

static void test_usage_of_nobody_is_the_clock(void **state)
{
    struct run_usage now;

    (void)state;
    assert_false(run_usage_read(0x7ffffff, &now));
    assert_int_equal(now.cpu_ms, now.wall_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_busy_computer_is_waited_for),
        cmocka_unit_test(test_machine_that_works_in_silence_is_given_up),
        cmocka_unit_test(test_machine_that_stands_still_is_given_up),
        cmocka_unit_test(test_machine_that_prints_without_end_is_given_up),
        cmocka_unit_test(test_timeout_is_by_the_clock),
        cmocka_unit_test(test_usage_of_this_process_grows_as_it_works),
        cmocka_unit_test(test_usage_of_nobody_is_the_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
