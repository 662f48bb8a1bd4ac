/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A restart in which every single hypercall fails in turn: the domain comes back or is given up,
 * the neighbours run on, and nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/restarts.h"
#include "xen/errno.h"

#include <xen/sched.h>

/* What a restart of the domain takes where nothing fails: the number of its hypercalls. */
static uint64_t calls_learn(uint32_t i, unsigned int *rounds)
{
    struct resident *r = &restarts_run.launcher.resident;
    uint64_t calls;

    (void)restarts_launch_make(NULL);
    calls = sim_calls(restarts_run.sim);
    sim_guest_shutdown(restarts_run.sim, i + 1, SHUTDOWN_reboot);
    for (*rounds = 0; r->launch->lives[i].restarts == 0 || restarts_state(i) != DOMAIN_RUNNING;
         ++*rounds)
        resident_serve(r);
    calls = sim_calls(restarts_run.sim) - calls;
    (void)restarts_launch_unmake(NULL);
    return calls;
}

static void calls_fail(uint32_t i, int error)
{
    unsigned int rounds;
    uint64_t count = calls_learn(i, &rounds), back = 0;

    assert_true(count > 20);
    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        (void)restarts_launch_make(NULL);
        sim_fail_call(restarts_run.sim, sim_calls(restarts_run.sim) + call, error);
        restarts_end(i, SHUTDOWN_reboot);
        /* Where the question how it is failed, another event has it asked again. */
        sim_guest_shutdown(restarts_run.sim, RESTARTS_DB + 1, SHUTDOWN_poweroff);
        restarts_serve();
        wrong = run_wrong(&restarts_run);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)count, wrong);
        if (restarts_state(RESTARTS_DB) != DOMAIN_ENDED ||
            restarts_state(RESTARTS_WEB + RESTARTS_PV - i) != DOMAIN_RUNNING)
            fail_msg("hypercall %llu: a neighbour is not as it was", (unsigned long long)call);
        back += restarts_state(i) == DOMAIN_RUNNING;
        (void)restarts_launch_unmake(NULL);
    }
    /* One that fails is tried again. */
    assert_int_equal(back, count);
}

static void test_every_call_of_a_pvh_restart_fails(void **state)
{
    (void)state;
    calls_fail(RESTARTS_WEB, XEN_ENOMEM);
    calls_fail(RESTARTS_WEB, XEN_EBUSY);
}

static void test_every_call_of_a_pv_restart_fails(void **state)
{
    (void)state;
    calls_fail(RESTARTS_PV, XEN_ENOMEM);
    calls_fail(RESTARTS_PV, XEN_EAGAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_of_a_pvh_restart_fails),
        cmocka_unit_test(test_every_call_of_a_pv_restart_fails),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
