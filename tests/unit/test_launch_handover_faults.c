/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch of a PV and a PVH domain and then of a dom0, failing every single hypercall in turn up
 * to the point of no return: whatever fails, the other domains run, nothing of what failed is left,
 * and where it was the dom0 the launcher stays to serve the others.
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

enum { SET = 3, DOM0 = 2, CALLS_MAX = 3000, OWN_PAGES = 1024 };

#define MIB UINT64_C(1024)

static struct kernel kernels[2];
static uint8_t ramdisk[20000];
static struct set_image image;
static struct run run;

/* Of each hypercall of a launch in which nothing fails: it fails nothing if it is refused. */
static bool harmless[CALLS_MAX];

static int set_make(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                       .paddr = 0x100000,
                                                       .text_size = 30000,
                                                       .data_size = 3000,
                                                       .pv = i ? PV_PLAIN : PV_FULL,
                                                       .seed = i});
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build(
        (struct set_domain[SET]){
            {"web", 1, 8 * MIB, 2, &kernels[0], ramdisk, sizeof(ramdisk), "quiet", LCM_MODE_PVH, 0},
            {"db", 2, 6 * MIB, 1, &kernels[1], ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0},
            {"dom0", 0, 10 * MIB, 1, &kernels[0], ramdisk, sizeof(ramdisk), "", LCM_MODE_PV, 0},
        },
        SET);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernels[0]);
    kernel_free(&kernels[1]);
    return 0;
}

static void run_prepare(unsigned int minor, uint64_t spare_kib)
{
    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 96 * MIB,
                       .spare_kib = spare_kib,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    assert_true(operation->number < CALLS_MAX);
    harmless[operation->number] =
        strstr(operation->words, "to the console") || strstr(operation->words, "signal it") ||
        /* Whether a domain that runs has ended meanwhile. */
        (run.marks.started && operation->domid > 0 && strstr(operation->words, "ask how it is"));
}

/* Runs the launch as it should be; returns the number of its last hypercall that may fail. */
static uint64_t calls_learn(unsigned int minor, uint64_t spare_kib, struct run_marks *marks)
{
    run_prepare(minor, spare_kib);
    sim_trace(run.sim, call_note, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run.left);
    *marks = run.marks;
    run_free(&run);
    /* That one closes all ports, past the point of no return. */
    return marks->leaving - 1;
}

/* What is recorded after hypercall `call` was refused. */
static void record_expect(uint64_t call, const struct run_marks *marks, const char *error)
{
    const struct outcome *dom0 = &run.launcher.launch.domains[DOM0];
    bool nothing = call <= marks->settled || harmless[call], late = call > marks->started;

    if (run.launcher.launch.failed != (nothing ? 0 : 1))
        fail_msg("hypercall %llu: %u domains failed", (unsigned long long)call,
                 run.launcher.launch.failed);
    if (run.left != (nothing || !late) || run.resident == run.left)
        fail_msg("hypercall %llu: left for dom0: %d", (unsigned long long)call, run.left);
    for (uint32_t i = 0; !nothing && !late && i < SET; i++) {
        const struct outcome *domain = &run.launcher.launch.domains[i];

        if (domain->state == DOMAIN_FAILED && !strstr(domain->result.cause, error)) {
            fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call,
                     domain->result.cause);
        }
    }
    if (nothing || !late)
        return;
    if (dom0->state != DOMAIN_FAILED || !strstr(dom0->result.cause, error) ||
        !run_said(&run, "domain 0 stays with the launcher; the other domains run on"))
        fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call, dom0->result.cause);
    /* Xen refused to take the image back: that is what is left then. */
    if (sim_own_frames(run.sim) != OWN_PAGES && !strstr(dom0->result.cause, "giving back")) {
        fail_msg("hypercall %llu: domain 0 has %llu frames (%s)", (unsigned long long)call,
                 (unsigned long long)sim_own_frames(run.sim), dom0->result.cause);
    }
    assert_int_equal(sim_guest_print(run.sim, 2, "on\n"), 3);
    resident_serve(&run.launcher.resident);
    assert_true(run_said(&run, "[db] on\n"));
}

static void every_call_fails(unsigned int minor, uint64_t spare_kib, int error, const char *name)
{
    struct run_marks marks;
    uint64_t last = calls_learn(minor, spare_kib, &marks);

    for (uint64_t call = marks.greeted + 1; call <= last; call++) {
        const char *wrong;

        run_prepare(minor, spare_kib);
        sim_fail_call(run.sim, call, error);
        run_launch(&run);
        wrong = run_wrong(&run);
        if (wrong[0]) {
            fail_msg("hypercall %llu of %llu fails with %s: %s", (unsigned long long)call,
                     (unsigned long long)last, name, wrong);
        }
        record_expect(call, &marks, name);
        run_free(&run);
    }
}

static void test_every_call_fails_on_4_14(void **state)
{
    (void)state;
    every_call_fails(14, 0, XEN_ENOMEM, "ENOMEM");
}

static void test_every_call_fails_on_4_17(void **state)
{
    (void)state;
    every_call_fails(17, 3 * MIB, XEN_EBUSY, "EBUSY");
}

static void test_every_call_fails_on_4_20(void **state)
{
    (void)state;
    every_call_fails(20, 12 * MIB, XEN_EBUSY, "EBUSY");
}

static void test_every_call_fails_on_4_22(void **state)
{
    (void)state;
    every_call_fails(22, 0, XEN_EINVAL, "EINVAL");
}

/*
 * Two calls fail, the second among those that undo the hand-over: memory may be lost to domain 0
 * then, but not the launcher, nor the domains that run.
 */
static void test_undoing_fails_too(void **state)
{
    enum { UNDO_CALLS = 14 };
    struct run_marks marks;
    uint64_t last = calls_learn(17, 256, &marks);

    (void)state;
    for (uint64_t call = marks.started + 1; call <= last; call++) {
        for (uint64_t next = call + 1; next <= call + UNDO_CALLS && !harmless[call]; next++) {
            const char *wrong;

            run_prepare(17, 256);
            sim_fail_call(run.sim, call, XEN_ENOMEM);
            sim_fail_call(run.sim, next, XEN_EINVAL);
            run_launch(&run);
            wrong = run_wrong(&run);
            if (wrong[0] || run.left || run.launcher.launch.started != SET - 1) {
                fail_msg("hypercalls %llu and %llu: %s", (unsigned long long)call,
                         (unsigned long long)next, wrong);
            }
            run_free(&run);
        }
    }
}

/* Memory that Xen says it has, and has not: a dom0 whose memory ends in the middle. */
static void test_memory_runs_out_at_each_populate(void **state)
{
    struct run_marks marks;
    uint64_t last = calls_learn(17, 0, &marks);

    (void)state;
    for (uint64_t call = marks.started + 1; call <= last; call++) {
        run_prepare(17, 0);
        sim_shorten_call(run.sim, call);
        run_launch(&run);
        assert_string_equal(run_wrong(&run), "");
        assert_int_equal(run.launcher.launch.failed, run.left ? 0 : 1);
        if (!run.left)
            assert_int_equal(sim_own_frames(run.sim), OWN_PAGES);
        run_free(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_on_4_14),
        cmocka_unit_test(test_every_call_fails_on_4_17),
        cmocka_unit_test(test_every_call_fails_on_4_20),
        cmocka_unit_test(test_every_call_fails_on_4_22),
        cmocka_unit_test(test_undoing_fails_too),
        cmocka_unit_test(test_memory_runs_out_at_each_populate),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
