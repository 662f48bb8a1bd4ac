/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains with PCI devices, failing every single hypercall in turn: of the launch, and of what
 * follows while their front end connects, uses interrupts and its domain reboots. Whatever fails,
 * nothing is left behind, and a domain without devices runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/pci/register.h"
#include "launcher/serve/parts.h"
#include "tests/support/pci_set.h"
#include "xen/errno.h"

#include <xen/sched.h>

enum { CALLS_MAX = 2000, ROUNDS = 12 };

/* Whether a hypercall is about a device, and so none of the domain that has none. */
static bool is_of_device[CALLS_MAX];

static void call_note(void *context, const struct sim_operation *operation)
{
    static const char *const words[] = {
        "PCI device", "I/O ports", "frames of devices", "ports from",
        "GSI",        "MSI",       "grant 9",           "take its interrupt"};

    (void)context;
    assert_true(operation->number < CALLS_MAX);
    is_of_device[operation->number] = false;
    for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        is_of_device[operation->number] =
            is_of_device[operation->number] || strstr(operation->words, words[i]);
}

static void wrong_expect_none(uint64_t call, int error)
{
    const char *wrong = run_wrong(&pci_run);

    if (wrong[0])
        fail_msg("hypercall %llu fails with %d: %s", (unsigned long long)call, error, wrong);
}

static void launches_fail(int error)
{
    uint64_t calls;

    pci_prepare(true);
    sim_trace(pci_run.sim, call_note, NULL);
    run_launch(&pci_run);
    calls = sim_calls(pci_run.sim);
    run_free(&pci_run);
    for (uint64_t call = 1; call <= calls; call++) {
        pci_prepare(true);
        sim_fail_call(pci_run.sim, call, error);
        run_launch(&pci_run);
        wrong_expect_none(call, error);
        if (is_of_device[call]) {
            assert_int_equal(pci_run.launcher.launch.domains[2].state, DOMAIN_RUNNING);
            if (pci_run.launcher.launch.failed == 0)
                fail_msg("hypercall %llu: no domain failed", (unsigned long long)call);
        }
        run_free(&pci_run);
    }
}

static void test_every_call_of_a_launch_fails(void **state)
{
    (void)state;
    launches_fail(XEN_ENODEV);
    launches_fail(XEN_ENOMEM);
}

/* One turn of a front end: its nodes, an access, MSI-X; none of it need come through. */
static void front_act(void)
{
    static const char *const nodes[][2] = {
        {"pci-op-ref", "9"}, {"event-channel", "3"}, {"magic", "7"}, {"state", "3"}};
    struct xen_pci_sharedinfo page = {.flags = XEN_PCIF_active,
                                      .op = {.cmd = XEN_PCI_OP_conf_write,
                                             .offset = PCI_COMMAND,
                                             .size = 2,
                                             .value = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER}};
    struct resident *r = &pci_run.launcher.resident;
    char path[64];

    (void)sim_guest_grant(pci_run.sim, PCI_NET, 9, 700);
    (void)sim_guest_offer(pci_run.sim, PCI_NET);
    for (unsigned int i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof(path), "/local/domain/1/device/pci/0/%s", nodes[i][0]);
        (void)store_write(r->store, path, nodes[i][1], (uint32_t)strlen(nodes[i][1]));
    }
    for (unsigned int i = 0; i < 2; i++) {
        stores_glance(r);
        (void)sim_guest_write(pci_run.sim, PCI_NET, 700 * 4096, &page, sizeof(page));
        (void)sim_guest_port_signal(pci_run.sim, PCI_NET, 3);
        stores_glance(r);
        page.op = (struct xen_pci_op){.cmd = XEN_PCI_OP_enable_msix,
                                      .value = 2,
                                      .msix_entries = {{.entry = 0}, {.entry = 1}}};
    }
}

static void service_fails(int error)
{
    for (uint64_t after = 1; after < 600; after++) {
        uint64_t last;

        (void)pci_launch_make(NULL);
        last = sim_calls(pci_run.sim) + after;
        sim_fail_call(pci_run.sim, last, error);
        front_act();
        sim_guest_shutdown(pci_run.sim, PCI_NET, SHUTDOWN_reboot);
        for (unsigned int i = 0; i < ROUNDS; i++) {
            resident_serve(&pci_run.launcher.resident);
            sim_pass(pci_run.sim, 100000000);
        }
        (void)run_restarts_serve(&pci_run);
        wrong_expect_none(last, error);
        /* What fails of its second build is tried again. */
        after = sim_calls(pci_run.sim) < last ? 600 : after;
        run_free(&pci_run);
    }
}

static void test_every_call_of_the_service_fails(void **state)
{
    (void)state;
    service_fails(XEN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_of_a_launch_fails),
        cmocka_unit_test(test_every_call_of_the_service_fails),
    };

    return cmocka_run_group_tests(tests, pci_set_make, pci_set_unmake);
}
