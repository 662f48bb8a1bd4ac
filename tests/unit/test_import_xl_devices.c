/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations gives the command that attaches each device in dom0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"
#include "tool/base/tool.h"

static void test_disks_have_their_command(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("disk = [ 'phy:/dev/vg/web,xvda,w' ]"), TOOL_FINE);
    assert_note("disk: \"phy:/dev/vg/web,xvda,w\": the launcher serves no disks; in dom0: xl "
                "block-attach web phy:/dev/vg/web,xvda,w");
    assert_int_equal(xl_import_with("disk = [ 'target=/a b,vdev=xvda', 'target=/*/\\'\xc3\xbc' ]"),
                     TOOL_FINE);
    assert_int_equal(xl_set.note_count, 2);
    assert_source(" 'target=/a b,vdev=xvda' */");
    assert_source(" $'target=/*\\x2f\\'\\xc3\\xbc' */");
}

static void test_networks_have_their_command(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("vif = [ 'mac=00:16:3e:00:00:01, bridge=br0' ]"), TOOL_FINE);
    assert_note(
        "vif: \"mac=00:16:3e:00:00:01, bridge=br0\": the launcher serves no networks; in dom0: "
        "xl network-attach web mac=00:16:3e:00:00:01 bridge=br0");
    assert_int_equal(xl_import_with("vif = [ 'bridge=br0,mac=00:16:3e:00:01' ]"), TOOL_FINE);
    assert_note("the MAC address is not of the form 00:16:3e:00:00:01; xl refuses it");
}

static void test_other_devices_stand_whole(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("pci = [ '01:00.0,permissive=1' ]"), TOOL_FINE);
    assert_note("xl pci-attach web 01:00.0,permissive=1");
    assert_int_equal(xl_import_with("vsnd = [[ 'CARD, short-name=Main', 'PCM' ]]"), TOOL_FINE);
    assert_note("in dom0: xl vsnd-attach web 'CARD, short-name=Main' PCM");
    assert_int_equal(xl_import_with("p9 = [ 'tag=a,path=/srv,security_model=none' ]"), TOOL_FINE);
    assert_note("p9 = [ \"tag=a,path=/srv,security_model=none\" ]: ");
    assert_int_equal(xl_import_with("disk = 'phy:/dev/a,xvda,w'"), TOOL_FINE);
    assert_note("disk = \"phy:/dev/a,xvda,w\": is not a list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_disks_have_their_command, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_networks_have_their_command, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_other_devices_stand_whole, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
