/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's own frames against the fake Xen: kept, taken, or given back zeroed and unmapped.
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
#include "xen/mmu.h"
#include "tests/support/launches.h"

/* The launcher's first page frames, 4 MiB; what domain 0 has beside them is named in odd runs. */
enum { CHUNK = 1024, SPARE = 1500, EVERYTHING = CHUNK + SPARE };

static struct run run;
static struct frames frames;
static const uint64_t *p2m;

static int run_start(void **state)
{
    uint64_t count;

    (void)state;
    run_make(&run,
             &(struct sim_config){.minor = 17, .free_kib = 4096, .spare_kib = (uint64_t)SPARE * 4});
    assert_int_equal(xen_init(&run.xen), 0);
    p2m = sim_p2m(run.sim, &count);
    assert_int_equal(count, EVERYTHING);
    frames_init(&frames, p2m, count);
    return 0;
}

static int run_end(void **state)
{
    (void)state;
    assert_string_equal(sim_faults(run.sim), "");
    assert_string_equal(sim_audit(run.sim), "");
    run_free(&run);
    return 0;
}

/* The fake finds fault with every frame that still has its old bytes. */
static void test_everything_but_the_kept(void **state)
{
    (void)state;
    frames_keep(&frames, 0, CHUNK);
    assert_int_equal(frames_give_back(&frames, UINT64_MAX, frames_release, &run.xen), SPARE);
    assert_int_equal(sim_own_frames(run.sim), CHUNK);
    assert_int_equal(sim_free_kib(run.sim), 4096 + SPARE * 4);
    assert_int_equal(frames_give_back(&frames, UINT64_MAX, frames_release, &run.xen), 0);
}

/* Ranges that touch, overlap, stand out of order or reach beyond the end. */
static void test_several_kept_ranges(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_keep(&frames, CHUNK + 400, 300);
    frames_keep(&frames, 0, CHUNK);
    frames_keep(&frames, CHUNK, 10);
    frames_keep(&frames, EVERYTHING - 5, 1000);
    assert_true(frames_take(&frames, &mfn));
    assert_int_equal(mfn, p2m[CHUNK + 10]);
    assert_int_equal(frames_give_back(&frames, UINT64_MAX, frames_release, &run.xen),
                     SPARE - 10 - 300 - 5 - 1);
    assert_int_equal(sim_own_frames(run.sim), CHUNK + 10 + 300 + 5 + 1);
    assert_false(frames_take(&frames, &mfn));
}

static void test_taken_frames_are_given_back_later(void **state)
{
    uint64_t mfn;

    (void)state;
    frames_keep(&frames, 0, CHUNK);
    for (unsigned int i = 0; i < 20; i++) {
        assert_true(frames_take(&frames, &mfn));
        assert_int_equal(mfn, p2m[CHUNK + i]);
    }
    assert_int_equal(frames_give_back(&frames, UINT64_MAX, frames_release, &run.xen), SPARE - 20);
    assert_int_equal(frames_runs_give_back(&run.xen, &frames.taken), 20);
    assert_int_equal(sim_own_frames(run.sim), CHUNK);
    assert_int_equal(frames_runs_give_back(&run.xen, &frames.taken), 0);
}

/* Where the list of runs is full, frames stay with domain 0: never given back unknown. */
static void test_more_runs_than_fit(void **state)
{
    static struct frames_runs runs;
    uint64_t given = 0;

    (void)state;
    for (uint64_t i = CHUNK; i < EVERYTHING; i += 2)
        frames_runs_add(&runs, &p2m[i], 1);
    assert_int_equal(runs.count, FRAMES_RUNS_MAX);
    for (uint32_t i = 0; i < runs.count; i++)
        given += runs.runs[i].count;
    assert_int_equal(frames_runs_give_back(&run.xen, &runs), given);
    assert_int_equal(sim_own_frames(run.sim), EVERYTHING - given);
}

/* A refusal ends it, and nothing went back without having been zeroed. */
static void test_refusals(void **state)
{
    (void)state;
    frames_keep(&frames, 0, CHUNK);
    sim_fail_call(run.sim, sim_calls(run.sim) + 3, XEN_EINVAL);
    assert_int_equal(frames_give_back(&frames, UINT64_MAX, frames_release, &run.xen), -XEN_EINVAL);
    assert_int_equal(sim_own_frames(run.sim), EVERYTHING - XEN_CLEAR_MAX);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, run_start, run_end)
    const struct CMUnitTest tests[] = {
        CASE(test_everything_but_the_kept),
        CASE(test_several_kept_ranges),
        CASE(test_taken_frames_are_given_back_later),
        CASE(test_more_runs_than_fit),
        CASE(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
