/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch of domains that share memory and channels, failing every single hypercall in turn:
 * whatever fails, nothing is left behind, and the others start.
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

static const struct lcm_share shares[] = {
    {.domain = 0, .peer = 1, .kind = LCM_SHARE_MEMORY, .size_kib = 32, .name = "ring"},
    {.domain = 0, .peer = 2, .kind = LCM_SHARE_CHANNEL, .size_kib = 4, .name = "ctl"},
    {.domain = 1, .peer = 2, .kind = LCM_SHARE_CHANNEL, .size_kib = 4, .name = "pair"},
};

static struct kernel kernel;
static struct set_image image;

static int set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .pv = PV_FULL,
                                               .seed = 2});
    image = set_build_with(
        (struct set_domain[SET]){
            {"web", 1, 4 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PVH, 0},
            {"db", 2, 6 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
            {"log", 3, 4 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PVH, 0},
        },
        SET,
        &(struct set_rest){.shares = shares, .share_count = sizeof(shares) / sizeof(shares[0])});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

static void test_every_call_fails(void **state)
{
    (void)state;
    calls_fail_each(&image, 14, XEN_ENOMEM, "ENOMEM");
    calls_fail_each(&image, 17, XEN_EINVAL, "EINVAL");
}

static struct run run;

/* Launches with one call failing; what then is said of web. */
static const char *cause_of(uint64_t call)
{
    struct sim_config config = {
        .minor = 17, .free_kib = 64 * MIB, .image = image.bytes, .image_size = image.size};

    run_make(&run, &config);
    sim_fail_call(run.sim, call, XEN_ENOMEM);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    return run.launcher.launch.domains[0].result.cause;
}

/* Each kind of call that makes one has a cause that names it, and a remedy. */
static void test_the_cause_names_what_is_shared(void **state)
{
    static const char *const causes[] = {
        "its shared memory ring: its pages: Xen says ENOMEM, out of memory; give the domains less "
        "memory or the "
        "host more",
        "its shared memory ring: its grants: Xen says ENOMEM, out of memory; give the domains less "
        "memory or the "
        "host more",
        "its channel ctl: its event channel: Xen says ENOMEM, out of memory; give the domains less "
        "memory or the "
        "host more",
    };
    bool seen[3] = {false};
    uint64_t count;

    (void)state;
    (void)cause_of(0);
    count = sim_calls(run.sim);
    run_free(&run);
    for (uint64_t call = 1; call <= count && !(seen[0] && seen[1] && seen[2]); call++) {
        const char *cause = cause_of(call);

        for (unsigned int i = 0; i < 3; i++)
            seen[i] |= strcmp(cause, causes[i]) == 0;
        run_free(&run);
    }
    for (unsigned int i = 0; i < 3; i++)
        if (!seen[i])
            fail_msg("never said: %s", causes[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails),
        cmocka_unit_test(test_the_cause_names_what_is_shared),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
