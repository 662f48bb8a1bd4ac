/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations copies no password, and no value waives a finding.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"
#include "tool/base/tool.h"

static void test_passwords_are_not_copied(void **state)
{
    static const char *const lines[] = {
        "vncpasswd = \"hush\"",
        "vncpasswd = [ \"hush\" ]",
        "spicepasswd = \"hush\"",
        "vfb = [ \"vnc=1,vncpasswd=hush,vncunused=1\" ]",
        "vfb = [ \"vncpasswd = 1\", 'vncpasswd=hush,hush' ]",
        "vfb = \"vncpasswd=hush\"",
        "device_model_args = [ \"-vnc\", \"localhost:1,password=hush\" ]",
        "disk = [ \"target=rbd:pool/a:id=x:key=hush==:auth=cephx,vdev=xvda\" ]",
        "disk = [ \"vdev=xvda,target=iscsi://me:hush@host/a\" ]",
        "disk = [ \"vdev=xvda,target=http://me:hu@hush@host/a\" ]",
        "my_secret = \"hush\"",
        "vnc_pass = \"hush\"",
        "a_name_that_is_longer_than_thirty_two_characters_passwd = \"hush\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        assert_int_equal(xl_import_with(lines[i]), TOOL_FINE);
        assert_not_in_source("hush");
        assert_source("(not copied)");
    }
    assert_int_equal(xl_import_with("vfb = [ \"vncpasswd=hush,keymap=de\" ]"), TOOL_FINE);
    assert_source("vncpasswd=(not copied),keymap=de");
    assert_int_equal(xl_import_with("disk = [ 'target=nbd:host:10809,vdev=xvda' ]"), TOOL_FINE);
    assert_source("xl block-attach web target=nbd:host:10809,vdev=xvda");
}

/* check takes "// hyperlaunch-waive CHECK: REASON" for a waiver, wherever it stands in a source. */
static void test_no_value_waives_a_finding(void **state)
{
    (void)state;
    assert_int_equal(
        xl_import_with("extra = \"// hyperlaunch-waive name-case: x\"\n"
                       "disk = [ \"// hyperlaunch-waive name-case: x\", \"//hyperlaunch-waive\" ]\n"
                       "vfb = [ \"/* hyperlaunch-waive name-case: x\" ]"),
        TOOL_FINE);
    assert_not_in_source("hyperlaunch-waive");
    assert_source("bootargs = \"// \\x68yperlaunch-waive name-case: x\";");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_passwords_are_not_copied, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_no_value_waives_a_finding, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
