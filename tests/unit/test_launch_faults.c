/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The same launch of three domains, PVH or PV, failing every single hypercall in turn: whatever
 * fails, nothing is left behind, the record says what became of each domain, and the others start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"

enum { SET = 3, CALLS_MAX = 2000, KERNELS = 4 };
enum { SET_PVH, SET_PV, SETS };

#define MIB UINT64_C(1024)

static struct kernel kernels[KERNELS];
static uint8_t ramdisk[20000];
static struct set_image images[SETS];
static struct run run;

/* Of each hypercall of a launch in which nothing fails. */
static struct {
    bool console; /* it only writes a line, or reads what was typed */
} calls[CALLS_MAX];

static int set_make(void **state)
{
    (void)state;
    /* Large enough that the second domain with it has it copied from the first one's memory. */
    kernels[0] = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 300000, .data_size = 3000, .seed = 1});
    kernels[1] = kernel_make(&(struct kernel_spec){.bits = 32,
                                                   .paddr = 0x100000,
                                                   .text_size = 9000,
                                                   .data_size = 3000,
                                                   .random = true,
                                                   .seed = 2});
    for (unsigned int i = 2; i < KERNELS; i++) {
        kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                       .paddr = 0x100000,
                                                       .text_size = 30000,
                                                       .data_size = 3000,
                                                       .pv = i == 2 ? PV_FULL : PV_PLAIN,
                                                       .seed = i});
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    images[SET_PVH] = set_build(
        (struct set_domain[SET]){
            {"web", 1, 8 * MIB, 2, &kernels[0], ramdisk, sizeof(ramdisk), "quiet", 0, 0},
            {"db", 2, 4 * MIB, 1, &kernels[1], NULL, 0, NULL, 0, 0},
            {"big", 3, 5 * 1024 * MIB, 1, &kernels[0], NULL, 0, "", 0, 0},
        },
        SET);
    images[SET_PV] = set_build(
        (struct set_domain[SET]){
            {"web", 1, 6 * MIB, 2, &kernels[2], ramdisk, sizeof(ramdisk), "quiet", LCM_MODE_PV, 0},
            {"db", 2, 6 * MIB, 1, &kernels[3], ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0},
            {"pvh", 3, 4 * MIB, 1, &kernels[3], NULL, 0, "", LCM_MODE_PVH, 0},
        },
        SET);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < SETS; i++)
        set_free(&images[i]);
    for (unsigned int i = 0; i < KERNELS; i++)
        kernel_free(&kernels[i]);
    return 0;
}

static void run_prepare(unsigned int set, unsigned int minor)
{
    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 6 * 1024 * MIB,
                       .image = images[set].bytes,
                       .image_size = images[set].size,
                   });
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    assert_true(operation->number < CALLS_MAX);
    calls[operation->number].console =
        strstr(operation->words, "to the console") || strstr(operation->words, "what was typed");
}

/* Runs the launch as it should be; returns the number of its hypercalls. */
static uint64_t calls_learn(unsigned int set, unsigned int minor, struct run_marks *marks)
{
    uint64_t count;

    run_prepare(set, minor);
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
    uint32_t expected = call <= marks->greeted || calls[call].console || call > marks->started;

    expected = expected ? 0 : 1;
    if (failed != expected || run.launcher.launch.failed != failed) {
        fail_msg("hypercall %llu: %u domains failed, %u recorded", (unsigned long long)call, failed,
                 run.launcher.launch.failed);
    }
    if (expected && at_start != (call > marks->created))
        fail_msg("hypercall %llu: the record has the wrong step", (unsigned long long)call);
    for (uint32_t i = 0; expected && i < SET; i++) {
        const struct build_result *result = &run.launcher.launch.domains[i].result;

        if (run.launcher.launch.domains[i].state == DOMAIN_FAILED && !strstr(result->cause, error))
            fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call, result->cause);
    }
}

static void every_call_fails(unsigned int set, unsigned int minor, int error, const char *name)
{
    struct run_marks marks;
    uint64_t count = calls_learn(set, minor, &marks);

    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        run_prepare(set, minor);
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

static void test_every_call_fails_on_4_14(void **state)
{
    (void)state;
    every_call_fails(SET_PVH, 14, XEN_ENOMEM, "ENOMEM");
    every_call_fails(SET_PVH, 14, XEN_EINVAL, "EINVAL");
}

static void test_every_call_fails_on_4_17(void **state)
{
    (void)state;
    every_call_fails(SET_PVH, 17, XEN_ENOMEM, "ENOMEM");
    every_call_fails(SET_PVH, 17, XEN_EBUSY, "EBUSY");
}

static void test_every_call_fails_on_4_20(void **state)
{
    (void)state;
    every_call_fails(SET_PVH, 20, XEN_EINVAL, "EINVAL");
    every_call_fails(SET_PVH, 20, XEN_EPERM, "EPERM");
}

static void test_every_call_fails_on_4_22(void **state)
{
    (void)state;
    every_call_fails(SET_PVH, 22, XEN_ENOMEM, "ENOMEM");
}

static void test_every_call_fails_of_pv_domains(void **state)
{
    (void)state;
    every_call_fails(SET_PV, 14, XEN_EBUSY, "EBUSY");
    every_call_fails(SET_PV, 17, XEN_ENOMEM, "ENOMEM");
    every_call_fails(SET_PV, 20, XEN_EINVAL, "EINVAL");
    every_call_fails(SET_PV, 22, XEN_ENOMEM, "ENOMEM");
}

/* Two calls fail, the second soon after the first: among those that undo what was built. */
static void two_calls_fail(unsigned int set)
{
    enum { UNDO_CALLS = 16 };
    struct run_marks marks;
    uint64_t count = calls_learn(set, 17, &marks);

    for (uint64_t call = marks.greeted + 1; call <= marks.started; call++) {
        for (uint64_t next = call + 1; next <= call + UNDO_CALLS; next++) {
            const char *wrong;

            run_prepare(set, 17);
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

static void test_two_calls_fail(void **state)
{
    (void)state;
    two_calls_fail(SET_PVH);
}

static void test_two_calls_fail_of_pv_domains(void **state)
{
    (void)state;
    two_calls_fail(SET_PV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_on_4_14),
        cmocka_unit_test(test_every_call_fails_on_4_17),
        cmocka_unit_test(test_every_call_fails_on_4_20),
        cmocka_unit_test(test_every_call_fails_on_4_22),
        cmocka_unit_test(test_every_call_fails_of_pv_domains),
        cmocka_unit_test(test_two_calls_fail),
        cmocka_unit_test(test_two_calls_fail_of_pv_domains),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
