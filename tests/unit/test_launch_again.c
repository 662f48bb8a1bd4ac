/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches that differ in one thing: a kernel that is copied, a host with memory in small pieces,
 * or in nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/mixed_domains.h"

#define MIB UINT64_C(1024)

/* Parts that agree with the file nowhere are copied: the plain case beside the better ones. */
static void test_kernel_that_needs_copies(void **state)
{
    struct kernel copied = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 600000, .data_size = 70001, .seed = 5});
    const struct set_domain domain = {"copied", 1, 16 * MIB, 1, &copied, NULL, 0, NULL, 0, 0};
    struct set_image own = set_build(&domain, 1);

    (void)state;
    run_make(&mixed_run,
             &(struct sim_config){
                 .minor = 17, .free_kib = 64 * MIB, .image = own.bytes, .image_size = own.size});
    run_launch(&mixed_run);
    assert_string_equal(run_wrong(&mixed_run), "");
    mixed_kernel_expect(&domain, mixed_domain_end(&domain), mixed_domain_end(&domain) + 4096,
                        8 * MIB * 1024);
    run_free(&mixed_run);
    set_free(&own);
    kernel_free(&copied);
}

/* A host whose memory is in pieces of 2 MiB at most. */
static void test_no_extents_of_1_gib(void **state)
{
    struct sim_domain_view view;

    (void)state;
    run_make(&mixed_run, &(struct sim_config){
                             .minor = 17,
                             .free_kib = 7 * 1024 * MIB,
                             .order_max = 9,
                             .image = mixed_image.bytes,
                             .image_size = mixed_image.size,
                         });
    run_launch(&mixed_run);
    assert_string_equal(run_wrong(&mixed_run), "");
    assert_int_equal(mixed_run.launcher.launch.started, SET);
    assert_true(sim_domain_view(mixed_run.sim, mixed_domains[BIG].domid, &view));
    assert_int_equal(view.extents[2], 0);
    assert_int_equal(view.extents[1], 6 * 512);
    assert_int_equal(view.extents[0], 4);
    run_free(&mixed_run);
}

/* The same image gives the same domains, down to their UUIDs and the number of hypercalls. */
static void test_a_launch_can_be_repeated(void **state)
{
    struct sim_domain_view first, second;
    uint64_t calls;

    (void)state;
    mixed_run_start(17);
    calls = sim_calls(mixed_run.sim);
    assert_true(sim_domain_view(mixed_run.sim, 9, &first));
    run_free(&mixed_run);
    mixed_run_start(17);
    assert_int_equal(sim_calls(mixed_run.sim), calls);
    assert_true(sim_domain_view(mixed_run.sim, 9, &second));
    assert_memory_equal(first.handle, second.handle, sizeof(first.handle));
    assert_true(sim_domain_view(mixed_run.sim, 7, &second));
    assert_memory_not_equal(first.handle, second.handle, sizeof(first.handle));
    run_free(&mixed_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_that_needs_copies),
        cmocka_unit_test(test_no_extents_of_1_gib),
        cmocka_unit_test(test_a_launch_can_be_repeated),
    };

    return cmocka_run_group_tests(tests, mixed_set_make, mixed_set_unmake);
}
