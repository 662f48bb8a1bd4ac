/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch on three CPUs, failing every single hypercall in turn, also those of the helpers: a
 * fault is reported as if one CPU had built all, and nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/calls_failing.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

static struct kernel kernel;
static uint8_t ramdisk[900000];
static struct set_image image;

static int set_make(void **state)
{
    (void)state;
    /* Some chunks to decode, to copy, and to sort; memory in many pieces. */
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 900000, .data_size = 3000, .seed = 1});
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build(
        (struct set_domain[SET]){
            {"web", 1, 8 * MIB, 2, &kernel, ramdisk, sizeof(ramdisk), "quiet", 0, 0},
            {"db", 2, 64 * MIB, 1, &kernel, ramdisk, sizeof(ramdisk), NULL, 0, 0},
            {"big", 3, 3 * 1024 * MIB, 1, &kernel, NULL, 0, "", 0, 0},
        },
        SET);
    calls_vcpus = 3;
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

static void test_every_call_fails_on_4_14(void **state)
{
    (void)state;
    calls_fail_each(&image, 14, XEN_ENOMEM, "ENOMEM");
}

static void test_every_call_fails_on_4_20(void **state)
{
    (void)state;
    calls_fail_each(&image, 20, XEN_EINVAL, "EINVAL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_on_4_14),
        cmocka_unit_test(test_every_call_fails_on_4_20),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
