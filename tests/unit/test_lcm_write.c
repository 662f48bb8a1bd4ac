/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing an LCM: what is written is read back, the same each time, and no more than needed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/pack/write.h"
#include "tests/support/plans.h"
#include "tests/support/lcm_tree.h"
#include "tests/support/lcm_writes.h"

static void test_what_is_written_is_read_back(void **state)
{
    struct tree tree;
    enum lcm_form form;

    (void)state;
    write_plan_fill();
    tree.size = lcm_write(&write_plan, write_first, sizeof(write_first));
    tree.blob = write_first;
    assert_int_not_equal(tree.size, 0);
    assert_true(lcm_form_of(tree.blob, tree.size, &form));
    assert_int_equal(form, LCM_FORM_COMPILED);
    assert_int_equal(tree_read(&tree, LCM_FORM_COMPILED, &write_again, &write_faults), 0);
    assert_string_equal(write_faults.lines, "");

    assert_null(plans_differ(&write_plan, &write_again));
}

/* What is not said leaves no trace: images made before it could be said keep their bytes. */
static void test_defaults_are_not_written(void **state)
{
    size_t size;

    (void)state;
    write_plan_fill();
    write_plan.domains[0] = write_plan.domains[1];
    write_plan.domain_count = 1;
    write_plan.affinity_count = 0;
    write_plan.cpupool_count = 0;
    write_plan.device_count = 0;
    size = lcm_write(&write_plan, write_first, sizeof(write_first));
    assert_int_not_equal(size, 0);
    assert_null(memmem(write_first, size, "xen,enhanced", strlen("xen,enhanced")));
    assert_null(memmem(write_first, size, "max_grant", strlen("max_grant")));
    assert_null(memmem(write_first, size, "phandle", strlen("phandle")));
}

static void test_same_plan_gives_same_bytes(void **state)
{
    size_t size;

    (void)state;
    write_plan_fill();
    memset(write_first, 0x55, sizeof(write_first));
    memset(write_second, 0xaa, sizeof(write_second));
    size = lcm_write(&write_plan, write_first, sizeof(write_first));
    assert_int_equal(lcm_write(&write_plan, write_second, sizeof(write_second)), size);
    assert_memory_equal(write_first, write_second, size);
}

static void test_pci_devices_are_written(void **state)
{
    struct tree tree = {.blob = write_first};

    (void)state;
    write_plan_fill();
    write_plan.domain_count = 2;
    write_plan.domains[0].start_after = (struct bits){{2}};
    write_plan.domains[1].mode = LCM_MODE_PV;
    write_plan.affinity_count = 2; /* the third is of a domain that is gone */
    write_plan.share_count = 0;    /* so are peers */
    write_plan.device_count = 2;
    write_plan.devices[0] = (struct lcm_device){
        .domain = 1, .backend = 2, .kind = LCM_DEVICE_PCI, .sbdf = 0xff << 8 | 0x1f << 3 | 7};
    write_plan.devices[1] = (struct lcm_device){.domain = 1,
                                                .backend = 2,
                                                .kind = LCM_DEVICE_PCI,
                                                .sbdf = 3 << 3,
                                                .gsi = 23,
                                                .permissive = true,
                                                .dma_without_iommu = true};
    tree.size = lcm_write(&write_plan, write_first, sizeof(write_first));
    assert_int_not_equal(tree.size, 0);
    tree_read(&tree, LCM_FORM_COMPILED, &write_again, &write_faults);
    assert_string_equal(write_faults.lines, "");
    assert_null(plans_differ(&write_plan, &write_again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_defaults_are_not_written),
        cmocka_unit_test(test_pci_devices_are_written),
        cmocka_unit_test(test_same_plan_gives_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
