/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Runs of frames that are remembered: they join neighbours, and are given back as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/xen/noted_frames.h"
#include "xen/frames.h"
#include "xen/mmu.h"

static void test_runs_join_neighbours(void **state)
{
    (void)state;
    frames_runs_add(&noted_runs, noted_p2m + 990, 20);
    frames_runs_add(&noted_runs, noted_p2m + 1010, 5);
    assert_int_equal(noted_runs.count, 2);
    assert_int_equal(noted_runs.runs[0].first, noted_mfn(990));
    assert_int_equal(noted_runs.runs[0].count, 10);
    assert_int_equal(noted_runs.runs[1].first, noted_mfn(1000));
    assert_int_equal(noted_runs.runs[1].count, 15);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), 25);
    noted_assert(990, 1015, RELEASED);
    assert_int_equal(noted_runs.count, 0);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), 0);
}

static void test_runs_join_downwards_too(void **state)
{
    const uint64_t down[] = {noted_mfn(20), noted_mfn(19), noted_mfn(18), noted_mfn(21)};

    (void)state;
    frames_runs_add(&noted_runs, down, 4);
    assert_int_equal(noted_runs.count, 1);
    assert_int_equal(noted_runs.runs[0].first, noted_mfn(18));
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), 4);
    noted_assert(18, 22, RELEASED);
}

static void test_runs_larger_than_a_batch(void **state)
{
    (void)state;
    frames_runs_add(&noted_runs, noted_p2m, NOTED_FRAMES);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), NOTED_FRAMES);
    noted_assert(0, NOTED_FRAMES, RELEASED);
    assert_int_equal(noted_xen.calls, 2 * ((NOTED_FRAMES + XEN_CLEAR_MAX - 1) / XEN_CLEAR_MAX));
}

static void test_frames_without_a_run_stay_kept(void **state)
{
    (void)state;
    /* Every other frame: as many runs as noted_frames. */
    for (uint64_t pfn = 0; pfn < 2 * FRAMES_RUNS_MAX + 20; pfn += 2)
        frames_runs_add(&noted_runs, noted_p2m + pfn, 1);
    assert_int_equal(noted_runs.count, FRAMES_RUNS_MAX);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), FRAMES_RUNS_MAX);
    noted_assert((uint64_t)2 * FRAMES_RUNS_MAX, NOTED_FRAMES, IN_USE);
}

/* From the middle, the beginning and the end of a run, and all of it. */
static void test_cut_frames_stay_kept(void **state)
{
    (void)state;
    frames_runs_add(&noted_runs, noted_p2m, 100);
    assert_true(frames_runs_cut(&noted_runs, noted_mfn(40), 20));
    assert_true(frames_runs_cut(&noted_runs, noted_mfn(0), 5));
    assert_true(frames_runs_cut(&noted_runs, noted_mfn(90), 10));
    assert_true(frames_runs_cut(&noted_runs, noted_mfn(5), 35));
    assert_false(frames_runs_cut(&noted_runs, noted_mfn(50), 20));
    assert_false(frames_runs_cut(&noted_runs, noted_mfn(80), 11));
    assert_int_equal(noted_runs.count, 1);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), 30);
    noted_assert(0, 60, IN_USE);
    noted_assert(60, 90, RELEASED);
    noted_assert(90, NOTED_FRAMES, IN_USE);
}

static void test_cut_that_would_be_a_run_too_many_is_refused(void **state)
{
    (void)state;
    frames_runs_add(&noted_runs, noted_p2m, 3);
    for (uint64_t pfn = 4; noted_runs.count < FRAMES_RUNS_MAX; pfn += 2)
        frames_runs_add(&noted_runs, noted_p2m + pfn, 1);
    assert_false(frames_runs_cut(&noted_runs, noted_mfn(1), 1));
    assert_true(frames_runs_cut(&noted_runs, noted_mfn(2), 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_runs_join_neighbours, noted_frames_make),
        cmocka_unit_test_setup(test_runs_join_downwards_too, noted_frames_make),
        cmocka_unit_test_setup(test_runs_larger_than_a_batch, noted_frames_make),
        cmocka_unit_test_setup(test_frames_without_a_run_stay_kept, noted_frames_make),
        cmocka_unit_test_setup(test_cut_frames_stay_kept, noted_frames_make),
        cmocka_unit_test_setup(test_cut_that_would_be_a_run_too_many_is_refused, noted_frames_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
