/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch in which each of its hypercalls fails in turn, or two of them do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/calls_failing.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { CALLS_MAX = 2000 };

uint32_t calls_vcpus;

static struct run run;
static const struct set_image *image;

/* Of each hypercall of a launch in which nothing fails. */
static struct {
    bool no_domain; /* it only writes a line, reads what was typed, or is about the weight */
    bool start;     /* it starts a domain */
} calls[CALLS_MAX];

static void run_prepare(unsigned int minor)
{
    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 6 * 1024 * MIB,
                       .spare_kib = 2 * MIB, /* for a store */
                       .image = image->bytes,
                       .image_size = image->size,
                       .vcpus = calls_vcpus,
                   });
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    assert_true(operation->number < CALLS_MAX);
    calls[operation->number].no_domain =
        strstr(operation->words, "to the console") || strstr(operation->words, "what was typed") ||
        strstr(operation->words, "weight") || strstr(operation->words, "the scheduler");
    calls[operation->number].start = strstr(operation->words, "unpause it");
}

/* Runs the launch as it should be; returns the number of its hypercalls. */
static uint64_t calls_learn(unsigned int minor, struct run_marks *marks)
{
    uint64_t count;

    run_prepare(minor);
    sim_trace(run.sim, call_note, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, SET);
    count = sim_calls(run.sim);
    *marks = run.marks;
    run_free(&run);
    return count;
}

/* The domains that have not started, with the step at which each of them failed. */
static uint32_t failures_count(bool *all_at_start)
{
    uint32_t count = 0;

    *all_at_start = true;
    for (uint32_t i = 0; i < run.launcher.launch.image.plan.domain_count; i++) {
        if (run.launcher.launch.domains[i].state == DOMAIN_FAILED) {
            count++;
            *all_at_start =
                *all_at_start && run.launcher.launch.domains[i].result.step == BUILD_START;
        }
    }
    return count;
}

static void failure_expect(uint64_t call, const struct run_marks *marks, const char *error)
{
    bool at_start;
    uint32_t failed = failures_count(&at_start);
    /* Up to there Xen is met, and memory that nobody needs is given back. */
    uint32_t expected = call <= marks->settled || calls[call].no_domain || call > marks->started;

    expected = expected ? 0 : 1;
    if (failed != expected || run.launcher.launch.failed != failed) {
        fail_msg("hypercall %llu: %u domains failed, %u recorded", (unsigned long long)call, failed,
                 run.launcher.launch.failed);
    }
    if (expected && at_start != calls[call].start)
        fail_msg("hypercall %llu: the record has the wrong step", (unsigned long long)call);
    for (uint32_t i = 0; expected && i < SET; i++) {
        const struct build_result *result = &run.launcher.launch.domains[i].result;

        if (run.launcher.launch.domains[i].state == DOMAIN_FAILED && !strstr(result->cause, error))
            fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call, result->cause);
    }
}

void calls_fail_each(const struct set_image *set, unsigned int minor, int error, const char *name)
{
    struct run_marks marks;
    uint64_t count;

    image = set;
    count = calls_learn(minor, &marks);

    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        run_prepare(minor);
        sim_fail_call(run.sim, call, error);
        run_launch(&run);
        wrong = run_wrong(&run);
        if (wrong[0]) {
            fail_msg("hypercall %llu of %llu fails with %s: %s", (unsigned long long)call,
                     (unsigned long long)count, name, wrong);
        }
        /* The questions about the version, and no others, end everything. */
        if (!run.greeted && call > marks.greeted)
            fail_msg("hypercall %llu ended the launch", (unsigned long long)call);
        if (run.greeted)
            failure_expect(call, &marks, name);
        run_free(&run);
    }
}

void calls_fail_two(const struct set_image *set)
{
    enum { UNDO_CALLS = 16 };
    struct run_marks marks;
    uint64_t count;

    image = set;
    count = calls_learn(17, &marks);

    for (uint64_t call = marks.greeted + 1; call <= marks.started; call++) {
        for (uint64_t next = call + 1; next <= call + UNDO_CALLS; next++) {
            const char *wrong;

            run_prepare(17);
            sim_fail_call(run.sim, call, XEN_ENOMEM);
            sim_fail_call(run.sim, next, XEN_EINVAL);
            run_launch(&run);
            wrong = run_wrong(&run);
            if (wrong[0]) {
                fail_msg("hypercalls %llu and %llu of %llu: %s", (unsigned long long)call,
                         (unsigned long long)next, (unsigned long long)count, wrong);
            }
            run_free(&run);
        }
    }
}
