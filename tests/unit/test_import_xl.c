/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's configurations drops nothing without a word: each key that xl has, of each
 * kind of value, arrives in the source or stands in a comment, and no password does.
 */

#include "tests/unit/import_xl_made.h"
#include "tool/base/tool.h"

/* Each key of the table alone, with values of each kind; xl refuses some, and so do we. */
static void test_each_key_is_told(void **state)
{
    static const char *const values[] = {
        "\"destroy\"",          "7",   "\"\"",   "[ \"a=b\" ]",
        "[ [ \"a\" ], \"b\" ]", "[ ]", "\"pv\"", "\"-1\"",
    };
    static const char *const types[] = {"", "type = \"pvh\"\n"};
    size_t told = 0, count = sizeof(values) / sizeof(values[0]);

    (void)state;
    for (size_t i = 0; i < xl_known_count * count * 2; i++) {
        const char *key = xl_known[i / 2 / count].key;
        char lines[128];

        snprintf(lines, sizeof(lines), "%s%s = %s", types[i % 2], key, values[i / 2 % count]);
        if (import_with(lines) != TOOL_FINE)
            continue;
        told++;
        if (!import_tells(&set, source, key))
            fail_msg("%s is dropped:\n%s", lines, source);
    }
    assert_true(told > xl_known_count * (count - 1) * 2);
}

static void test_unknown_key_is_told(void **state)
{
    (void)state;
    assert_int_equal(import_with("colour = 512"), TOOL_FINE);
    assert_note("colour = \"512\": xl does not know this key, and ignores it: xl.cfg(5) of");
    assert_int_equal(import_with("vcpu = 512"), TOOL_FINE);
    assert_note("vcpu = \"512\": xl does not know this key, and ignores it; did you mean vcpus?");
}

static void test_key_of_any_length(void **state)
{
    (void)state;
    assert_int_equal(import_with("a_key_that_is_longer_than_all_that_a_buffer_would_have_held = 1"),
                     TOOL_FINE);
    assert_note("a_key_that_is_longer_than_all_that_a_buffer_would_have_held = \"1\": ");
}

static void test_keys_are_found_as_the_parser_reads(void **state)
{
    (void)state;
    assert_int_equal(
        import_with("# acpi = 1\ndisk = [ # pae = 1\n 'vnc=1 # \\' x', \"hap=\\\"1\\\"\",\n ]; "
                    "nx.y = 0x1f;hpet=1"),
        TOOL_FINE);
    assert_int_equal(set.note_count, 4);
    assert_true(import_tells(&set, source, "nx.y") && import_tells(&set, source, "hpet"));
}

static void test_too_many_keys_are_refused(void **state)
{
    char *config = malloc(XL_KEYS_MAX * 16 + 64);
    size_t used = 0;

    (void)state;
    assert_non_null(config);
    for (int i = 0; i <= XL_KEYS_MAX; i++)
        used += (size_t)sprintf(config + used, "k%d = 1\n", i);
    assert_int_equal(import(config), TOOL_FAULT);
    free(config);
}

static void test_key_given_twice(void **state)
{
    (void)state;
    assert_int_equal(import_with("vcpus = 2\nvcpus = 3"), TOOL_FINE);
    assert_source("cpus = <3>;");
    assert_note("vcpus: is given 2 times; xl takes the last, in line 5");
}

static void test_key_that_is_added_to(void **state)
{
    (void)state;
    assert_int_equal(import_with("extra = \"a\"\nextra += \" b\""), TOOL_FINE);
    assert_source("bootargs = \"a b\";");
    assert_silent();
    assert_int_equal(import_with("vcpus = 1\nvcpus += 2"), TOOL_FINE);
    assert_note("vcpus = \"12\": xl does not add to numbers");
}

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
        assert_int_equal(import_with(lines[i]), TOOL_FINE);
        assert_not_in_source("hush");
        assert_source("(not copied)");
    }
    assert_int_equal(import_with("vfb = [ \"vncpasswd=hush,keymap=de\" ]"), TOOL_FINE);
    assert_source("vncpasswd=(not copied),keymap=de");
    assert_int_equal(import_with("disk = [ 'target=nbd:host:10809,vdev=xvda' ]"), TOOL_FINE);
    assert_source("xl block-attach web target=nbd:host:10809,vdev=xvda");
}

/* check takes "// hyperlaunch-waive CHECK: REASON" for a waiver, wherever it stands in a source. */
static void test_no_value_waives_a_finding(void **state)
{
    (void)state;
    assert_int_equal(
        import_with("extra = \"// hyperlaunch-waive name-case: x\"\n"
                    "disk = [ \"// hyperlaunch-waive name-case: x\", \"//hyperlaunch-waive\" ]\n"
                    "vfb = [ \"/* hyperlaunch-waive name-case: x\" ]"),
        TOOL_FINE);
    assert_not_in_source("hyperlaunch-waive");
    assert_source("bootargs = \"// \\x68yperlaunch-waive name-case: x\";");
}

static void test_disks_have_their_command(void **state)
{
    (void)state;
    assert_int_equal(import_with("disk = [ 'phy:/dev/vg/web,xvda,w' ]"), TOOL_FINE);
    assert_note("disk: \"phy:/dev/vg/web,xvda,w\": the launcher serves no disks; in dom0: xl "
                "block-attach web phy:/dev/vg/web,xvda,w");
    assert_int_equal(import_with("disk = [ 'target=/a b,vdev=xvda', 'target=/*/\\'\xc3\xbc' ]"),
                     TOOL_FINE);
    assert_int_equal(set.note_count, 2);
    assert_source(" 'target=/a b,vdev=xvda' */");
    assert_source(" $'target=/*\\x2f\\'\\xc3\\xbc' */");
}

static void test_networks_have_their_command(void **state)
{
    (void)state;
    assert_int_equal(import_with("vif = [ 'mac=00:16:3e:00:00:01, bridge=br0' ]"), TOOL_FINE);
    assert_note(
        "vif: \"mac=00:16:3e:00:00:01, bridge=br0\": the launcher serves no networks; in dom0: "
        "xl network-attach web mac=00:16:3e:00:00:01 bridge=br0");
    assert_int_equal(import_with("vif = [ 'bridge=br0,mac=00:16:3e:00:01' ]"), TOOL_FINE);
    assert_note("the MAC address is not of the form 00:16:3e:00:00:01; xl refuses it");
}

static void test_other_devices_stand_whole(void **state)
{
    (void)state;
    assert_int_equal(import_with("pci = [ '01:00.0,permissive=1' ]"), TOOL_FINE);
    assert_note("xl pci-attach web 01:00.0,permissive=1");
    assert_int_equal(import_with("vsnd = [[ 'CARD, short-name=Main', 'PCM' ]]"), TOOL_FINE);
    assert_note("in dom0: xl vsnd-attach web 'CARD, short-name=Main' PCM");
    assert_int_equal(import_with("p9 = [ 'tag=a,path=/srv,security_model=none' ]"), TOOL_FINE);
    assert_note("p9 = [ \"tag=a,path=/srv,security_model=none\" ]: ");
    assert_int_equal(import_with("disk = 'phy:/dev/a,xvda,w'"), TOOL_FINE);
    assert_note("disk = \"phy:/dev/a,xvda,w\": is not a list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_key_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_key_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_key_of_any_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_keys_are_found_as_the_parser_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_keys_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_key_given_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_key_that_is_added_to, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_passwords_are_not_copied, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_value_waives_a_finding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disks_have_their_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_networks_have_their_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_devices_stand_whole, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
