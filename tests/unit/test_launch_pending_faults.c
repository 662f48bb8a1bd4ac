/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which domain 0 was given nearly all of the host's memory, failing every single
 * hypercall in turn: nothing is left behind, whoever could be built runs, and what domain 0 does
 * not need goes back in the end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/two_sets.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { SET = 3 };

static struct two_sets sets;
static struct run run;

static int set_make(void **state)
{
    const struct set_domain domains[SET] = {
        {"pvh", 1, 4 * MIB, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        {"pv", 2, 4 * MIB, 1, &sets.kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
        {"dom0", 0, 12 * MIB, 1, &sets.kernel, NULL, 0, "", LCM_MODE_PV, 0},
    };

    (void)state;
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 30000,
                                        .data_size = 3000,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &(struct set_rest){0});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    two_sets_free(&sets);
    return 0;
}

static void run_prepare(bool hand_over)
{
    const struct set_image *image = two_sets_image(&sets, hand_over);

    /* Xen has enough to create domains, and not for the memory of the first. */
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 4 * MIB,
                                        .spare_kib = 26 * MIB,
                                        .image = image->bytes,
                                        .image_size = image->size});
}

static void calls_fail_each(bool hand_over, int error)
{
    uint64_t count;

    run_prepare(hand_over);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.failed, 0);
    assert_true(hand_over ? run.left : run.resident);
    count = sim_calls(run.sim);
    run_free(&run);
    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        run_prepare(hand_over);
        sim_fail_call(run.sim, call, error);
        run_launch(&run);
        if (run.resident && !run_memory_serve(&run))
            fail_msg("hypercall %llu of %llu fails: not all is given back",
                     (unsigned long long)call, (unsigned long long)count);
        wrong = run_wrong(&run);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu fails: %s", (unsigned long long)call,
                     (unsigned long long)count, wrong);
        run_free(&run);
    }
}

static void test_every_call_fails(void **state)
{
    (void)state;
    calls_fail_each(false, XEN_ENOMEM);
}

static void test_every_call_fails_before_a_hand_over(void **state)
{
    (void)state;
    calls_fail_each(true, XEN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails),
        cmocka_unit_test(test_every_call_fails_before_a_hand_over),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
