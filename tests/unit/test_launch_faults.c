/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The same launch of three PVH domains, failing every single hypercall in turn: whatever fails,
 * nothing is left behind, the record says what became of each domain, and the others start.
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
    /* Large enough that the second domain with it has it copied from the first one's memory. */
    kernels[0] = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 300000, .data_size = 3000, .seed = 1});
    kernels[1] = kernel_make(&(struct kernel_spec){.bits = 32,
                                                   .paddr = 0x100000,
                                                   .text_size = 9000,
                                                   .data_size = 3000,
                                                   .random = true,
                                                   .seed = 2});
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build(
        (struct set_domain[SET]){
            {"web", 1, 8 * MIB, 2, &kernels[0], ramdisk, sizeof(ramdisk), "quiet", 0, 0},
            {"db", 2, 4 * MIB, 1, &kernels[1], NULL, 0, NULL, 0, 0},
            {"big", 3, 5 * 1024 * MIB, 1, &kernels[0], NULL, 0, "", 0, 0},
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

static void test_every_call_fails_on_4_14(void **state)
{
    (void)state;
    calls_fail_each(&image, 14, XEN_ENOMEM, "ENOMEM");
    calls_fail_each(&image, 14, XEN_EINVAL, "EINVAL");
}

static void test_every_call_fails_on_4_17(void **state)
{
    (void)state;
    calls_fail_each(&image, 17, XEN_ENOMEM, "ENOMEM");
    calls_fail_each(&image, 17, XEN_EBUSY, "EBUSY");
}

static void test_every_call_fails_on_4_20(void **state)
{
    (void)state;
    calls_fail_each(&image, 20, XEN_EINVAL, "EINVAL");
    calls_fail_each(&image, 20, XEN_EPERM, "EPERM");
}

static void test_every_call_fails_on_4_22(void **state)
{
    (void)state;
    calls_fail_each(&image, 22, XEN_ENOMEM, "ENOMEM");
}

static void test_two_calls_fail(void **state)
{
    (void)state;
    calls_fail_two(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_on_4_14),
        cmocka_unit_test(test_every_call_fails_on_4_17),
        cmocka_unit_test(test_every_call_fails_on_4_20),
        cmocka_unit_test(test_every_call_fails_on_4_22),
        cmocka_unit_test(test_two_calls_fail),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
