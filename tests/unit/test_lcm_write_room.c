/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing an LCM into a buffer of each size: what does not fit is refused, what follows is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/tree_check.h"
#include "tool/pack/write.h"
#include "tests/support/lcm_tree.h"
#include "tests/support/lcm_writes.h"

static void test_written_bytes_do_not_depend_on_capacity(void **state)
{
    size_t size;

    (void)state;
    write_plan_fill();
    size = lcm_write(&write_plan, write_first, sizeof(write_first));
    assert_int_equal(lcm_write(&write_plan, write_second, size), size);
    assert_memory_equal(write_first, write_second, size);
}

static void test_small_buffer_is_refused(void **state)
{
    size_t size;

    (void)state;
    write_plan_fill();
    size = lcm_write(&write_plan, write_first, sizeof(write_first));
    for (size_t capacity = 0; capacity < size; capacity++) {
        struct tree exact = {.blob = malloc(capacity + 1), .size = capacity};

        assert_int_equal(lcm_write(&write_plan, exact.blob, capacity), 0);
        tree_free(&exact);
    }
}

static void test_fullest_plan_fits(void **state)
{
    static _Alignas(8) char buffer[LCM_BLOB_MAX];
    static char bootargs[LCM_BOOTARGS_SIZE];
    struct tree tree = {.blob = buffer};

    (void)state;
    memset(bootargs, 'x', sizeof(bootargs) - 1);
    write_plan =
        (struct lcm_plan){.domain_count = LCM_DOMAINS_MAX, .payload_count = LCM_MODULES_MAX};
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        write_plan.domains[i] = (struct lcm_domain){
            .domid = i + 1,
            .memory_kib = UINT64_C(16) << 30,
            .cpus = 128,
            .kernel = {.present = true, .index = 2 * i + 1, .bootargs = bootargs},
            .ramdisk = {.present = true, .index = 2 * i + 2, .bootargs = bootargs},
        };
        snprintf(write_plan.domains[i].name, LCM_NAME_SIZE, "name-of-31-characters-at-all%03u", i);
    }
    /* Every second CPU makes the longest text; each domain waits for all before it. */
    write_plan.affinity_count = LCM_AFFINITIES_MAX;
    for (uint32_t i = 0; i < LCM_AFFINITIES_MAX; i++) {
        write_plan.affinities[i] = (struct lcm_affinity){.domain = i / 2, .vcpu = i % 2};
        memset(&write_plan.affinities[i].hard, 0x55, sizeof(struct bits));
    }
    for (uint32_t i = 1; i < LCM_DOMAINS_MAX; i++) {
        write_plan.domains[i].start_after = write_plan.domains[i - 1].start_after;
        bits_add(&write_plan.domains[i].start_after, i - 1);
    }
    for (uint32_t i = 0; i < LCM_MODULES_MAX; i++)
        write_plan.payloads[i] = (struct lcm_payload){
            .offset = LCM_BLOB_MAX + i * 4096, .stored_size = 4096, .size = 4096};
    tree.size = lcm_write(&write_plan, buffer, sizeof(buffer));
    assert_int_not_equal(tree.size, 0);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &write_again, &write_faults), 0);
    assert_string_equal(write_faults.lines, "");
}

static void test_bytes_after_the_tree_are_left_alone(void **state)
{
    struct tree tree = {.blob = write_first, .size = sizeof(write_first)};
    size_t size;

    (void)state;
    write_plan_fill();
    memset(write_first, 0xff, sizeof(write_first));
    size = lcm_write(&write_plan, write_first, sizeof(write_first));
    assert_int_equal(tree_total(write_first, sizeof(write_first)), size);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &write_again, &write_faults), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_bytes_do_not_depend_on_capacity),
        cmocka_unit_test(test_small_buffer_is_refused),
        cmocka_unit_test(test_fullest_plan_fits),
        cmocka_unit_test(test_bytes_after_the_tree_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
