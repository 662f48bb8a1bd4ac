/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations keeps what words mean: as xl reads them, or with a comment that
 * is true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"
#include "tool/base/tool.h"

static void test_type_as_xl_reads_it(void **state)
{
    static const struct example examples[] = {
        {"", "mode = \"pv\";", NULL},
        {"type = \"pvh\"", "mode = \"pvh\";", NULL},
        {"type = 'p'", "mode = \"pv\";", NULL},
        {"builder = \"generic\"", "mode = \"pv\";", NULL},
        {"builder = \"generic\"; type = \"pv\"", "mode = \"pv\";", NULL},
        {"builder = \"linux\"", "mode = \"pv\";", "xl refuses this builder since Xen 4.10"},
        {"type = \"pvh\"; pvshim = 1", "mode = \"pv\";", "the domain is PV itself here"},
        {"pvshim = 0; type = \"pvh\"", "mode = \"pvh\";", "nothing need be written"},
        {"pvshim = 1", "mode = \"pv\";", "is for type = \"pvh\"; xl ignores it"},
        {"type = [ \"pvh\" ]", "mode = \"pv\";", "type = [ \"pvh\" ]: is a list where a string"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
}

static void test_what_is_refused(void **state)
{
    static const char *const lines[] = {
        "type = \"hvm\"",          "type = \"\"",
        "builder = \"hvm\"",       "type = \"pvhvm\"",
        "firmware = \"pvgrub64\"", "type = \"pvh\"; builder = \"generic\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_int_equal(xl_import_with(lines[i]), TOOL_FAULT);
    assert_int_equal(xl_import(""), TOOL_FAULT);
    assert_int_equal(xl_import("kernel = \"k\"\n"), TOOL_FAULT);
    assert_int_equal(xl_import("name = [ \"a\" ]; kernel = \"k\"\n"), TOOL_FAULT);
}

static void test_ends(void **state)
{
    static const struct example examples[] = {
        {"on_reboot = \"destroy\"", "hyperlaunch,on-reboot = \"destroy\";", NULL},
        {"on_poweroff = \"destroy\"", "hyperlaunch,on-poweroff = \"destroy\";", NULL},
        {"on_crash = \"destroy\"", "hyperlaunch,on-crash = \"destroy\";", NULL},
        {"on_watchdog = \"destroy\"", NULL, "the domain has what on_crash says"},
        {"on_reboot = \"restart\"", "hyperlaunch,on-reboot = \"restart\";", NULL},
        {"on_reboot = \"preserve\"", "hyperlaunch,on-reboot = \"preserve\";", NULL},
        {"on_reboot = \"rename-restart\"", NULL, "the domain is built again, as for \"restart\""},
        {"on_poweroff = \"restart\"", "hyperlaunch,on-poweroff = \"restart\";", NULL},
        {"on_crash = \"preserve\"", "hyperlaunch,on-crash = \"preserve\";", NULL},
        {"on_crash = \"rename-restart\"", NULL,
         "the domain is destroyed, and is not started again"},
        {"on_crash = \"coredump-destroy\"", NULL, "the domain is destroyed without a core dump"},
        {"on_soft_reset = \"soft-reset\"", NULL, "is left as it ended, else"},
        {"on_crash = \"reboot\"", NULL, "on_crash = \"reboot\": is none of \"destroy\""},
        {"on_xend_start = \"start\"", NULL, "is a key of xm"},
    };

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_not_in_source("on-crash");
}

static void test_command_line(void **state)
{
    static const struct example examples[] = {
        {"root = \"/dev/xvda1 ro\"; extra = \"quiet\"", "bootargs = \"root=/dev/xvda1 ro quiet\";",
         NULL},
        {"extra = \"quiet\"", "bootargs = \"quiet\";", NULL},
        {"cmdline = \"\"", "bootargs = \"\";", NULL},
        {"root = \"x\"; cmdline = \"a\"", "bootargs = \"a\";", "root = \"x\": is ignored by xl"},
    };
    char *lines = calloc(1, 8192);

    (void)state;
    EXAMPLES_CHECK(examples);
    assert_non_null(lines);
    snprintf(lines, 8192, "cmdline = \"%0*dEND\"", 1100, 0);
    assert_int_equal(xl_import_with(lines), TOOL_FINE);
    assert_note("00END\"");
    assert_int_equal(strlen(xl_set.domains[0].cmdline), LCM_BOOTARGS_PV_SIZE - 1);
    free(lines);
}

static void test_names_and_uuids(void **state)
{
    static const struct example examples[] = {
        {"uuid = \"2c474d2e28ba4730a5ba88de9d25652a\"", NULL,
         "is not a UUID of the form 01234567-"},
        {"uuid = \"00000000-0000-0000-0000-000000000000\"", NULL, "is the UUID of domain 0"},
    };

    (void)state;
    assert_int_equal(xl_import("name = \"web:1 (prod)\"; kernel = \"k\"; memory = 64\n"),
                     TOOL_FINE);
    assert_source("hyperlaunch,name = \"web_1__prod_\";");
    assert_note("name = \"web:1 (prod)\": ");
    assert_int_equal(xl_import("name = \"web_1__prod_\"; kernel = \"k\"; memory = 64\n"),
                     TOOL_FINE);
    assert_source("name = \"web_1__prod_\": web_1__prod_ is the name of guest-1, too; check "
                  "refuses that: give another");
    EXAMPLES_CHECK(examples);
}

static void test_names_that_xl_takes_for_another(void **state)
{
    static const char *const names[][2] = {
        {"123", "domain-123"}, {"Domain-0", "domain-Domain-0"}, {"-h", "domain--h"}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[128];

        import_release(&xl_set);
        snprintf(text, sizeof(text), "name = \"%s\"; kernel = \"k\"; memory = 64\n", names[i][0]);
        assert_int_equal(xl_import(text), TOOL_FINE);
        snprintf(text, sizeof(text), "hyperlaunch,name = \"%s\";", names[i][1]);
        assert_source(text);
        snprintf(text, sizeof(text), "name = \"%s\": xl takes it as a domid", names[i][0]);
        assert_note(text);
    }
}

static void test_names_and_uuids_are_unique(void **state)
{
    static const char first[] = "name = \"a\"; kernel = \"k\"; memory = 64; uuid = "
                                "\"01234567-89ab-cdef-0123-456789abcdef\"\n";
    static const char second[] = "name = \"b\"; kernel = \"k\"; memory = 64; uuid = "
                                 "\"01234567-89AB-CDEF-0123-456789ABCDEF\"\n";

    (void)state;
    assert_int_equal(xl_import(first), TOOL_FINE);
    assert_int_equal(xl_import(second), TOOL_FINE);
    assert_note("is that of guest-1, too; check refuses that");
    assert_int_equal(xl_import(first), TOOL_FINE);
    assert_source("name = \"a\": a is the name of guest-1, too; check refuses that");
}

static void test_labels(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("seclabel = \"system_u:system_r:domU_t\""), TOOL_FINE);
    assert_source("security-id = \"system_u:system_r:domU_t\";");
    assert_source("hyperlaunch,label-policy = \"ignore\";");
    assert_note("where Xen has no XSM, the domain is started without it, as by xl");
    assert_int_equal(xl_import_with("seclabel = \"\""), TOOL_FINE);
    assert_not_in_source("security-id =");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_type_as_xl_reads_it, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_refused, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_ends, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_command_line, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_names_and_uuids, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_names_that_xl_takes_for_another, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_names_and_uuids_are_unique, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_labels, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
