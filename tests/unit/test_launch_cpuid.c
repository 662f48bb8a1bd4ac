/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What CPUID tells of packages, cores and threads: each domain of a launch gets it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#define NONE UINT32_MAX
#define MIB  UINT64_C(1024)

static struct kernel pvh_kernel, pv_kernel;
static struct set_image image;
static struct run run;

static void launch(bool intel)
{
    const struct set_domain domains[] = {
        {.name = "web", .domid = 1, .memory_kib = 8 * MIB, .cpus = 4, .kernel = &pvh_kernel},
        {.name = "db", .domid = 2, .memory_kib = 8 * MIB, .cpus = 4, .kernel = &pvh_kernel},
        {.name = "pv",
         .domid = 3,
         .memory_kib = 8 * MIB,
         .cpus = 4,
         .kernel = &pv_kernel,
         .mode = LCM_MODE_PV},
    };

    image = set_build(domains, 3);
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .intel = intel,
                                        .image = image.bytes,
                                        .image_size = image.size});
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, 3);
}

static void launch_end(void)
{
    run_free(&run);
    set_free(&image);
}

static uint32_t told(uint32_t domid, uint32_t leaf, uint32_t subleaf, unsigned int which)
{
    uint32_t registers[4];

    assert_true(sim_cpuid(run.sim, domid, leaf, subleaf, registers));
    return registers[which];
}

static void test_domains_of_a_launch_are_told(void **state)
{
    (void)state;
    launch(false);
    for (uint32_t domid = 1; domid <= 2; domid++) {
        assert_int_equal(told(domid, 1, NONE, 1), 0x04100800);
        assert_int_equal(told(domid, 0x80000008, NONE, 2), 0x3007);
        assert_int_equal(told(domid, 7, 0, 1), 0x219c91a9);
    }
    assert_int_equal(told(3, 1, NONE, 1), 0x04080800);
    assert_int_equal(told(3, 1, NONE, 3), 0x178bfbff);
    assert_int_equal(told(3, 0x80000001, NONE, 2), 0x123);
    launch_end();
    launch(true);
    assert_int_equal(told(1, 1, NONE, 1), 0x00020800);
    assert_int_equal(told(1, 4, 0, 0), 0x1c000121);
    assert_int_equal(told(1, 4, 1, 0), 0x1c000163);
    assert_int_equal(told(1, 4, 2, 0), 0);
    launch_end();
}

static int kernels_make(void **state)
{
    struct kernel_spec spec = {.bits = 64, .paddr = 0x100000, .text_size = 5000, .seed = 1};

    (void)state;
    pvh_kernel = kernel_make(&spec);
    spec.pv = PV_FULL;
    pv_kernel = kernel_make(&spec);
    return 0;
}

static int kernels_unmake(void **state)
{
    (void)state;
    kernel_free(&pvh_kernel);
    kernel_free(&pv_kernel);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains_of_a_launch_are_told),
    };

    return cmocka_run_group_tests(tests, kernels_make, kernels_unmake);
}
