/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of xl's PCI devices: those of a PV domain arrive, and of each other it is said why it
 * does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/import_xl_made.h"

#define PINS "needs gsi = <N>, the IRQ that lspci -v shows"

static void pci_import(const char *specification, const char *more)
{
    char lines[512];

    import_release(&xl_set);
    snprintf(lines, sizeof(lines), "pci = [ '%s' ]\n%s", specification, more);
    assert_int_equal(xl_import_with(lines), TOOL_FINE);
}

static void pci_check(const char *specification, uint32_t sbdf, bool permissive)
{
    pci_import(specification, "");
    assert_note(PINS);
    assert_int_equal(xl_set.device_count, 1);
    assert_int_equal(xl_set.devices[0].kind, LCM_DEVICE_PCI);
    assert_int_equal(xl_set.devices[0].sbdf, sbdf);
    assert_int_equal(xl_set.devices[0].permissive, permissive);
}

/* As libxlu_pci.c of Xen 4.17 reads them; xl takes what follows an address in bdf= for nothing. */
static void test_each_spelling_of_an_address_arrives(void **state)
{
    (void)state;
    pci_check("00:03.0", 0x18, false);
    pci_check("0000:01:00.0,permissive=1", 0x100, true);
    pci_check("0:a:1f.7,", 0xaff, false);
    pci_check("permissive=0,bdf=0000:FF:00.1", 0xff01, false);
    pci_check("bdf=02:00.0@8", 0x200, false);
    pci_check("03:00.0,permissive=1,permissive=0", 0x300, false);
}

static void test_source_has_a_node_for_each(void **state)
{
    (void)state;
    assert_int_equal(xl_import_with("pci = [ '00:03.0', '0000:01:00.0,permissive=1' ]"), TOOL_FINE);
    assert_note(PINS);
    assert_source("        pci0 {\n            compatible = \"hyperlaunch,pci\";\n"
                  "            address = \"0000:00:03.0\";\n        };\n"
                  "        pci1 {\n            compatible = \"hyperlaunch,pci\";\n"
                  "            address = \"0000:01:00.0\";\n            permissive;\n        };\n");
}

static void test_what_holds_for_all_is_overridden_by_one(void **state)
{
    (void)state;
    assert_int_equal(
        xl_import_with("pci = [ '00:03.0', '00:04.0,permissive=0' ]\npci_permissive = 1"),
        TOOL_FINE);
    assert_note(PINS);
    assert_true(xl_set.devices[0].permissive);
    assert_false(xl_set.devices[1].permissive);
}

static void test_options_without_equivalent_are_told(void **state)
{
    (void)state;
    pci_import("00:03.0@8,seize=1,power_mgmt=1,rdm_policy=strict", "");
    assert_int_equal(xl_set.device_count, 1);
    assert_int_equal(xl_set.note_count, 2);
    assert_source("/* pci: \"00:03.0@8,seize=1,power_mgmt=1,rdm_policy=strict\": @8, seize=1, "
                  "power_mgmt=1, rdm_policy=strict: has no equivalent */");
    assert_int_equal(xl_import_with("pci_seize = 1"), TOOL_FINE);
    assert_source("pci_seize = \"1\": nobody has a device before the launcher gives it");
    assert_int_equal(xl_import_with("pci_permissive = 1"), TOOL_FINE);
    assert_source("pci_permissive = \"1\": there is no pci that it would be for");
    assert_int_equal(xl_import_with("pci_permissive = 0"), TOOL_FINE);
    assert_source("pci_permissive = \"0\": is the default; nothing need be written");
    assert_int_equal(xl_import_with("pci_permissive = 1\npci = [ '0:3.0,permissive=0', 'x' ]"),
                     TOOL_FINE);
    assert_source("pci_permissive = \"1\": no PCI device that is carried over takes it");
}

static void pci_refuse(const char *specification, const char *more, const char *why)
{
    pci_import(specification, more);
    assert_int_equal(xl_set.device_count, 0);
    assert_note(why);
}

static void test_what_xl_refuses_is_told(void **state)
{
    static const char *const specifications[] = {
        "",        "03.0",        "00:03",          "00:20.0",     "100:00.0",
        "00:03.8", "00:03.0 ",    "00:03.0,x",      "00:03.0,a=1", "0:0:0:0.0",
        "x0:00.0", "10000:0:0.0", "00:03.0,name=a", "bdf=00:3",    "permissive=1"};

    (void)state;
    for (size_t i = 0; i < sizeof(specifications) / sizeof(specifications[0]); i++)
        pci_refuse(specifications[i], "", "is not [DDDD:]BB:SS.F with options that xl has");
}

static void test_device_that_cannot_be_given_is_told(void **state)
{
    (void)state;
    pci_refuse("00:03.0", "type = 'pvh'", "write type = \"pv\" if its kernel runs as one");
    pci_refuse("00:03.*", "", "write an entry for each");
    pci_refuse("name=card", "", "write the address that it stands for");
    pci_refuse("0001:00:03.0", "", "of PCI segment 0000 alone");
}

/* There xl finds its interrupt. */
static void test_device_arrives_beside_a_dom0(void **state)
{
    (void)state;
    import_release(&xl_set);
    xl_set.with_dom0 = true;
    assert_int_equal(xl_import("name = 'a'\nkernel = 'k'\nmemory = 64\ntype = 'pv'\n"
                               "pci = [ '00:03.0,permissive=1' ]\n"),
                     TOOL_FINE);
    assert_int_equal(xl_set.device_count, 1);
    assert_int_equal(xl_set.devices[0].sbdf, 0x18);
    assert_true(xl_set.devices[0].permissive);
    assert_int_equal(xl_set.note_count, 0);
}

static void test_more_than_a_set_can_have_are_told(void **state)
{
    char lines[LCM_PCI_MAX * sizeof("'00:00.0',") + 64] = "pci = [ ";
    size_t used = 8;

    (void)state;
    for (unsigned int i = 0; i <= LCM_PCI_MAX; i++)
        used += (size_t)snprintf(lines + used, sizeof(lines) - used, "'%02x:00.0',", i);
    (void)snprintf(lines + used, sizeof(lines) - used, "]");
    assert_int_equal(xl_import_with(lines), TOOL_FINE);
    assert_int_equal(xl_set.device_count, LCM_PCI_MAX);
    assert_source("pci: \"20:00.0\": a set has no more devices than it has already");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_spelling_of_an_address_arrives, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_source_has_a_node_for_each, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_what_holds_for_all_is_overridden_by_one, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_options_without_equivalent_are_told, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_what_xl_refuses_is_told, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_device_that_cannot_be_given_is_told, xl_set_up,
                                        xl_tear_down),
        cmocka_unit_test_setup_teardown(test_device_arrives_beside_a_dom0, xl_set_up, xl_tear_down),
        cmocka_unit_test_setup_teardown(test_more_than_a_set_can_have_are_told, xl_set_up,
                                        xl_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
