/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The launcher's own frames are zeroed and then given back, once, in few calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/xen/noted_frames.h"
#include "xen/errno.h"
#include "xen/frames.h"
#include "xen/mmu.h"

static void test_everything_free_is_given_back(void **state)
{
    uint64_t mfn;

    (void)state;
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     NOTED_FRAMES);
    noted_assert(0, NOTED_FRAMES, RELEASED);
    assert_false(frames_take(&noted_frames, &mfn));
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen), 0);
}

static void test_calls_are_batched(void **state)
{
    (void)state;
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     NOTED_FRAMES);
    assert_int_equal(noted_xen.calls, 2 * ((NOTED_FRAMES + XEN_CLEAR_MAX - 1) / XEN_CLEAR_MAX));
}

static void test_full_batches_leave_no_empty_call(void **state)
{
    (void)state;
    frames_init(&noted_frames, noted_p2m, (uint64_t)2 * XEN_CLEAR_MAX);
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     2 * XEN_CLEAR_MAX);
    assert_int_equal(noted_xen.calls, 4);
}

static void test_refused_frames_are_reported(void **state)
{
    (void)state;
    /* The third batch cannot be zeroed, or can but not be released. */
    noted_calls_left = 4;
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     -XEN_ENOMEM);
    noted_assert(0, 512, RELEASED);
    noted_assert(512, NOTED_FRAMES, IN_USE);
    noted_calls_left = 1;
    frames_runs_add(&noted_runs, noted_p2m + 1000, 100);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_runs), -XEN_ENOMEM);
    noted_assert(1000, 1100, CLEARED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_everything_free_is_given_back, noted_frames_make),
        cmocka_unit_test_setup(test_calls_are_batched, noted_frames_make),
        cmocka_unit_test_setup(test_full_batches_leave_no_empty_call, noted_frames_make),
        cmocka_unit_test_setup(test_refused_frames_are_reported, noted_frames_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
