/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The launcher's own frames: what is kept stays, and is neither given back nor taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/xen/noted_frames.h"
#include "xen/frames.h"

static void test_kept_frames_stay(void **state)
{
    (void)state;
    frames_keep(&noted_frames, 2000, 500);
    frames_keep(&noted_frames, 0, 300);
    /* Touching and overlapping ones count once. */
    frames_keep(&noted_frames, 300, 10);
    frames_keep(&noted_frames, 305, 15);
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     NOTED_FRAMES - 500 - 320);
    noted_assert(0, 320, IN_USE);
    noted_assert(320, 2000, RELEASED);
    noted_assert(2000, 2500, IN_USE);
    noted_assert(2500, NOTED_FRAMES, RELEASED);
}

static void test_range_kept_beyond_the_end(void **state)
{
    (void)state;
    frames_keep(&noted_frames, NOTED_FRAMES - 10, 1000);
    frames_keep(&noted_frames, 0, 0);
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen),
                     NOTED_FRAMES - 10);
    noted_assert(NOTED_FRAMES - 10, NOTED_FRAMES, IN_USE);
}

static void test_more_ranges_than_can_be_kept_free_nothing(void **state)
{
    uint64_t mfn;

    (void)state;
    for (uint64_t i = 0; i <= FRAMES_KEPT_MAX; i++)
        frames_keep(&noted_frames, 100 * i, 10);
    assert_false(frames_take(&noted_frames, &mfn));
    assert_int_equal(frames_give_back(&noted_frames, UINT64_MAX, frames_release, &noted_xen), 0);
    noted_assert(0, NOTED_FRAMES, IN_USE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_kept_frames_stay, noted_frames_make),
        cmocka_unit_test_setup(test_range_kept_beyond_the_end, noted_frames_make),
        cmocka_unit_test_setup(test_more_ranges_than_can_be_kept_free_nothing, noted_frames_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
