/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Addresses of PCI functions as texts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/lcm/pci_address.h"

static void test_addresses_are_read_and_written(void **state)
{
    static const struct {
        const char *text, *written;
        uint32_t sbdf;
    } good[] = {
        {"0000:00:03.0", "0000:00:03.0", 0x18},
        {"0000:ff:1f.7", "0000:ff:1f.7", 0xffff},
        {"ABCD:0a:0B.3", "abcd:0a:0b.3", 0xabcd0a5b},
    };
    char text[PCI_ADDRESS_SIZE];
    uint32_t sbdf;

    (void)state;
    for (unsigned int i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(pci_address_read(good[i].text, &sbdf));
        assert_int_equal(sbdf, good[i].sbdf);
        pci_address_text(sbdf, text);
        assert_string_equal(text, good[i].written);
    }
}

static void test_other_texts_are_refused(void **state)
{
    static const char *const bad[] = {
        "",           "00:03.0",       "0000:00:20.0", "0000:00:03.8", "0000:00:03.0 ",
        "0000:00:03", "0000:00:03.00", "00000:0:03.0", "0000-00-03.0", "000g:00:03.0",
        "0000:00:3.0"};
    uint32_t sbdf;

    (void)state;
    for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(pci_address_read(bad[i], &sbdf));
}

/* Of the whole set, in its order; and nothing at all without one. */
static void test_domain_0_is_told_of_all_devices(void **state)
{
    static struct lcm_plan plan;
    char words[64];
    struct text text;

    (void)state;
    plan.device_count = 3;
    plan.devices[0].kind = LCM_DEVICE_DISK;
    plan.devices[1].kind = LCM_DEVICE_NIC;
    plan.devices[2].kind = LCM_DEVICE_NIC;
    text_init(&text, words, sizeof(words));
    pci_hide_append(&text, &plan);
    assert_string_equal(words, "");
    plan.devices[0] = (struct lcm_device){.kind = LCM_DEVICE_PCI, .sbdf = 0x18};
    plan.devices[2] = (struct lcm_device){.kind = LCM_DEVICE_PCI, .sbdf = 0x101};
    pci_hide_append(&text, &plan);
    assert_string_equal(words, "xen-pciback.hide=(0000:00:03.0)(0000:01:00.1) ");
    assert_false(text.cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_read_and_written),
        cmocka_unit_test(test_other_texts_are_refused),
        cmocka_unit_test(test_domain_0_is_told_of_all_devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
