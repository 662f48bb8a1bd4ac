/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices of a set: taken from the firmware, reset, given to their domains, taken back when
 * those end, and given again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/pci/register.h"
#include "tests/support/pci_set.h"

#include <xen/sched.h>

enum { NOBODY = DOMID_IO };

static struct sim_pci_view look(uint32_t sbdf)
{
    struct sim_pci_view view;

    assert_true(sim_pci_view(pci_run.sim, sbdf, &view));
    return view;
}

static void test_devices_go_to_their_domains(void **state)
{
    struct sim_pci_view card, disk;

    (void)pci_launch_make(state);
    card = look(PCI_CARD_SBDF);
    disk = look(PCI_DISK_SBDF);
    assert_int_equal(card.owner, PCI_NET);
    assert_int_equal(disk.owner, PCI_NET);
    assert_int_equal(look(PCI_OLD_SBDF).owner, PCI_OLD);
    /* Their DMA is off, and their addresses are those of the firmware again. */
    assert_int_equal(card.space[PCI_COMMAND] & 7, 0);
    assert_memory_equal(card.space + PCI_BAR, pci_host[0].space + PCI_BAR, 24);
    assert_memory_equal(disk.space + PCI_BAR, pci_host[1].space + PCI_BAR, 24);
    assert_int_equal(card.space[PCI_LINE], 11);
    (void)pci_launch_unmake(state);
}

/* A failure of the middle domain's build, in the words of the log. */
static void failure_expect(uint32_t i, const char *text)
{
    const struct build_result *result = &pci_run.launcher.launch.domains[i].result;

    assert_int_equal(pci_run.launcher.launch.domains[i].state, DOMAIN_FAILED);
    if (!strstr(result->cause, text))
        fail_msg("the cause is '%s'", result->cause);
}

static void test_without_an_iommu_a_domain_is_not_built(void **state)
{
    pci_prepare(false);
    run_launch(&pci_run);
    failure_expect(0, "PCI device 0000:00:03.0: this host has no IOMMU, without which its DMA "
                      "would reach all memory; enable it in the firmware and by iommu=on, or "
                      "write hyperlaunch,allow-dma-without-iommu");
    /* The other has the word of its owner. */
    assert_int_equal(pci_run.launcher.launch.domains[1].state, DOMAIN_RUNNING);
    assert_int_equal(look(PCI_OLD_SBDF).owner, 0);
    (void)pci_launch_unmake(state);
}

static void test_a_device_that_is_not_there_is_named(void **state)
{
    struct sim_config config;

    (void)state;
    config = (struct sim_config){.minor = 20,
                                 .free_kib = 128 * 1024,
                                 .spare_kib = 32 * 1024,
                                 .image = pci_image()->bytes,
                                 .image_size = pci_image()->size,
                                 .has_iommu = true,
                                 .pci = pci_host,
                                 .pci_count = 1};
    run_make(&pci_run, &config);
    run_launch(&pci_run);
    failure_expect(0, "PCI device 0000:01:00.1: there is no such device on this host; name one "
                      "that lspci -D lists");
    assert_true(run_said(&pci_run, "PCI device 0000:00:05.0: there is no such device"));
    (void)pci_launch_unmake(state);
}

static void end(uint32_t domid, uint8_t reason)
{
    sim_guest_shutdown(pci_run.sim, domid, reason);
    pci_serve_all();
    assert_true(run_restarts_serve(&pci_run));
    pci_serve_all();
}

static void test_a_domain_that_ended_has_no_device(void **state)
{
    struct sim_pci_view card;

    (void)pci_launch_make(state);
    pci_front_connect(PCI_NET);
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, 7), 0);
    assert_int_equal(look(PCI_CARD_SBDF).space[PCI_COMMAND] & 7, 7);
    end(PCI_NET, SHUTDOWN_poweroff);
    card = look(PCI_CARD_SBDF);
    assert_int_equal(card.owner, NOBODY);
    assert_int_equal(card.space[PCI_COMMAND] & 7, 0);
    (void)pci_launch_unmake(state);
}

/* The fake would note a fault if the devices came as they were left. */
static void test_a_domain_that_reboots_gets_its_devices_again(void **state)
{
    uint32_t value;

    (void)pci_launch_make(state);
    for (unsigned int i = 0; i < 2; i++) {
        pci_front_connect(PCI_NET);
        assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, 7), 0);
        end(PCI_NET, SHUTDOWN_reboot);
        assert_int_equal(pci_run.launcher.launch.domains[0].state, DOMAIN_RUNNING);
        assert_int_equal(look(PCI_CARD_SBDF).owner, PCI_NET);
        assert_int_equal(look(PCI_DISK_SBDF).owner, PCI_NET);
    }
    pci_front_connect(PCI_NET);
    assert_int_equal(pci_front_read(PCI_NET, 0, PCI_COMMAND, 2, &value), 0);
    assert_int_equal(value, 0);
    (void)pci_launch_unmake(state);
}

static void test_a_device_without_reset_is_given_once(void **state)
{
    (void)pci_launch_make(state);
    end(PCI_OLD, SHUTDOWN_reboot);
    failure_expect(1, "PCI device 0000:00:05.0: there is no way to reset it, so no second domain "
                      "gets it; reboot the host");
    assert_int_equal(look(PCI_OLD_SBDF).owner, NOBODY);
    assert_int_equal(look(PCI_OLD_SBDF).space[PCI_COMMAND] & 7, 0);
    (void)pci_launch_unmake(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_devices_go_to_their_domains),
        cmocka_unit_test(test_without_an_iommu_a_domain_is_not_built),
        cmocka_unit_test(test_a_device_that_is_not_there_is_named),
        cmocka_unit_test(test_a_domain_that_ended_has_no_device),
        cmocka_unit_test(test_a_domain_that_reboots_gets_its_devices_again),
        cmocka_unit_test(test_a_device_without_reset_is_given_once),
    };

    return cmocka_run_group_tests(tests, pci_set_make, pci_set_unmake);
}
