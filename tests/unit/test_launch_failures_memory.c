/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A host that has too little memory for a domain, or has it in small pieces only: what a person
 * reads, word for word, what serves all the same, and that the others start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/three_domains.h"

#define MIB UINT64_C(1024)

static void test_too_little_memory(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.memory_kib = 2 * 1024 * MIB;
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect(
        "populate: not enough memory: it needs 2107396 KiB with its page tables, Xen has "
        "1042392 KiB free; give the domains less memory or the host more");
}

static void test_memory_that_is_counted_but_not_to_be_had(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.memory_kib = 900 * MIB;
    three_launch(&middle, (struct sim_config){.withheld_kib = 120 * MIB}, NULL);
    /* Smaller extents were tried where no large one was left. */
    three_failure_expect(
        "populate: memory ran out with 5692 KiB to go; give the domains less memory or "
        "the host more");
}

static void test_fragmented_host(void **state)
{
    struct sim_domain_view view;

    (void)state;
    three_launch(&three_plain, (struct sim_config){.order_max = 1}, NULL);
    run_launch(&three_run);
    assert_string_equal(run_wrong(&three_run), "");
    assert_int_equal(three_run.launcher.launch.started, 3);
    assert_true(sim_domain_view(three_run.sim, 2, &view));
    assert_int_equal(view.extents[0], 16 * 256 + 4);
    assert_int_equal(view.extents[1], 0);
    run_free(&three_run);
}

static uint64_t first_populate, last_populate;

static void populate_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == 2 && strstr(operation->words, "populate ")) {
        first_populate = first_populate ? first_populate : operation->number;
        last_populate = operation->number;
    }
}

static void populates_learn(void)
{
    first_populate = 0;
    three_launch(&three_plain, (struct sim_config){0}, NULL);
    sim_trace(three_run.sim, populate_note, NULL);
    run_launch(&three_run);
    run_free(&three_run);
}

static void test_special_pages_cut_short(void **state)
{
    (void)state;
    populates_learn();
    three_launch(&three_plain, (struct sim_config){0}, NULL);
    sim_shorten_call(three_run.sim, last_populate);
    three_failure_expect(
        "populate: memory ran out at its special pages; give the domains less memory or "
        "the host more");
}

/* Where large extents run out, smaller ones serve: four of eight times 2 MiB, the rest in pages. */
static void test_large_extents_cut_short(void **state)
{
    struct sim_domain_view view;

    (void)state;
    populates_learn();
    three_launch(&three_plain, (struct sim_config){0}, NULL);
    sim_shorten_call(three_run.sim, first_populate);
    run_launch(&three_run);
    assert_string_equal(run_wrong(&three_run), "");
    assert_int_equal(three_run.launcher.launch.started, 3);
    assert_true(sim_domain_view(three_run.sim, 2, &view));
    assert_int_equal(view.extents[1], 4);
    assert_int_equal(view.extents[0], 4 * 512 + 4);
    run_free(&three_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_little_memory),
        cmocka_unit_test(test_memory_that_is_counted_but_not_to_be_had),
        cmocka_unit_test(test_fragmented_host),
        cmocka_unit_test(test_special_pages_cut_short),
        cmocka_unit_test(test_large_extents_cut_short),
    };

    return cmocka_run_group_tests(tests, three_set_make, three_set_unmake);
}
