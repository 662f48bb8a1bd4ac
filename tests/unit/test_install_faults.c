/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Each write of an installation fails in turn: what GRUB's menu names is whole at each moment, and
 * the next installation does well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/installed.h"
#include "tool/base/tool.h"

/* Two generations are there, and the menu names both: a third replaces the first. */
static void before_make(void)
{
    assert_int_equal(installed_install("one", NULL), TOOL_FINE);
    assert_int_equal(installed_install("two", NULL), TOOL_FINE);
    installed_faults.count = 0;
}

static void menu_check(const char *expected)
{
    char *menu = installed_read("/boot/grub/grub.cfg");

    assert_string_equal(menu, expected);
    free(menu);
}

/* After the fault all is whole, and the one that was the newest is still there. */
static void failed_check(void)
{
    char *bytes;

    installed_check_whole();
    bytes = installed_read("/boot/hyperlaunch/2/system.img");
    assert_string_equal(bytes, "two");
    free(bytes);
}

static void healed_check(void)
{
    unsigned long number = 0;
    char menu[64];

    installed_faults = (struct faults){.first = 0};
    assert_int_equal(installed_install("four", &number), TOOL_FINE);
    installed_check_whole();
    /* And no leftover. */
    assert_int_equal(installed_count(), number == 1 ? 1 : GENERATIONS_KEPT);
    if (number == 1)
        menu_check("'hyperlaunch-1'\n");
    (void)snprintf(menu, sizeof(menu), "'hyperlaunch-%lu'\n'hyperlaunch-%lu'\n", number,
                   number - 1);
    if (number > 1)
        menu_check(menu);
    assert_true(installed_has("/etc/grub.d/09_hyperlaunch"));
    assert_true(installed_has("/etc/default/grub.d/zz_hyperlaunch.cfg"));
    assert_true(installed_has("/etc/kernel/postinst.d/zz-hyperlaunch"));
    assert_true(installed_has("/etc/initramfs/post-update.d/zz-hyperlaunch"));
    assert_false(installed_has("/boot/grub/grub.cfg.hyperlaunch"));
}

/* Lets operation after operation of an installation fail, until one succeeds. */
static unsigned long each_fails(void **state, bool lasting, bool at_first)
{
    unsigned long first = 1;
    int status = TOOL_FAILED;

    for (; status != TOOL_FINE; first++) {
        assert_int_equal(installed_set_up(state), 0);
        if (!at_first)
            before_make();
        installed_faults = (struct faults){.first = first, .lasting = lasting};
        status = installed_install("three", NULL);
        if (status == TOOL_FINE)
            assert_true(installed_faults.count < first);
        else if (at_first)
            installed_check_whole();
        else
            failed_check();
        healed_check();
        assert_int_equal(installed_tear_down(state), 0);
    }
    return first - 2;
}

static void test_each_operation_of_an_installation_fails(void **state)
{
    assert_true(each_fails(state, false, false) > 20);
}

static void test_power_is_cut_at_each_operation_of_an_installation(void **state)
{
    assert_true(each_fails(state, true, false) > 20);
}

static void test_each_operation_of_the_first_installation_fails(void **state)
{
    assert_true(each_fails(state, false, true) > 20);
}

static void test_power_is_cut_at_each_operation_of_the_first_installation(void **state)
{
    assert_true(each_fails(state, true, true) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_operation_of_an_installation_fails),
        cmocka_unit_test(test_power_is_cut_at_each_operation_of_an_installation),
        cmocka_unit_test(test_each_operation_of_the_first_installation_fails),
        cmocka_unit_test(test_power_is_cut_at_each_operation_of_the_first_installation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
