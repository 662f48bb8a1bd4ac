/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The same launch of two PV domains and one PVH, failing every single hypercall in turn: whatever
 * fails, nothing is left behind, and the others start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/calls_failing.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

static struct kernel kernels[2];
static uint8_t ramdisk[20000];
static struct set_image image;

static int set_make(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                       .paddr = 0x100000,
                                                       .text_size = 30000,
                                                       .data_size = 3000,
                                                       .pv = i == 0 ? PV_FULL : PV_PLAIN,
                                                       .seed = i + 2});
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build(
        (struct set_domain[SET]){
            {"web", 1, 6 * MIB, 2, &kernels[0], ramdisk, sizeof(ramdisk), "quiet", LCM_MODE_PV, 0},
            {"db", 2, 6 * MIB, 1, &kernels[1], ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0},
            {"pvh", 3, 4 * MIB, 1, &kernels[1], NULL, 0, "", LCM_MODE_PVH, 0},
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

static void test_every_call_fails_of_pv_domains(void **state)
{
    (void)state;
    calls_fail_each(&image, 14, XEN_EBUSY, "EBUSY");
    calls_fail_each(&image, 17, XEN_ENOMEM, "ENOMEM");
    calls_fail_each(&image, 20, XEN_EINVAL, "EINVAL");
    calls_fail_each(&image, 22, XEN_ENOMEM, "ENOMEM");
}

static void test_two_calls_fail_of_pv_domains(void **state)
{
    (void)state;
    calls_fail_two(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_of_pv_domains),
        cmocka_unit_test(test_two_calls_fail_of_pv_domains),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
