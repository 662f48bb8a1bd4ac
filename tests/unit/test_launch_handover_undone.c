/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A hand-over that is undone when another hypercall fails, or memory runs out: the launcher
 * lives, and so do the domains that run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/leaving.h"
#include "xen/errno.h"

/*
 * Two calls fail, the second among those that undo the hand-over: memory may be lost to domain 0
 * then, but not the launcher, nor the domains that run.
 */
static void test_undoing_fails_too(void **state)
{
    enum { UNDO_CALLS = 14 };
    struct run_marks marks;
    uint64_t last = leaving_learn(17, 256, &marks);

    (void)state;
    for (uint64_t call = marks.started + 1; call <= last; call++) {
        for (uint64_t next = call + 1; next <= call + UNDO_CALLS && !leaving_harmless[call];
             next++) {
            const char *wrong;

            leaving_prepare(17, 256);
            sim_fail_call(leaving_run.sim, call, XEN_ENOMEM);
            sim_fail_call(leaving_run.sim, next, XEN_EINVAL);
            run_launch(&leaving_run);
            wrong = run_wrong(&leaving_run);
            if (wrong[0] || leaving_run.left || leaving_run.launcher.launch.started != SET - 1) {
                fail_msg("hypercalls %llu and %llu: %s", (unsigned long long)call,
                         (unsigned long long)next, wrong);
            }
            run_free(&leaving_run);
        }
    }
}

/* Memory that Xen says it has, and has not: a dom0 whose memory ends in the middle. */
static void test_memory_runs_out_at_each_populate(void **state)
{
    struct run_marks marks;
    uint64_t last = leaving_learn(17, 0, &marks);

    (void)state;
    for (uint64_t call = marks.started + 1; call <= last; call++) {
        leaving_prepare(17, 0);
        sim_shorten_call(leaving_run.sim, call);
        run_launch(&leaving_run);
        assert_string_equal(run_wrong(&leaving_run), "");
        assert_int_equal(leaving_run.launcher.launch.failed, leaving_run.left ? 0 : 1);
        if (!leaving_run.left)
            assert_int_equal(sim_own_frames(leaving_run.sim), OWN_PAGES);
        run_free(&leaving_run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undoing_fails_too),
        cmocka_unit_test(test_memory_runs_out_at_each_populate),
    };

    return cmocka_run_group_tests(tests, leaving_set_make, leaving_set_unmake);
}
