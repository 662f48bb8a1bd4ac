/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading an LCM: where domains stand, how many, in which order, and how they are named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/support/lcm_tree.h"
#include "tests/support/lcm_reads.h"

static void test_domids_fill_the_gaps_in_tree_order(void **state)
{
    (void)state;
    read_good("a { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "b { compatible = \"xen,domain\"; memory = \"64M\"; domid = <1>; " TREE_KERNEL " };"
              "c { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "d { compatible = \"xen,domain\"; memory = \"64M\"; domid = <3>; " TREE_KERNEL " };"
              "e { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };");
    assert_int_equal(read_plan.domains[0].domid, 2);
    assert_int_equal(read_plan.domains[1].domid, 1);
    assert_int_equal(read_plan.domains[2].domid, 4);
    assert_int_equal(read_plan.domains[3].domid, 3);
    assert_int_equal(read_plan.domains[4].domid, 5);
    assert_string_equal(read_plan.domains[4].name, "domain-5");
}

/* The longest command line that a kernel of each mode takes. */
static void read_bootargs(const char *mode, int length)
{
    static char text[8192];
    struct text all;

    text_init(&all, text, sizeof(text));
    text_append(&all,
                "d { compatible = \"xen,domain\"; memory = \"64M\"; mode = \"%s\"; kernel { "
                "compatible = \"multiboot,kernel\", \"multiboot,module\"; hyperlaunch,file = "
                "\"k\"; bootargs = \"",
                mode);
    for (int i = 0; i < length; i++)
        text_append(&all, "x");
    text_append(&all, "\"; }; };");
    read_good(text);
}

static void test_label_is_the_default_name(void **state)
{
    (void)state;
    read_good("web: d { compatible = \"xen,domain\"; memory = \"64M\"; " TREE_KERNEL " };"
              "db: e { compatible = \"xen,domain\"; memory = \"64M\"; hyperlaunch,name = \"x\"; "
              "k: " TREE_KERNEL " };");
    assert_string_equal(read_plan.domains[0].name, "web");
    assert_string_equal(read_plan.domains[1].name, "x");
}

static void test_pool_with_a_label_that_is_no_name_is_called_by_its_place(void **state)
{
    struct tree tree = tree_compile_domains(
        "qqqq: p { compatible = \"xen,cpupool\"; cpupool-cpus = \"2-3\"; };"
        "d { compatible = \"xen,domain\"; memory = \"64M\"; domain-cpupool = <&qqqq>; " TREE_KERNEL
        " };");
    char *label = memmem(tree.blob, tree.size, "qqqq", 5);

    (void)state;
    assert_non_null(label);
    label[1] = '+';
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 0);
    assert_string_equal(read_plan.cpupools[0].name, "pool-0");
    tree_free(&tree);
}

static void test_domains_may_stand_below_chosen(void **state)
{
    struct tree tree =
        tree_compile("/dts-v1/; / { chosen { #address-cells = <2>; #size-cells = <2>;"
                     "domU1 { compatible = \"xen,domain\"; memory = <0 0x10000>;"
                     "#address-cells = <2>; #size-cells = <2>; " TREE_KERNEL "}; }; };");

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 0);
    assert_string_equal(read_faults.lines, "");
    assert_int_equal(read_plan.domain_count, 1);
    tree_free(&tree);
}

static void test_as_many_domains_as_there_may_be(void **state)
{
    static char text[131072];
    struct text all;

    (void)state;
    text_init(&all, text, sizeof(text));
    for (int i = 0; i < LCM_DOMAINS_MAX; i++)
        text_append(&all, "label%d: d%d { compatible = \"xen,domain\"; memory = \"2M\"; l%d: %s };",
                    i, i, i, TREE_KERNEL);
    assert_false(all.cut);
    read_good(text);
    assert_int_equal(read_plan.domain_count, LCM_DOMAINS_MAX);
    assert_int_equal(read_plan.domains[LCM_DOMAINS_MAX - 1].domid, LCM_DOMAINS_MAX);
    assert_string_equal(read_plan.domains[LCM_DOMAINS_MAX - 1].name, "label255");
}

static void test_longest_bootargs(void **state)
{
    (void)state;
    read_bootargs("pvh", LCM_BOOTARGS_SIZE - 1);
    read_bootargs("pv", LCM_BOOTARGS_PV_SIZE - 1);
}

static void test_faults_come_in_tree_order(void **state)
{
    struct tree tree =
        tree_compile_domains("a { compatible = \"xen,domain\"; cpus = <0>; "
                             "  kernel { compatible = \"multiboot,kernel\"; }; };"
                             "b { compatible = \"xen,domain\"; memory = \"1\"; colour = <1>; };");

    (void)state;
    assert_int_equal(tree_read(&tree, LCM_FORM_SOURCE, &read_plan, &read_faults), 7);
    assert_string_equal(read_faults.lines,
                        "number-range /chosen/hypervisor/a cpus\n"
                        "memory-missing /chosen/hypervisor/a memory\n"
                        "module-compatible /chosen/hypervisor/a/kernel compatible\n"
                        "module-source-missing /chosen/hypervisor/a/kernel hyperlaunch,file\n"
                        "memory-text /chosen/hypervisor/b memory\n"
                        "property-unknown /chosen/hypervisor/b colour\n"
                        "kernel-missing /chosen/hypervisor/b -\n");
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domids_fill_the_gaps_in_tree_order),
        cmocka_unit_test(test_label_is_the_default_name),
        cmocka_unit_test(test_pool_with_a_label_that_is_no_name_is_called_by_its_place),
        cmocka_unit_test(test_domains_may_stand_below_chosen),
        cmocka_unit_test(test_as_many_domains_as_there_may_be),
        cmocka_unit_test(test_longest_bootargs),
        cmocka_unit_test(test_faults_come_in_tree_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
