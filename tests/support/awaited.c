/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launching sets whose domains wait for each other, step by step.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/awaited.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { SET_MAX = 8 };

static struct kernel kernel;
static struct set_image image;
struct run awaited_run;

void awaited_set_make(const char *const *names, const struct set_more *more, uint32_t count)
{
    struct set_domain domains[SET_MAX];

    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    for (uint32_t i = 0; i < count; i++)
        domains[i] = (struct set_domain){names[i], i + 1, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0};
    image = set_build_with(domains, count, &(struct set_rest){.more = more});
}

int awaited_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

enum domain_state awaited_state(uint32_t i)
{
    return awaited_run.launcher.launch.domains[i].state;
}

void awaited_until(uint32_t i, enum domain_state state)
{
    for (unsigned int steps = 0; awaited_state(i) != state; steps++) {
        assert_true(steps < AWAITED_STEPS_MAX);
        (void)launcher_step(&awaited_run.launcher);
    }
}

void awaited_run_make(uint32_t minor)
{
    run_make(&awaited_run, &(struct sim_config){.minor = minor,
                                                .free_kib = 64 * MIB,
                                                .spare_kib = 32 * MIB,
                                                .image = image.bytes,
                                                .image_size = image.size});
}

void awaited_launch_make(uint32_t until)
{
    awaited_run_make(17);
    assert_true(launcher_greet(&awaited_run.launcher, &awaited_run.xen, sim_boot(awaited_run.sim)));
    while (!awaited_run.launcher.launch.is_built)
        (void)launcher_step(&awaited_run.launcher);
    awaited_until(until, DOMAIN_RUNNING);
}

int awaited_launch_unmake(void **state)
{
    (void)state;
    awaited_run.resident = run_until(&awaited_run, PHASE_SERVE);
    assert_true(awaited_run.resident);
    assert_string_equal(run_wrong(&awaited_run), "");
    run_free(&awaited_run);
    return 0;
}

/* A launch in which a hypercall fails; 0: none. "" or what is wrong. */
static const char *failing_wrong(uint64_t call, void (*act)(void))
{
    bool acted = false;

    awaited_run_make(20);
    sim_fail_call(awaited_run.sim, call, XEN_EBUSY);
    if (!launcher_greet(&awaited_run.launcher, &awaited_run.xen, sim_boot(awaited_run.sim)))
        return run_wrong(&awaited_run);
    for (unsigned int i = 0; awaited_run.launcher.phase < PHASE_SERVE; i++) {
        if (i == AWAITED_STEPS_MAX)
            return "the launch does not end";
        if (!acted && awaited_state(0) == DOMAIN_RUNNING) {
            act();
            acted = true;
        }
        (void)launcher_step(&awaited_run.launcher);
    }
    return run_wrong(&awaited_run);
}

void awaited_fail_each(void (*act)(void), uint32_t started)
{
    uint64_t count;

    assert_string_equal(failing_wrong(0, act), "");
    assert_int_equal(awaited_run.launcher.launch.started, started);
    count = sim_calls(awaited_run.sim);
    for (uint64_t call = 1; call <= count; call++) {
        const char *wrong;

        run_free(&awaited_run);
        wrong = failing_wrong(call, act);
        if (wrong[0])
            fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call,
                     (unsigned long long)count, wrong);
    }
}
