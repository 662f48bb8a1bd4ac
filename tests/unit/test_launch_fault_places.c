/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Hypercalls at one place of a launch fail again and again: what undoes a domain, and what unmaps
 * the memory that the next one was copied from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/fault_sets.h"
#include "xen/errno.h"

/* The number of the hypercall that a test is about, found by what the fake says of each. */
static struct {
    int32_t domid;     /* whose it is; -1: nobody's */
    const char *words; /* that it begins with */
    int32_t before;    /* the last one before the first about this domain; else the first one */
    uint64_t call;     /* 0: none so far */
    bool settled;
} sought;

static void call_seek(void *context, const struct sim_operation *operation)
{
    (void)context;
    sought.settled = sought.settled || operation->domid == sought.before;
    if (sought.settled || operation->domid != sought.domid ||
        strncmp(operation->words, sought.words, strlen(sought.words)) != 0)
        return;
    sought.call = operation->number;
    sought.settled = sought.before == INT32_MIN;
}

/* Launches with the prepared Xen, and tells which call it was. */
static uint64_t call_find(int32_t domid, const char *words, int32_t before)
{
    sought.domid = domid;
    sought.words = words;
    sought.before = before < 0 ? INT32_MIN : before;
    sought.call = 0;
    sought.settled = false;
    sim_trace(fault_run.sim, call_seek, NULL);
    run_launch(&fault_run);
    assert_string_equal(sim_faults(fault_run.sim), "");
    assert_int_not_equal(sought.call, 0);
    run_free(&fault_run);
    return sought.call;
}

/* Unmaps what the second domain was copied from, before the PV domain is made. */
static uint64_t unmapping_find(void)
{
    fault_prepare(true, 17, false);
    return call_find(-1, "unmap ", 3);
}

/*
 * What is mapped of a domain to copy from stays so when the next is built, and is found again when
 * all are: its holder is whose pages they are, whatever the first try made of them.
 */
static void test_unmapping_what_was_copied_fails_again_and_again(void **state)
{
    static const uint32_t groups[][6] = {{0, 1, 3, 4}, {0, 1, 2, 3}, {0, 1, 2, 3, 5, 6}};

    (void)state;
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        uint64_t call = unmapping_find();

        fault_prepare(true, 17, false);
        for (size_t j = 0; j < 6 && (j == 0 || groups[i][j]); j++)
            sim_fail_call(fault_run.sim, call + groups[i][j], XEN_EINVAL);
        assert_string_equal(fault_launch_wrong(), "");
        assert_true(fault_run.left);
        assert_int_equal(fault_run.launcher.launch.domains[DOM0].state, DOMAIN_RUNNING);
        assert_int_equal(fault_run.launcher.launch.domains[PV].state, DOMAIN_FAILED);
        assert_int_equal(fault_run.launcher.launch.domains[PV].result.step, BUILD_LAYOUT);
        run_free(&fault_run);
    }
}

/* Xen never lets the domain go: that is said, and the others run. */
static void test_domain_that_cannot_be_destroyed_is_told_of(void **state)
{
    uint64_t start, destroy;

    (void)state;
    fault_prepare(false, 17, false);
    start = call_find(1, "unpause", -1);
    fault_prepare(false, 17, false);
    sim_fail_call(fault_run.sim, start, XEN_EINVAL);
    destroy = call_find(1, "destroy", -1);
    fault_prepare(false, 17, false);
    sim_fail_call(fault_run.sim, start, XEN_EINVAL);
    for (uint64_t call = destroy; call < destroy + XEN_UNDO_TRIES; call++)
        sim_fail_call(fault_run.sim, call, XEN_EBUSY);
    run_launch(&fault_run);
    assert_string_equal(sim_faults(fault_run.sim), "");
    assert_int_equal(fault_run.launcher.launch.started, 3);
    assert_int_equal(fault_run.launcher.launch.domains[WEB].state, DOMAIN_FAILED);
    assert_true(fault_run.launcher.launch.domains[WEB].result.stuck);
    assert_true(run_said(&fault_run,
                         "domain web: Xen does not let it be destroyed, its memory is not "
                         "given back"));
    run_free(&fault_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unmapping_what_was_copied_fails_again_and_again),
        cmocka_unit_test(test_domain_that_cannot_be_destroyed_is_told_of),
    };

    return cmocka_run_group_tests(tests, fault_set_make, fault_set_unmake);
}
