/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch of a PV and a PVH domain and then of a dom0, failing every single hypercall in turn
 * up to the point of no return: whatever fails, the other domains run, nothing of what failed is
 * left, and where it was the dom0 the launcher stays to serve the others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/leaving.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { ROUNDS_MAX = 20000 };

/* What is recorded after hypercall `call` was refused. */
static void record_expect(uint64_t call, const struct run_marks *marks, const char *error)
{
    const struct outcome *dom0 = &leaving_run.launcher.launch.domains[DOM0];
    bool nothing = call <= marks->settled || leaving_harmless[call], late = call > marks->started;

    if (leaving_run.launcher.launch.failed != (nothing ? 0 : 1))
        fail_msg("hypercall %llu: %u domains failed", (unsigned long long)call,
                 leaving_run.launcher.launch.failed);
    if (leaving_run.left != (nothing || !late) || leaving_run.resident == leaving_run.left)
        fail_msg("hypercall %llu: left for dom0: %d", (unsigned long long)call, leaving_run.left);
    for (uint32_t i = 0; !nothing && !late && i < SET; i++) {
        const struct outcome *domain = &leaving_run.launcher.launch.domains[i];

        if (domain->state == DOMAIN_FAILED && !strstr(domain->result.cause, error)) {
            fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call,
                     domain->result.cause);
        }
    }
    if (nothing || !late)
        return;
    if (dom0->state != DOMAIN_FAILED || !strstr(dom0->result.cause, error) ||
        !run_said(&leaving_run, "domain 0 stays with the launcher; the other domains run on"))
        fail_msg("hypercall %llu: the cause is '%s'", (unsigned long long)call, dom0->result.cause);
    /* What was not given back yet goes while the others run. */
    for (unsigned int i = 0; i < ROUNDS_MAX && sim_boot(leaving_run.sim)->pending_kib; i++)
        resident_serve(&leaving_run.launcher.resident);
    /* Xen refused to take the image back: that is what is left then. */
    if (sim_own_frames(leaving_run.sim) != OWN_PAGES &&
        !strstr(dom0->result.cause, "giving back")) {
        fail_msg("hypercall %llu: domain 0 has %llu frames (%s)", (unsigned long long)call,
                 (unsigned long long)sim_own_frames(leaving_run.sim), dom0->result.cause);
    }
    assert_int_equal(sim_guest_print(leaving_run.sim, 2, "on\n"), 3);
    resident_serve(&leaving_run.launcher.resident);
    assert_true(run_said(&leaving_run, "[db] on\n"));
}

static void every_call_fails(unsigned int minor, uint64_t spare_kib, int error, const char *name)
{
    struct run_marks marks;
    uint64_t last = leaving_learn(minor, spare_kib, &marks);

    for (uint64_t call = marks.greeted + 1; call <= last; call++) {
        const char *wrong;

        leaving_prepare(minor, spare_kib);
        sim_fail_call(leaving_run.sim, call, error);
        run_launch(&leaving_run);
        wrong = run_wrong(&leaving_run);
        if (wrong[0]) {
            fail_msg("hypercall %llu of %llu fails with %s: %s", (unsigned long long)call,
                     (unsigned long long)last, name, wrong);
        }
        record_expect(call, &marks, name);
        run_free(&leaving_run);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_on_4_14),
        cmocka_unit_test(test_every_call_fails_on_4_17),
        cmocka_unit_test(test_every_call_fails_on_4_20),
        cmocka_unit_test(test_every_call_fails_on_4_22),
    };

    return cmocka_run_group_tests(tests, leaving_set_make, leaving_set_unmake);
}
