/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Uninstalling: each of its writes fails in turn, and what GRUB's menu names is whole at each
 * moment; what is not ours stays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/installed.h"
#include "tool/base/tool.h"

static void removed_check(void)
{
    char *menu = installed_read("/boot/grub/grub.cfg");

    assert_string_equal(menu, "");
    free(menu);
    assert_false(installed_has("/boot/hyperlaunch"));
    assert_false(installed_has("/etc/grub.d/09_hyperlaunch"));
    assert_false(installed_has("/etc/grub.d/.09_hyperlaunch.new"));
    assert_false(installed_has("/etc/default/grub.d/zz_hyperlaunch.cfg"));
    assert_false(installed_has("/etc/kernel/postinst.d/zz-hyperlaunch"));
    assert_false(installed_has("/etc/initramfs/post-update.d/zz-hyperlaunch"));
    assert_false(installed_has("/boot/grub/grub.cfg.hyperlaunch"));
}

/* The stand-in of grub-mkconfig knows no generator: the real one prints nothing without it. */
static void program_forget(void)
{
    char path[DISK_PATH_SIZE];
    FILE *out;

    (void)snprintf(path, sizeof(path), "%s", installed.place.mkconfig);
    out = fopen(path, "w");
    assert_non_null(out);
    (void)fputs("#!/bin/sh\n: >\"$2\"\n", out);
    assert_int_equal(fclose(out), 0);
}

static void each_fails(void **state, bool lasting)
{
    unsigned long first = 1;
    int status = TOOL_FAILED;

    for (; status != TOOL_FINE; first++) {
        assert_int_equal(installed_set_up(state), 0);
        assert_int_equal(installed_install("one", NULL), TOOL_FINE);
        assert_int_equal(installed_install("two", NULL), TOOL_FINE);
        program_forget();
        installed_faults = (struct faults){.first = first, .lasting = lasting};
        status = installed_remove();
        installed_check_whole();
        installed_faults = (struct faults){.first = 0};
        assert_int_equal(installed_remove(), TOOL_FINE);
        removed_check();
        assert_int_equal(installed_tear_down(state), 0);
    }
    assert_true(first > 15);
}

static void test_each_operation_of_a_removal_fails(void **state)
{
    each_fails(state, false);
}

static void test_power_is_cut_at_each_operation_of_a_removal(void **state)
{
    each_fails(state, true);
}

static void test_files_of_others_stay(void **state)
{
    (void)state;
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    installed_write("/boot/hyperlaunch/system.img", "for the watch");
    program_forget();
    assert_int_equal(installed_remove(), TOOL_FINE);
    assert_true(installed_has("/boot/hyperlaunch/system.img"));
    assert_int_equal(installed_count(), 1);
}

static void test_nothing_to_remove_is_fine(void **state)
{
    (void)state;
    program_forget();
    assert_int_equal(installed_remove(), TOOL_FINE);
    removed_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_operation_of_a_removal_fails),
        cmocka_unit_test(test_power_is_cut_at_each_operation_of_a_removal),
        WITH_SYSTEM(test_files_of_others_stay),
        WITH_SYSTEM(test_nothing_to_remove_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
