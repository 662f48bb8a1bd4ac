/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Frames that the launcher takes for itself: each once, to the last, and remembered in runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/xen/noted_frames.h"
#include "xen/frames.h"

static void test_taken_frames_are_neither_given_back_nor_taken_twice(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_keep(&noted_frames, 0, 5);
    frames_keep(&noted_frames, 7, 3);
    for (uint64_t i = 0; i < 4; i++) {
        static const uint64_t free_pfns[] = {5, 6, 10, 11};

        assert_true(frames_take(&noted_frames, &mfn));
        assert_int_equal(mfn, noted_mfn(free_pfns[i]));
    }
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     NOTED_FRAMES - 12);
    noted_assert(0, 12, IN_USE);
    noted_assert(12, NOTED_FRAMES, RELEASED);
    /* They are remembered, to be given back when what they were for is done. */
    assert_int_equal(noted_frames.taken.count, 2);
    assert_int_equal(frames_runs_give_back(&noted_xen, &noted_frames.taken), 4);
    noted_assert(5, 7, RELEASED);
    noted_assert(7, 10, IN_USE);
    noted_assert(10, 12, RELEASED);
}

static void test_frames_can_be_taken_to_the_last(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_init(&noted_frames, noted_p2m, 10);
    frames_keep(&noted_frames, 0, 9);
    assert_true(frames_take(&noted_frames, &mfn));
    assert_int_equal(mfn, noted_mfn(9));
    assert_false(frames_take(&noted_frames, &mfn));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_taken_frames_are_neither_given_back_nor_taken_twice,
                               noted_frames_make),
        cmocka_unit_test_setup(test_frames_can_be_taken_to_the_last, noted_frames_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
