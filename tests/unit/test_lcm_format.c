/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The format of a launch image: an older one and an unknown one are refused before all else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/lcm_tree.h"

static struct lcm_plan plan;
static struct faults faults;

/* Reads a compiled set of one domain, whose module table and domain have these properties, too. */
static unsigned int read_set(const char *of_table, const char *of_domain)
{
    static char text[4096];
    struct tree tree;
    unsigned int errors;

    snprintf(text, sizeof(text),
             "d { compatible = \"xen,domain\"; domid = <1>; memory = <0 0x10000>; %s"
             "  kernel { compatible = \"multiboot,kernel\", \"multiboot,module\"; "
             "    module-index = <1>; }; };"
             "modules { compatible = \"hyperlaunch,module-table\"; %s"
             "  module@1 { hyperlaunch,offset = <0 0x4000>; hyperlaunch,stored-size = <0 8>; "
             "    hyperlaunch,size = <0 8>; hyperlaunch,encoding = \"none\"; "
             "    hyperlaunch,digest = <1 2 3 4 5 6 7 8>; }; };",
             of_domain, of_table);
    tree = tree_compile_domains(text);
    errors = tree_read(&tree, LCM_FORM_COMPILED, &plan, &faults);
    tree_free(&tree);
    return errors;
}

static void test_this_format_is_read(void **state)
{
    (void)state;
    assert_int_equal(read_set("hyperlaunch,format = <2>;", ""), 0);
    assert_int_equal(plan.domain_count, 1);
}

/* It is 1 where it is left out, as the first hyperlaunch did. */
static void test_format_1_is_refused_as_old(void **state)
{
    static const char old[] = "format-old /chosen/hypervisor/modules hyperlaunch,format\n";

    (void)state;
    assert_int_equal(read_set("", "of-format-1 = <7>;"), 1);
    assert_string_equal(faults.lines, old);
    assert_int_equal(plan.domain_count, 0);
    assert_int_equal(read_set("hyperlaunch,format = <1>;", ""), 1);
    assert_string_equal(faults.lines, old);
}

static void test_other_formats_are_refused_before_all_else(void **state)
{
    (void)state;
    assert_int_equal(read_set("hyperlaunch,format = <3>;", "of-format-3 = <7>;"), 1);
    assert_string_equal(faults.lines,
                        "format-unknown /chosen/hypervisor/modules hyperlaunch,format\n");
    assert_int_equal(plan.domain_count, 0);
    assert_int_equal(read_set("hyperlaunch,format = <0>;", ""), 1);
    assert_string_equal(faults.lines,
                        "format-unknown /chosen/hypervisor/modules hyperlaunch,format\n");
    assert_int_equal(read_set("hyperlaunch,format = <0xffffffff>;", ""), 1);
}

static void test_a_format_that_is_no_number_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_set("hyperlaunch,format = \"2\";", ""), 1);
    assert_string_equal(faults.lines,
                        "format-shape /chosen/hypervisor/modules hyperlaunch,format\n");
    assert_int_equal(read_set("hyperlaunch,format;", ""), 1);
}

/* What is added without another format is refused by its name. */
static void test_unknown_properties_are_refused_by_name(void **state)
{
    (void)state;
    assert_int_equal(read_set("hyperlaunch,format = <2>; of-later = <1>;", ""), 1);
    assert_string_equal(faults.lines, "property-unknown /chosen/hypervisor/modules of-later\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_this_format_is_read),
        cmocka_unit_test(test_format_1_is_refused_as_old),
        cmocka_unit_test(test_other_formats_are_refused_before_all_else),
        cmocka_unit_test(test_a_format_that_is_no_number_is_refused),
        cmocka_unit_test(test_unknown_properties_are_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
