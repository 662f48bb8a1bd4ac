/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's own frames: what is kept stays, the rest is zeroed and then given back, once.
 *
 * The hypercalls are this file's own, which note for each frame what was done with it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xen/errno.h"
#include "xen/frames.h"
#include "xen/hypercall.h"
#include "xen/mmu.h"

#include <xen/memory.h>

enum { FRAMES = 3000 };

/* Machine frames as a host has them: runs, far apart, the higher first. */
static uint64_t p2m[FRAMES];
static struct frames frames;
static struct frames_runs runs;
static struct xen xen;

/* By pfn. */
static enum { IN_USE, CLEARED, RELEASED } seen[FRAMES];
static unsigned int calls_left; /* before Xen refuses */

static uint64_t mfn_of(uint64_t pfn)
{
    return pfn < 1000 ? 0x500000 + pfn : 0x1000 + pfn;
}

static uint64_t pfn_of(uint64_t mfn)
{
    uint64_t pfn = mfn >= 0x500000 ? mfn - 0x500000 : mfn - 0x1000;

    assert_true(pfn < FRAMES && mfn_of(pfn) == mfn);
    return pfn;
}

static int64_t clear(const struct mmuext_op *operations, uint64_t count, uint64_t owner)
{
    assert_in_range(count, 1, XEN_CLEAR_MAX);
    assert_int_equal(owner, DOMID_SELF);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t pfn = pfn_of(operations[i].arg1.mfn);

        assert_int_equal(operations[i].cmd, MMUEXT_CLEAR_PAGE);
        assert_int_equal(seen[pfn], IN_USE);
        seen[pfn] = CLEARED;
    }
    return 0;
}

static int64_t release(const struct xen_memory_reservation *request)
{
    assert_int_equal(request->domid, DOMID_SELF);
    assert_int_equal(request->extent_order, 0);
    for (uint64_t i = 0; i < request->nr_extents; i++) {
        uint64_t pfn = pfn_of(request->extent_start.p[i]);

        /* Domains would see what was in it. */
        assert_int_equal(seen[pfn], CLEARED);
        seen[pfn] = RELEASED;
    }
    return (int64_t)request->nr_extents;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    (void)a3;
    if (calls_left == 0)
        return -XEN_ENOMEM;
    calls_left--;
    if (number == __HYPERVISOR_mmuext_op)
        return clear((const struct mmuext_op *)(uintptr_t)a1, a2, a4);
    assert_int_equal(number, __HYPERVISOR_memory_op);
    assert_int_equal(a1, XENMEM_decrease_reservation);
    return release((const struct xen_memory_reservation *)(uintptr_t)a2);
}

static int set_up(void **state)
{
    (void)state;
    for (uint64_t pfn = 0; pfn < FRAMES; pfn++) {
        p2m[pfn] = mfn_of(pfn);
        seen[pfn] = IN_USE;
    }
    calls_left = UINT32_MAX;
    memset(&xen, 0, sizeof(xen));
    memset(&runs, 0, sizeof(runs));
    frames_init(&frames, p2m, FRAMES);
    return 0;
}

static void assert_range(uint64_t first, uint64_t end, unsigned int expected)
{
    for (uint64_t pfn = first; pfn < end; pfn++)
        assert_int_equal(seen[pfn], expected);
}

static void test_everything_free_is_given_back(void **state)
{
    uint64_t mfn;

    (void)state;
    assert_int_equal(frames_give_back(&xen, &frames), FRAMES);
    assert_range(0, FRAMES, RELEASED);
    assert_false(frames_take(&frames, &mfn));
    assert_int_equal(frames_give_back(&xen, &frames), 0);
}

static void test_calls_are_batched(void **state)
{
    (void)state;
    assert_int_equal(frames_give_back(&xen, &frames), FRAMES);
    assert_int_equal(xen.calls, 2 * ((FRAMES + XEN_CLEAR_MAX - 1) / XEN_CLEAR_MAX));
}

static void test_full_batches_leave_no_empty_call(void **state)
{
    (void)state;
    frames_init(&frames, p2m, (uint64_t)2 * XEN_CLEAR_MAX);
    assert_int_equal(frames_give_back(&xen, &frames), 2 * XEN_CLEAR_MAX);
    assert_int_equal(xen.calls, 4);
}

static void test_kept_frames_stay(void **state)
{
    (void)state;
    frames_keep(&frames, 2000, 500);
    frames_keep(&frames, 0, 300);
    /* Touching and overlapping ones count once. */
    frames_keep(&frames, 300, 10);
    frames_keep(&frames, 305, 15);
    assert_int_equal(frames_give_back(&xen, &frames), FRAMES - 500 - 320);
    assert_range(0, 320, IN_USE);
    assert_range(320, 2000, RELEASED);
    assert_range(2000, 2500, IN_USE);
    assert_range(2500, FRAMES, RELEASED);
}

static void test_range_kept_beyond_the_end(void **state)
{
    (void)state;
    frames_keep(&frames, FRAMES - 10, 1000);
    frames_keep(&frames, 0, 0);
    assert_int_equal(frames_give_back(&xen, &frames), FRAMES - 10);
    assert_range(FRAMES - 10, FRAMES, IN_USE);
}

