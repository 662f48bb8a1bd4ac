/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Many domains with one kernel: each starts as soon as it is built, and all but two are copied from
 * the last, which is built second and starts in its turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#define MIB UINT64_C(1024)

enum { COUNT = 5, WORDS_SIZE = 256 };

static struct kernel kernel;
static struct set_image image;
static struct run run;
/* "+DOMID<SOURCE" for each domain that is created, " DOMID " for each that is started. */
static char order[WORDS_SIZE];

static int set_make(void **state)
{
    static const char *const names[COUNT] = {"a", "b", "c", "d", "e"};
    struct set_domain domains[COUNT];

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 900000, .data_size = 70001, .seed = 1});
    for (uint32_t i = 0; i < COUNT; i++)
        domains[i] = (struct set_domain){
            .name = names[i], .domid = i + 1, .memory_kib = 8 * MIB, .cpus = 1, .kernel = &kernel};
    image = set_build(domains, COUNT);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

static void order_note(void *context, const struct sim_operation *operation)
{
    const struct build_holder *source = &run.launcher.launch.site.kernels[0];
    size_t used = strlen(order);

    (void)context;
    if (strstr(operation->words, "create a"))
        (void)snprintf(order + used, sizeof(order) - used, "+%d<%u", operation->domid,
                       source->known ? source->domid : 0);
    else if (strstr(operation->words, "unpause it"))
        (void)snprintf(order + used, sizeof(order) - used, " %d ", operation->domid);
}

/* Launches while Xen refuses to create those domains. */
static void launch(const uint32_t *refused, uint32_t count)
{
    order[0] = '\0';
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 256 * MIB,
                                        .refused = refused,
                                        .refused_count = count,
                                        .image = image.bytes,
                                        .image_size = image.size});
    sim_trace(run.sim, order_note, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
}

static void memory_expect(uint32_t domid)
{
    const struct kernel_part *text = &kernel.parts[0];

    assert_int_equal(run_memory_differs(&run, domid, text->paddr, text->bytes, text->size),
                     text->size);
}

static void test_each_starts_in_its_turn(void **state)
{
    (void)state;
    launch(NULL, 0);
    assert_string_equal(order, "+1<0 1 +5<0+2<5 2 +3<5 3 +4<5 4  5 ");
    for (uint32_t domid = 1; domid <= COUNT; domid++)
        memory_expect(domid);
    assert_int_equal(run.launcher.launch.site.shown.count, 0);
    run_free(&run);
}

static void test_one_that_fails_is_replaced_by_the_one_before_it(void **state)
{
    static const uint32_t last = COUNT;

    (void)state;
    launch(&last, 1);
    assert_int_equal(run.launcher.launch.failed, 1);
    assert_string_equal(order, "+1<0 1 +5<0+4<0+2<4 2 +3<4 3  4 ");
    memory_expect(3);
    run_free(&run);
}

/* Nobody runs yet, so nothing is decoded twice. */
static void test_after_a_first_that_fails_the_second_is_the_first(void **state)
{
    static const uint32_t first = 1;

    (void)state;
    launch(&first, 1);
    assert_string_equal(order, "+1<0+2<0 2 +5<0+3<5 3 +4<5 4  5 ");
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_starts_in_its_turn),
        cmocka_unit_test(test_one_that_fails_is_replaced_by_the_one_before_it),
        cmocka_unit_test(test_after_a_first_that_fails_the_second_is_the_first),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
