/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's devices that name their backend: a domain that is imported, too, serves them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"

#define WEB                                                                                        \
    "name = \"web\"\nkernel = \"k\"\nmemory = 64\n"                                                \
    "disk = [ 'backend=net,vdev=xvda,target=/a', '/dev/b,,xvdb' ]\nvif = [ 'backend=net' ]\n"
#define NET "name = \"net\"\nkernel = \"k\"\nmemory = 64\n"

static void test_backend_that_comes_later_is_found(void **state)
{
    (void)state;
    assert_int_equal(xl_import(WEB), TOOL_FINE);
    assert_int_equal(xl_set.note_count, 3);
    assert_source("disk: \"backend=net,vdev=xvda,target=/a\": backend=net is none of the domains "
                  "that are imported with it; in dom0: xl block-attach web ");
    assert_not_in_source("hyperlaunch,disk");
    assert_int_equal(xl_import(NET), TOOL_FINE);
    assert_note("disk: \"/dev/b,,xvdb\": the launcher serves no disks");
    assert_source("        disk0 {\n            compatible = \"hyperlaunch,disk\";\n"
                  "            backend = <&guest2>;\n            device = \"xvda\";\n");
    assert_source("        nic1 {\n            compatible = \"hyperlaunch,nic\";\n"
                  "            backend = <&guest2>;\n");
    assert_source("    guest2: guest-2 {\n");
    assert_source("        hyperlaunch,driver-domain;\n");
}

static void test_backend_that_came_before_is_found(void **state)
{
    (void)state;
    assert_int_equal(xl_import(NET), TOOL_FINE);
    assert_int_equal(xl_import(WEB), TOOL_FINE);
    assert_note("the launcher serves no disks");
    assert_source("    guest1: guest-1 {\n");
    assert_source("            backend = <&guest1>;\n");
}

static void test_domain_serves_nothing_to_itself(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("vif = [ 'backend=web' ]"), TOOL_FINE);
    assert_note("backend=web is none of the domains that are imported with it");
    assert_not_in_source("hyperlaunch,driver-domain");
}

static void test_domain_0_is_named_where_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("vif = [ 'backend=0' ]"), TOOL_FINE);
    assert_note("the set has no domain 0 that would serve it; in dom0: xl network-attach web");
}

/* Each of the two serves what names it. */
static void test_backend_is_found_beside_a_domain_0(void **state)
{
    (void)state;
    xl_set.with_dom0 = true;
    assert_int_equal(xl_import(WEB), TOOL_FINE);
    assert_int_equal(xl_set.note_count, 2);
    assert_int_equal(xl_import(NET "driver_domain = 1\n"), TOOL_FINE);
    assert_int_equal(xl_set.note_count, 0);
    assert_source(
        "            compatible = \"hyperlaunch,disk\";\n            backend = <&guest2>;\n"
        "            device = \"xvda\";\n");
    assert_source(
        "            compatible = \"hyperlaunch,disk\";\n            device = \"xvdb\";\n");
    assert_source(
        "            compatible = \"hyperlaunch,nic\";\n            backend = <&guest2>;\n");
    assert_source("        hyperlaunch,driver-domain;\n");
}

static void test_backend_that_is_not_imported_is_told_beside_a_domain_0(void **state)
{
    (void)state;
    xl_set.with_dom0 = true;
    assert_int_equal(xl_import(WEB), TOOL_FINE);
    assert_int_equal(xl_set.note_count, 2);
    assert_source("backend=net is none of the domains that are imported with it");
    assert_not_in_source("backend = ");
}

static void test_driver_domain_arrives(void **state)
{
    static const struct example examples[] = {
        {"driver_domain = 1", "        hyperlaunch,driver-domain;\n", NULL},
        {"driver_domain = 0", NULL, "is the default; nothing need be written"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_backend_that_comes_later_is_found, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_backend_that_came_before_is_found, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_serves_nothing_to_itself, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_0_is_named_where_there_is_none, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_backend_is_found_beside_a_domain_0, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_backend_that_is_not_imported_is_told_beside_a_domain_0,
                                        xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_driver_domain_arrives, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