static void test_more_ranges_than_can_be_kept_free_nothing(void **state)
{
    uint64_t mfn;

    (void)state;
    for (uint64_t i = 0; i <= FRAMES_KEPT_MAX; i++)
        frames_keep(&frames, 100 * i, 10);
    assert_false(frames_take(&frames, &mfn));
    assert_int_equal(frames_give_back(&xen, &frames), 0);
    assert_range(0, FRAMES, IN_USE);
}

static void test_taken_frames_are_neither_given_back_nor_taken_twice(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_keep(&frames, 0, 5);
    frames_keep(&frames, 7, 3);
    for (uint64_t i = 0; i < 4; i++) {
        static const uint64_t free_pfns[] = {5, 6, 10, 11};

        assert_true(frames_take(&frames, &mfn));
        assert_int_equal(mfn, mfn_of(free_pfns[i]));
    }
    assert_int_equal(frames_give_back(&xen, &frames), FRAMES - 12);
    assert_range(0, 12, IN_USE);
    assert_range(12, FRAMES, RELEASED);
    /* They are remembered, to be given back when what they were for is done. */
    assert_int_equal(frames.taken.count, 2);
    assert_int_equal(frames_runs_give_back(&xen, &frames.taken), 4);
    assert_range(5, 7, RELEASED);
    assert_range(7, 10, IN_USE);
    assert_range(10, 12, RELEASED);
}

static void test_frames_can_be_taken_to_the_last(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_init(&frames, p2m, 10);
    frames_keep(&frames, 0, 9);
    assert_true(frames_take(&frames, &mfn));
    assert_int_equal(mfn, mfn_of(9));
    assert_false(frames_take(&frames, &mfn));
}

static void test_refused_frames_are_reported(void **state)
{
    (void)state;
    /* The third batch cannot be zeroed, or can but not be released. */
    calls_left = 4;
    assert_int_equal(frames_give_back(&xen, &frames), -XEN_ENOMEM);
    assert_range(0, 512, RELEASED);
    assert_range(512, FRAMES, IN_USE);
    calls_left = 1;
    frames_runs_add(&runs, p2m + 1000, 100);
    assert_int_equal(frames_runs_give_back(&xen, &runs), -XEN_ENOMEM);
    assert_range(1000, 1100, CLEARED);
}

static void test_runs_join_neighbours(void **state)
{
    (void)state;
    frames_runs_add(&runs, p2m + 990, 20);
    frames_runs_add(&runs, p2m + 1010, 5);
    assert_int_equal(runs.count, 2);
    assert_int_equal(runs.runs[0].first, mfn_of(990));
    assert_int_equal(runs.runs[0].count, 10);
    assert_int_equal(runs.runs[1].first, mfn_of(1000));
    assert_int_equal(runs.runs[1].count, 15);
    assert_int_equal(frames_runs_give_back(&xen, &runs), 25);
    assert_range(990, 1015, RELEASED);
    assert_int_equal(runs.count, 0);
    assert_int_equal(frames_runs_give_back(&xen, &runs), 0);
}

static void test_runs_join_downwards_too(void **state)
{
    const uint64_t down[] = {mfn_of(20), mfn_of(19), mfn_of(18), mfn_of(21)};

    (void)state;
    frames_runs_add(&runs, down, 4);
    assert_int_equal(runs.count, 1);
    assert_int_equal(runs.runs[0].first, mfn_of(18));
    assert_int_equal(frames_runs_give_back(&xen, &runs), 4);
    assert_range(18, 22, RELEASED);
}

static void test_runs_larger_than_a_batch(void **state)
{
    (void)state;
    frames_runs_add(&runs, p2m, FRAMES);
    assert_int_equal(frames_runs_give_back(&xen, &runs), FRAMES);
    assert_range(0, FRAMES, RELEASED);
    assert_int_equal(xen.calls, 2 * ((FRAMES + XEN_CLEAR_MAX - 1) / XEN_CLEAR_MAX));
}

static void test_frames_without_a_run_stay_kept(void **state)
{
    (void)state;
    /* Every other frame: as many runs as frames. */
    for (uint64_t pfn = 0; pfn < 2 * FRAMES_RUNS_MAX + 20; pfn += 2)
        frames_runs_add(&runs, p2m + pfn, 1);
    assert_int_equal(runs.count, FRAMES_RUNS_MAX);
    assert_int_equal(frames_runs_give_back(&xen, &runs), FRAMES_RUNS_MAX);
    assert_range((uint64_t)2 * FRAMES_RUNS_MAX, FRAMES, IN_USE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_everything_free_is_given_back),
        TEST(test_calls_are_batched),
        TEST(test_full_batches_leave_no_empty_call),
        TEST(test_kept_frames_stay),
        TEST(test_range_kept_beyond_the_end),
        TEST(test_more_ranges_than_can_be_kept_free_nothing),
        TEST(test_taken_frames_are_neither_given_back_nor_taken_twice),
        TEST(test_frames_can_be_taken_to_the_last),
        TEST(test_refused_frames_are_reported),
        TEST(test_runs_join_neighbours),
        TEST(test_runs_join_downwards_too),
        TEST(test_runs_larger_than_a_batch),
        TEST(test_frames_without_a_run_stay_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
