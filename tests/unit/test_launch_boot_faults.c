/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches with a boot domain, without a dom0 and with one, in which every single hypercall fails
 * in turn: the launch goes on, by what the boot domain says or without it, and nothing is left
 * behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/boot_set.h"
#include "xen/errno.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

/* What the boot domain does as soon as it runs: it starts web, holds app back, and is done. */
static void say_done(void)
{
    boot_ask(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/memory|6144");
    boot_ask(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/start|1");
    boot_ask(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/app/skip|1");
    boot_ask(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/data/key|value");
    boot_ask(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/done|1");
}

/* The last hypercall of giving back what the launcher does not need. */
static uint64_t settled;

/* `call`: the one that fails, from 1; 0: none. Whether the launcher met Xen. */
static bool launch(uint64_t call, int error)
{
    struct launcher *l = &boot_run.launcher;
    bool is_said = false;

    boot_run_make();
    if (call)
        sim_fail_call(boot_run.sim, call, error);
    if (!launcher_greet(l, &boot_run.xen, sim_boot(boot_run.sim)))
        return false;
    for (unsigned int steps = 0; l->phase < PHASE_SERVE; steps++) {
        assert_true(steps < BOOT_STEPS_MAX);
        if (!is_said && boot_state(BOOT_ITSELF) == DOMAIN_RUNNING &&
            l->launch.domains[BOOT_ITSELF].result.store_port) {
            is_said = true;
            say_done();
        }
        settled = l->phase > PHASE_READ ? settled : UINT64_MAX;
        (void)launcher_step(l);
        settled = settled == UINT64_MAX ? sim_calls(boot_run.sim) : settled;
    }
    boot_run.resident = l->phase == PHASE_SERVE;
    boot_run.left = l->phase == PHASE_LEFT;
    return true;
}

/* Dom0 has its memory and no more, unless it was said what could not be given back. */
static void dom0_expect(uint64_t call)
{
    if (boot_run.left && call > settled && sim_own_frames(boot_run.sim) != BOOT_DOM0_KIB / 4 &&
        !run_said(&boot_run, "could not be given back"))
        fail_msg("hypercall %llu: dom0 has %llu frames", (unsigned long long)call,
                 (unsigned long long)sim_own_frames(boot_run.sim));
}

static void calls_fail(int error)
{
    uint64_t count, good = 0;

    assert_true(launch(0, 0));
    assert_string_equal(run_wrong(&boot_run), "");
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
    /* Past the point of no return all ports are closed, and it is left. */
    count = sim_calls(boot_run.sim) - (boot_run.left ? 2 : 0);
    run_free(&boot_run);
    for (uint64_t call = 1; call <= count; call++) {
        if (launch(call, error)) {
            const char *wrong = run_wrong(&boot_run);
            enum domain_state state = boot_state(BOOT_ITSELF);

            if (wrong[0])
                fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                         (unsigned long long)count, wrong);
            if (state != DOMAIN_ENDED && state != DOMAIN_FAILED)
                fail_msg("hypercall %llu: the boot domain is not gone", (unsigned long long)call);
            dom0_expect(call);
            good += boot_state(BOOT_WEB) == DOMAIN_RUNNING && boot_state(BOOT_DB) == DOMAIN_RUNNING;
        }
        run_free(&boot_run);
    }
    /* Only what builds one of those two itself can be why it does not run. */
    assert_true(good > count / 4);
}

static void test_every_call_fails_for_lack_of_memory(void **state)
{
    (void)state;
    calls_fail(XEN_ENOMEM);
}

static void test_every_call_is_put_off(void **state)
{
    (void)state;
    calls_fail(XEN_EAGAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_for_lack_of_memory),
        cmocka_unit_test(test_every_call_is_put_off),
    };

    return cmocka_run_group_tests(tests, boot_set_make, boot_set_unmake) +
           cmocka_run_group_tests(tests, boot_set_dom0_make, boot_set_unmake);
}
