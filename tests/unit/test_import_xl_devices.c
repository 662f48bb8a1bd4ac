/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations: devices that a domain 0 of the set serves arrive, and each
 * other has the command that attaches it in dom0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
    assert_int_equal(xl_import_with("vsnd = [[ 'CARD, short-name=Main', 'PCM' ]]"), TOOL_FINE);
    assert_note("in dom0: xl vsnd-attach web 'CARD, short-name=Main' PCM");
    assert_int_equal(xl_import_with("p9 = [ 'tag=a,path=/srv,security_model=none' ]"), TOOL_FINE);
    assert_note("p9 = [ \"tag=a,path=/srv,security_model=none\" ]: ");
    assert_int_equal(xl_import_with("disk = 'phy:/dev/a,xvda,w'"), TOOL_FINE);
    assert_note("disk = \"phy:/dev/a,xvda,w\": is not a list");
}

/* A domain with these lines, in a set with a domain 0. */
static void import_with_dom0(const char *lines)
{
    char config[1024];

    import_release(&xl_set);
    xl_set.with_dom0 = true;
    snprintf(config, sizeof(config), "name = \"web\"\nkernel = \"k\"\nmemory = 64\n%s\n", lines);
    assert_int_equal(xl_import(config), TOOL_FINE);
}

static void disk_check(const char *specification, const char *device, const char *target,
                       enum lcm_access access)
{
    char lines[512];

    snprintf(lines, sizeof(lines), "disk = [ '%s' ]", specification);
    import_with_dom0(lines);
    assert_silent();
    assert_int_equal(xl_set.device_count, 1);
    assert_int_equal(xl_set.devices[0].kind, LCM_DEVICE_DISK);
    assert_string_equal(xl_set.devices[0].device, device);
    assert_string_equal(xl_set.devices[0].target, target);
    assert_int_equal(xl_set.devices[0].access, access);
}

/* The spellings of xl-disk-configuration(5), its examples among them. */
static void test_each_spelling_of_a_disk_arrives(void **state)
{
    (void)state;
    disk_check("/dev/vg/web,,hda", "hda", "/dev/vg/web", LCM_ACCESS_RW);
    disk_check("/dev/vg/web,raw,hda,rw", "hda", "/dev/vg/web", LCM_ACCESS_RW);
    disk_check("format=raw, vdev=hda, access=rw, target=/dev/vg/web", "hda", "/dev/vg/web",
               LCM_ACCESS_RW);
    disk_check("raw:/dev/vg/web,hda,w", "hda", "/dev/vg/web", LCM_ACCESS_RW);
    disk_check("phy:/dev/vg/web,xvda1,r", "xvda1", "/dev/vg/web", LCM_ACCESS_RO);
    disk_check("phy:sda7,xvda:disk,ro", "xvda", "/dev/sda7", LCM_ACCESS_RO);
    disk_check("file:/srv/web.img,xvda", "xvda", "/srv/web.img", LCM_ACCESS_RW);
    disk_check("/srv/web.img,,xvda,", "xvda", "/srv/web.img", LCM_ACCESS_RW);
    disk_check("vdev=xvda,/srv/web.img,raw,ro", "xvda", "/srv/web.img", LCM_ACCESS_RO);
    disk_check("backendtype=phy,backend=0,devtype=disk,vdev=xvdb,target=/a, b=c,", "xvdb",
               "/a, b=c", LCM_ACCESS_RW);
}

static void disk_refuse(const char *specification, const char *why)
{
    char lines[512];

    snprintf(lines, sizeof(lines), "disk = [ '%s' ]", specification);
    import_with_dom0(lines);
    assert_int_equal(xl_set.device_count, 0);
    assert_note(why);
    assert_note("; in dom0: xl block-attach web ");
}

static void test_disk_that_dom0_would_not_serve_alone_stands_in_a_comment(void **state)
{
    (void)state;
    disk_refuse("/root/image.iso,,hdc,cdrom", ": cdrom is not carried over; ");
    disk_refuse("/root/image.iso,raw,hdc,devtype=cdrom", ": devtype=cdrom is not carried over; ");
    disk_refuse("/srv/a.qcow2,qcow2,xvda", ": only raw disks are served without QEMU; ");
    disk_refuse("tap:aio:/srv/a,xvda,w", ": of the prefixes only phy:, file: and raw: mean");
    disk_refuse("script=block-drbd,vdev=xvda,target=web", ": script=block-drbd is not carried");
    disk_refuse("backendtype=qdisk,vdev=xvda,target=/a", ": backendtype=qdisk is not carried");
    disk_refuse("discard,vdev=xvda,target=/a", ": discard is not carried over; ");
    disk_refuse("/srv/a,raw,xvda,x", ": its access is none that xl knows; ");
    disk_refuse("/srv/a,raw,xvda,w,w", ": it has more parts than xl takes; ");
    disk_refuse("/srv/a,raw,51712,w", ": device is not the name of a disk or of a partition; ");
    disk_refuse("/srv/\xc3\xbc,raw,xvda,w", ": it has characters that are not printable ASCII; ");
    disk_refuse("vdev=xvda", ": it lacks its target, or its name in the domain; ");
    disk_refuse(",,xvda", ": it lacks its target, or its name in the domain; ");
}

static void test_network_card_arrives(void **state)
{
    (void)state;
    import_with_dom0("vif = [ '', 'mac=0:16:3E:1:2:3, bridge=br0', 'type=vif,backend=Domain-0' ]");
    assert_silent();
    assert_int_equal(xl_set.device_count, 3);
    assert_null(xl_set.devices[0].mac);
    assert_null(xl_set.devices[0].bridge);
    assert_source("        nic1 {\n            compatible = \"hyperlaunch,nic\";\n"
                  "            mac = \"00:16:3e:01:02:03\";\n            bridge = \"br0\";\n");
}

static void test_network_card_of_another_kind_stands_in_a_comment(void **state)
{
    (void)state;
    import_with_dom0("vif = [ 'bridge=br0,script=vif-route' ]");
    assert_note(": script=vif-route is not carried over; in dom0: xl network-attach web bridge=br0 "
                "script=vif-route");
    import_with_dom0("vif = [ 'bridge=a-bridge-of-offices' ]");
    assert_note(": bridge is not the name of a bridge");
    import_with_dom0("vif = [ 'mac=00:16:3e:00:01' ]");
    assert_note("the MAC address is not of the form 00:16:3e:00:00:01; xl refuses it");
    import_with_dom0("vif = [ 'mac=01:00:5e:00:00:01' ]");
    assert_note(": mac is not the address of one card");
}

static void test_domain_0_is_added_for_them(void **state)
{
    (void)state;
    import_with_dom0("disk = [ '/dev/vg/web,,xvda' ]");
    import_dom0_add(&xl_set);
    free(xl_source);
    xl_source = import_source(&xl_set);
    assert_int_equal(xl_set.count, 2);
    assert_source("capabilities = \"control\", \"hardware\", \"xenstore\";");
    assert_source("memory = \"rest\";");
    assert_note("domain 0 serves the disks and network cards: name its kernel and ramdisk");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_disks_have_their_command, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_networks_have_their_command, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_other_devices_stand_whole, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_each_spelling_of_a_disk_arrives, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(
            test_disk_that_dom0_would_not_serve_alone_stands_in_a_comment, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_network_card_arrives, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_network_card_of_another_kind_stands_in_a_comment,
                                        xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_0_is_added_for_them, xl_set_up, xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
