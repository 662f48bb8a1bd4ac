/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices in a set with a dom0: the launcher takes and resets them, leaves the giving to dom0,
 * and tells its Linux to leave them alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/pci/register.h"
#include "tests/support/handed_over.h"
#include "tests/support/pci_set.h"

#define HIDDEN "xen-pciback.hide=(0000:00:03.0)(0000:01:00.1) "

enum { NOBODY = DOMID_IO, BOOTARGS_MAX = LCM_BOOTARGS_PV_SIZE - 1 };

static const struct lcm_device devices[] = {
    {.domain = DB, .backend = SET, .kind = LCM_DEVICE_PCI, .sbdf = PCI_CARD_SBDF, .gsi = 23},
    {.domain = DB, .backend = SET, .kind = LCM_DEVICE_PCI, .sbdf = PCI_DISK_SBDF},
};

static void launch(bool has_iommu)
{
    handed_image = set_build_with(handed_domains, SET,
                                  &(struct set_rest){.devices = devices, .device_count = 2});
    run_make(&handed_run, &(struct sim_config){
                              .minor = 17,
                              .free_kib = 256 * MIB,
                              .image = handed_image.bytes,
                              .image_size = handed_image.size,
                              .has_iommu = has_iommu,
                              .pci = pci_host,
                              .pci_count = PCI_HOST_DEVICES,
                              .vcpus = 2,
                          });
    run_launch(&handed_run);
    assert_string_equal(run_wrong(&handed_run), "");
}

static void command_line_expect(const char *expected)
{
    uint64_t top;
    struct start_info info = handed_start_info_read(&top);

    assert_string_equal((char *)info.cmd_line, expected);
}

/* Its driver in dom0 may be quicker than xen-pciback: then it finds one whose DMA reaches nothing.
 */
static void test_devices_are_nobodys_and_reset_for_dom0(void **state)
{
    static const uint32_t sbdfs[] = {PCI_CARD_SBDF, PCI_DISK_SBDF};
    struct sim_pci_view view;

    (void)state;
    launch(true);
    assert_int_equal(handed_run.launcher.launch.started, SET);
    command_line_expect(HIDDEN "console=hvc0");
    for (unsigned int i = 0; i < 2; i++) {
        assert_true(sim_pci_view(handed_run.sim, sbdfs[i], &view));
        assert_int_equal(view.owner, NOBODY);
        assert_int_equal(view.space[PCI_COMMAND] & 7, 0);
        assert_memory_equal(view.space + PCI_BAR, pci_host[i].space + PCI_BAR, 24);
    }
    handed_launch_end();
}

static void test_dom0_without_words_of_its_own_is_told_too(void **state)
{
    (void)state;
    handed_domains[DOM0].bootargs = NULL;
    launch(true);
    command_line_expect(HIDDEN);
    handed_launch_end();
}

/* What dom0 could not give it either is said before. */
static void test_domain_that_cannot_have_them_is_not_built(void **state)
{
    (void)state;
    launch(false);
    assert_int_equal(handed_run.launcher.launch.domains[DB].state, DOMAIN_FAILED);
    assert_non_null(strstr(handed_run.launcher.launch.domains[DB].result.cause,
                           "PCI device 0000:00:03.0: this host has no IOMMU"));
    assert_int_equal(handed_run.launcher.launch.started, SET - 1);
    handed_launch_end();
}

static void test_command_line_has_to_have_room_for_it(void **state)
{
    static char bootargs[BOOTARGS_MAX + 1], expected[BOOTARGS_MAX + 1];

    (void)state;
    memset(bootargs, 'x', BOOTARGS_MAX - (sizeof(HIDDEN) - 1));
    handed_domains[DOM0].bootargs = bootargs;
    launch(true);
    memcpy(expected, HIDDEN, sizeof(HIDDEN));
    strcat(expected, bootargs);
    command_line_expect(expected);
    handed_launch_end();
    bootargs[strlen(bootargs)] = 'x';
    launch(true);
    assert_false(handed_run.left);
    assert_true(run_said(&handed_run, "domain dom0: failed: load: its command line is longer than "
                                      "the 1023 characters that its kernel takes; shorten it"));
    handed_launch_end();
}

#define TEST(name) cmocka_unit_test_setup(name, handed_domains_make)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_devices_are_nobodys_and_reset_for_dom0),
        TEST(test_dom0_without_words_of_its_own_is_told_too),
        TEST(test_domain_that_cannot_have_them_is_not_built),
        TEST(test_command_line_has_to_have_room_for_it),
    };

    return cmocka_run_group_tests(tests, handed_set_make, handed_set_unmake);
}
