/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Names of virtual disks, MAC addresses, and the rules for the texts of devices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/lcm/device.h"

/* The numbers that libxl gives the same names: xen-vbd-interface(7). */
static void test_names_of_disks_have_their_numbers(void **state)
{
    static const struct {
        const char *name;
        uint32_t number;
    } names[] = {
        {"xvda", 51712},      {"xvda1", 51713},       {"xvdb", 51728},     {"xvdp15", 51967},
        {"xvdq", 268439552},  {"xvda16", 268435472},  {"xvdz", 268441856}, {"xvdaa", 268442112},
        {"xvdba", 268448768}, {"xvda255", 268435711}, {"sda", 2048},       {"sdp15", 2303},
        {"hda", 768},         {"hda63", 831},         {"hdb", 832},        {"hdc", 5632},
        {"hdd1", 5697},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(device_disk_number(names[i].name), names[i].number);
}

static void test_other_names_have_none(void **state)
{
    static const char *const names[] = {
        "",
        "xvd",
        "xvd1",
        "XVDA",
        "xvdA",
        "xvda01",
        "xvda0",
        "xvda256",
        "xvda1p",
        "xvda ",
        "sdq",
        "sda16",
        "hde",
        "hda64",
        "vda",
        "d0p1",
        "51712",
        "/dev/xvda",
        "sdaa",
        "xvda99999999999999999999",
        "xvdzzzzzzzzzzzzzzzzzzzz",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(device_disk_number(names[i]), 0);
}

static void test_mac_is_read_as_six_pairs_of_digits(void **state)
{
    static const uint8_t expected[LCM_MAC_SIZE] = {0x00, 0x16, 0x3e, 0xaB, 0xCd, 0xef};
    uint8_t mac[LCM_MAC_SIZE];

    (void)state;
    assert_true(device_mac_read("00:16:3e:aB:Cd:ef", mac));
    assert_memory_equal(mac, expected, sizeof(mac));
    assert_false(device_mac_read("00:16:3e:aB:Cd:e", mac));
    assert_false(device_mac_read("00:16:3e:aB:Cd:efa", mac));
    assert_false(device_mac_read("00:16:3e:aB:Cd-ef", mac));
    assert_false(device_mac_read("0:016:3e:aB:Cd:ef", mac));
    assert_false(device_mac_read("", mac));
}

/* Two domains with two cards each, of which one has an address. */
static void plan_make(struct lcm_plan *plan)
{
    *plan = (struct lcm_plan){
        .domain_count = 2,
        .domains = {{.name = "web"}, {.name = "db"}},
        .device_count = 5,
        .devices = {{.domain = 0, .kind = LCM_DEVICE_NIC},
                    {.domain = 0, .kind = LCM_DEVICE_DISK, .device = "xvda", .target = "/a"},
                    {.domain = 0, .kind = LCM_DEVICE_NIC},
                    {.domain = 1, .kind = LCM_DEVICE_NIC},
                    {.domain = 1, .kind = LCM_DEVICE_NIC, .mac = "00:16:3E:00:00:01"}},
    };
}

static void test_derived_macs_are_local_of_one_card_and_differ(void **state)
{
    static struct lcm_plan plan;
    static const unsigned int cards[] = {0, 2, 3, 4};
    uint8_t macs[4][LCM_MAC_SIZE];

    (void)state;
    plan_make(&plan);
    for (unsigned int i = 0; i < 4; i++) {
        device_mac(&plan, &plan.devices[cards[i]], macs[i]);
        assert_int_equal(macs[i][0] & 3, i < 3 ? 2 : 0);
        for (unsigned int j = 0; j < i; j++)
            assert_memory_not_equal(macs[i], macs[j], LCM_MAC_SIZE);
    }
}

/* Guests keep what they know of a card by its address: it is part of the interface. */
static void test_derived_macs_stay_as_they_are(void **state)
{
    static struct lcm_plan plan;
    char text[DEVICE_MAC_TEXT_SIZE];

    (void)state;
    plan_make(&plan);
    device_mac_text(&plan, &plan.devices[0], text);
    assert_string_equal(text, "16:0f:b0:0b:e9:7a");
    plan.domains[0].uuid[0] = 1; /* not given: derived, too, and another with each image */
    device_mac_text(&plan, &plan.devices[0], text);
    assert_string_equal(text, "16:0f:b0:0b:e9:7a");
    plan.domains[0].uuid_given = true;
    device_mac_text(&plan, &plan.devices[0], text);
    assert_string_equal(text, "6a:25:97:30:08:2a");
    device_mac_text(&plan, &plan.devices[4], text);
    assert_string_equal(text, "00:16:3e:00:00:01");
    plan.devices[4].mac = "no address at all";
    device_mac_text(&plan, &plan.devices[4], text);
    assert_string_equal(text, "no address at all");
}

static void test_text_that_is_not_given_breaks_no_rule(void **state)
{
    const struct lcm_device card = {.kind = LCM_DEVICE_NIC}, odd = {.mac = "01:00:5e:00:00:01"};

    (void)state;
    for (unsigned int id = 0; id < PROPERTY_COUNT; id++)
        assert_null(device_rule_broken(&card, id));
    assert_string_equal(device_rule_broken(&odd, PROPERTY_MAC)->check, "mac-unicast");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_disks_have_their_numbers),
        cmocka_unit_test(test_other_names_have_none),
        cmocka_unit_test(test_mac_is_read_as_six_pairs_of_digits),
        cmocka_unit_test(test_derived_macs_are_local_of_one_card_and_differ),
        cmocka_unit_test(test_derived_macs_stay_as_they_are),
        cmocka_unit_test(test_text_that_is_not_given_breaks_no_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
