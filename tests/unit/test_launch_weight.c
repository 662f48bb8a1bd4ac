/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domain 0's weight: the most while domains are built beside others that run, then what it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { COUNT = 3, RTDS = 8, BUILDING = 65535 };

static struct kernel kernel;
static struct set_image image, image_of_one, image_of_dom0;
static struct run run;
static uint64_t swap;          /* the number of the hypercall that gave the weight back */
static uint16_t at_start;      /* the weight when the first domain was started */
static unsigned int questions; /* about the weight */

static int set_make(void **state)
{
    struct set_domain domains[COUNT];

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .pv = PV_FULL,
                                               .seed = 1});
    domains[0] = (struct set_domain){
        .name = "web", .domid = 1, .memory_kib = 8 * MIB, .cpus = 1, .kernel = &kernel};
    domains[1] = domains[2] = domains[0];
    domains[1].name = "db";
    domains[1].domid = 2;
    domains[2].name = "dom0";
    domains[2].domid = 0;
    domains[2].memory_kib = 64 * MIB;
    image_of_one = set_build(domains, 1);
    image = set_build(domains, 2);
    image_of_dom0 = set_build(domains, 3);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    set_free(&image_of_one);
    set_free(&image_of_dom0);
    kernel_free(&kernel);
    return 0;
}

static void weight_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "unpause it") && !at_start)
        at_start = sim_weight(run.sim);
    questions += strstr(operation->words, "weight") ? 1 : 0;
    if (strstr(operation->words, "give it another weight"))
        swap = operation->number;
}

static void launch_make(const struct set_image *set, uint32_t scheduler, uint64_t fails)
{
    at_start = 0;
    questions = 0;
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 256 * MIB,
                                        .scheduler = scheduler,
                                        .image = set->bytes,
                                        .image_size = set->size});
    sim_trace(run.sim, weight_note, NULL);
    if (fails)
        sim_fail_call(run.sim, fails, XEN_EINVAL);
}

static void launch(const struct set_image *set, uint32_t scheduler, uint64_t fails)
{
    launch_make(set, scheduler, fails);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.failed, 0);
    assert_int_equal(sim_weight(run.sim), SIM_WEIGHT);
}

static void test_it_is_raised_until_the_launch_is_complete(void **state)
{
    (void)state;
    launch(&image, 0, 0);
    assert_int_equal(at_start, BUILDING);
    assert_false(run_said(&run, "weight"));
    run_free(&run);
}

static void test_a_dom0_gets_what_domain_0_had(void **state)
{
    (void)state;
    launch(&image_of_dom0, 0, 0);
    assert_true(run.left);
    assert_int_equal(at_start, BUILDING);
    run_free(&run);
}

/* Building a dom0 takes long, and the others run before it. */
static void test_others_run_while_a_dom0_is_built(void **state)
{
    (void)state;
    launch_make(&image_of_dom0, 0, 0);
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    assert_true(run_until(&run, PHASE_BUILD_DOM0));
    assert_int_equal(at_start, BUILDING);
    assert_int_equal(sim_weight(run.sim), SIM_WEIGHT);
    run_free(&run);
}

static void test_a_domain_alone_is_built_beside_none(void **state)
{
    (void)state;
    launch(&image_of_one, 0, 0);
    assert_int_equal(questions, 0);
    run_free(&run);
}

static void test_a_scheduler_without_weights_is_told_of(void **state)
{
    (void)state;
    launch(&image, RTDS, 0);
    assert_int_equal(questions, 0);
    assert_true(run_said(&run, "domain 0's weight stays as it is: Xen says "));
    run_free(&run);
}

static void test_it_is_given_back_at_the_second_try(void **state)
{
    uint64_t last;

    (void)state;
    launch(&image, 0, 0);
    last = swap;
    run_free(&run);
    launch(&image, 0, last);
    assert_true(swap > last);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_raised_until_the_launch_is_complete),
        cmocka_unit_test(test_a_dom0_gets_what_domain_0_had),
        cmocka_unit_test(test_others_run_while_a_dom0_is_built),
        cmocka_unit_test(test_a_domain_alone_is_built_beside_none),
        cmocka_unit_test(test_a_scheduler_without_weights_is_told_of),
        cmocka_unit_test(test_it_is_given_back_at_the_second_try),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
