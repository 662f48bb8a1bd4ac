/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI back end: what a front end reads and may write, its interrupts, and what it cannot do.
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

#include <xen/sched.h>

enum { DISK = 1 << 3 /* its place on the bus that the domain sees */ };

static struct sim_pci_view look(uint32_t sbdf)
{
    struct sim_pci_view view;

    assert_true(sim_pci_view(pci_run.sim, sbdf, &view));
    return view;
}

static int link_make(void **state)
{
    (void)pci_launch_make(state);
    pci_front_connect(PCI_NET);
    return 0;
}

static void node_expect(const char *path, const char *expected)
{
    char value[64];
    uint32_t size = sizeof(value) - 1;

    assert_int_equal(store_read(pci_run.launcher.resident.store, path, value, &size), STORE_OK);
    value[size] = '\0';
    assert_string_equal(value, expected);
}

static void test_its_nodes_are_those_of_xen_pciback(void **state)
{
#define BACK "/local/domain/0/backend/pci/1/0/"
    static const char *const nodes[][2] = {
        {BACK "frontend", "/local/domain/1/device/pci/0"},
        {BACK "frontend-id", "1"},
        {BACK "online", "1"},
        {BACK "num_devs", "2"},
        {BACK "dev-0", "0000:00:03.0"},
        {BACK "vdev-0", "0000:00:00.0"},
        {BACK "dev-1", "0000:01:00.1"},
        {BACK "vdev-1", "0000:00:01.0"},
        {BACK "opts-1", "msitranslate=0,power_mgmt=0,permissive=1"},
        {BACK "root_num", "1"},
        {BACK "root-0", "0000:00"},
        {BACK "state", "4"},
        {"/local/domain/1/device/pci/0/backend", "/local/domain/0/backend/pci/1/0"},
        {"/local/domain/1/device/pci/0/backend-id", "0"},
    };

    (void)state;
    for (unsigned int i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
        node_expect(nodes[i][0], nodes[i][1]);
}

static void test_it_reads_its_devices(void **state)
{
    uint32_t value;

    (void)state;
    assert_int_equal(pci_front_read(PCI_NET, 0, PCI_VENDOR, 4, &value), 0);
    assert_int_equal(value, 0x10d38086);
    assert_int_equal(pci_front_read(PCI_NET, 0, PCI_LINE, 1, &value), 0);
    assert_int_equal(value, 23);
    assert_int_equal(pci_front_read(PCI_NET, DISK, PCI_VENDOR, 4, &value), 0);
    assert_int_equal(value, 0x00101b36);
    /* Without a GSI it has no pin. */
    assert_int_equal(pci_front_read(PCI_NET, DISK, PCI_LINE, 2, &value), 0);
    assert_int_equal(value, 0x00ff);
}

static void test_it_sizes_bars_without_touching_them(void **state)
{
    uint32_t value;

    (void)state;
    assert_int_equal(pci_front_write(PCI_NET, DISK, PCI_BAR, 4, UINT32_MAX), 0);
    assert_int_equal(pci_front_read(PCI_NET, DISK, PCI_BAR, 4, &value), 0);
    assert_int_equal(value, 0xffffc004);
    assert_int_equal(pci_front_write(PCI_NET, DISK, PCI_BAR, 4, 0x12345004), 0);
    assert_int_equal(pci_front_read(PCI_NET, DISK, PCI_BAR, 4, &value), 0);
    assert_int_equal(value, 0x00004004);
    assert_memory_equal(look(PCI_DISK_SBDF).space + PCI_BAR, pci_host[1].space + PCI_BAR, 8);
}

static void test_what_is_no_request_is_refused(void **state)
{
    static const struct {
        uint32_t devfn;
        int32_t offset, size, error;
    } wrong[] = {
        {0, 0, 3, XEN_PCI_ERR_invalid_offset},
        {0, 2, 4, XEN_PCI_ERR_invalid_offset},
        {0, 256, 4, XEN_PCI_ERR_invalid_offset},
        {0, -4, 4, XEN_PCI_ERR_invalid_offset},
        {0, 0, 0, XEN_PCI_ERR_invalid_offset},
        {0, 0, -1, XEN_PCI_ERR_invalid_offset},
        {0, 255, 2, XEN_PCI_ERR_invalid_offset},
        {2 << 3, 0, 4, XEN_PCI_ERR_dev_not_found},
        {1, 0, 4, XEN_PCI_ERR_dev_not_found},
        {0xfffffff8, 0, 4, XEN_PCI_ERR_dev_not_found},
        {0x80000000, 0, 4, XEN_PCI_ERR_dev_not_found},
    };
    uint32_t value;

    (void)state;
    for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(
            pci_front_read(PCI_NET, wrong[i].devfn, wrong[i].offset, wrong[i].size, &value),
            wrong[i].error);
        assert_int_equal(
            pci_front_write(PCI_NET, wrong[i].devfn, wrong[i].offset, wrong[i].size, 0),
            wrong[i].error);
    }
    for (uint32_t command = 6; command < 40; command += 3) {
        struct xen_pci_op op = {.cmd = command == 39 ? UINT32_MAX : command};

        pci_front_ask(PCI_NET, &op);
        assert_int_equal(op.err, XEN_PCI_ERR_not_implemented);
    }
}

static int32_t msix_enable(uint32_t devfn, uint32_t count, const uint16_t *entries,
                           struct xen_pci_op *op)
{
    *op = (struct xen_pci_op){.cmd = XEN_PCI_OP_enable_msix, .devfn = devfn, .value = count};
    for (uint32_t i = 0; i < count && i < SH_INFO_MAX_VEC; i++)
        op->msix_entries[i].entry = entries[i];
    pci_front_ask(PCI_NET, op);
    return op->err;
}

static void test_it_has_msix(void **state)
{
    static const uint16_t entries[] = {0, 2, 4};
    struct xen_pci_op op;

    (void)state;
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, PCI_COMMAND_MEMORY), 0);
    for (unsigned int round = 0; round < 3; round++) {
        assert_int_equal(msix_enable(0, 3, entries, &op), 0);
        assert_int_equal(op.value, 0);
        assert_int_not_equal(op.msix_entries[2].vector, 0);
        assert_int_not_equal(op.msix_entries[1].vector, op.msix_entries[2].vector);
        assert_int_equal(look(PCI_CARD_SBDF).pirqs, 3);
        assert_int_equal(look(PCI_CARD_SBDF).space[0xa3], 0x80);
        op = (struct xen_pci_op){.cmd = XEN_PCI_OP_disable_msix};
        pci_front_ask(PCI_NET, &op);
        assert_int_equal(op.err, 0);
        assert_int_equal(look(PCI_CARD_SBDF).pirqs, 0);
        assert_int_equal(look(PCI_CARD_SBDF).space[0xa3], 0);
    }
}

static void test_msix_that_makes_no_sense_is_refused(void **state)
{
    static const uint16_t good[] = {0}, beyond[] = {5}, twice[] = {1, 1};
    static uint16_t many[SH_INFO_MAX_VEC];
    struct xen_pci_op op;

    (void)state;
    /* It decodes no memory yet. */
    assert_int_equal(msix_enable(0, 1, good, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, PCI_COMMAND_MEMORY), 0);
    assert_int_equal(msix_enable(0, 1, beyond, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(msix_enable(0, 2, twice, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(msix_enable(0, 0, good, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(msix_enable(0, SH_INFO_MAX_VEC, many, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(msix_enable(0, UINT32_MAX, many, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 0);
    assert_int_equal(msix_enable(0, 1, good, &op), 0);
    assert_int_equal(msix_enable(0, 1, good, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 1);
}

/* Xen masks what is unmapped in the device's memory, or masks all of the device for good. */
static void test_msix_is_taken_from_a_device_that_decodes_nothing(void **state)
{
    static const uint16_t entry[] = {0};
    struct xen_pci_op op;

    (void)state;
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, PCI_COMMAND_MEMORY), 0);
    assert_int_equal(msix_enable(0, 1, entry, &op), 0);
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, 0), 0);
    op = (struct xen_pci_op){.cmd = XEN_PCI_OP_disable_msix};
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(op.err, 0);
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 0);
    /* It is as dark as the domain left it. */
    assert_int_equal(look(PCI_CARD_SBDF).space[PCI_COMMAND] & PCI_COMMAND_MEMORY, 0);
}

/* Xen has 32 for a domain: what was mapped of a request that failed is unmapped. */
static void test_interrupts_run_out(void **state)
{
    uint16_t entries[SH_INFO_MAX_VEC];
    struct xen_pci_op op;

    (void)state;
    for (uint16_t i = 0; i < SH_INFO_MAX_VEC; i++)
        entries[i] = i;
    assert_int_equal(pci_front_write(PCI_NET, 0, PCI_COMMAND, 2, PCI_COMMAND_MEMORY), 0);
    assert_int_equal(pci_front_write(PCI_NET, DISK, PCI_COMMAND, 2, PCI_COMMAND_MEMORY), 0);
    assert_int_equal(msix_enable(0, 5, entries, &op), 0);
    assert_int_equal(msix_enable(DISK, 30, entries, &op), XEN_PCI_ERR_op_failed);
    assert_int_equal(look(PCI_DISK_SBDF).pirqs, 0);
    assert_int_equal(msix_enable(DISK, 27, entries, &op), 0);
    assert_int_equal(look(PCI_DISK_SBDF).pirqs, 27);
}

static void test_it_has_an_msi(void **state)
{
    struct xen_pci_op op = {.cmd = XEN_PCI_OP_enable_msi};

    (void)state;
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(op.err, 0);
    assert_int_not_equal(op.value, 0);
    assert_int_equal(look(PCI_CARD_SBDF).space[0xd2] & PCI_MSI_ENABLE, PCI_MSI_ENABLE);
    op = (struct xen_pci_op){.cmd = XEN_PCI_OP_enable_msi};
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(op.err, XEN_PCI_ERR_op_failed);
    op = (struct xen_pci_op){.cmd = XEN_PCI_OP_disable_msi};
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(op.err, 0);
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 0);
    op = (struct xen_pci_op){.cmd = XEN_PCI_OP_enable_msi, .devfn = DISK};
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(op.err, XEN_PCI_ERR_op_failed);
}

static void front_write(const char *name, const char *value)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "/local/domain/2/device/pci/0/%s", name);
    assert_int_equal(
        store_write(pci_run.launcher.resident.store, path, value, (uint32_t)strlen(value)),
        STORE_OK);
    stores_glance(&pci_run.launcher.resident);
}

/* Nodes of garbage close the back end, and it opens for who begins anew. */
static void test_nodes_of_garbage_connect_nothing(void **state)
{
    static const char *const values[] = {"",  "x", "-1",  "4294967296", "99999999999999999999",
                                         "8", "0", "511", "512"};

    (void)state;
    for (unsigned int i = 0; i < 2 * sizeof(values) / sizeof(values[0]); i++) {
        front_write("pci-op-ref", values[i / 2]);
        front_write("event-channel", values[i / 2]);
        front_write("magic", i % 2 ? "7" : "8");
        front_write("state", "3");
        node_expect("/local/domain/0/backend/pci/2/0/state", "6");
        front_write("state", "1");
        node_expect("/local/domain/0/backend/pci/2/0/state", "3");
        pci_serve_all();
    }
    assert_string_equal(sim_faults(pci_run.sim), "");
    pci_front_connect(PCI_OLD);
    node_expect("/local/domain/0/backend/pci/2/0/state", "4");
}

static void test_a_front_end_goes_and_comes_again(void **state)
{
    struct xen_pci_op op = {.cmd = XEN_PCI_OP_enable_msi};
    struct store *store = pci_run.launcher.resident.store;
    static const char path[] = "/local/domain/1/device/pci/0/state";

    (void)state;
    pci_front_ask(PCI_NET, &op);
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 1);
    for (char number = '5'; number <= '6'; number++) {
        assert_int_equal(store_write(store, path, &number, 1), STORE_OK);
        stores_glance(&pci_run.launcher.resident);
    }
    node_expect("/local/domain/0/backend/pci/1/0/state", "6");
    assert_int_equal(look(PCI_CARD_SBDF).pirqs, 0);
    assert_string_equal(run_wrong(&pci_run), "");
    assert_int_equal(store_write(store, path, "1", 1), STORE_OK);
    stores_glance(&pci_run.launcher.resident);
    pci_front_connect(PCI_NET);
    assert_int_equal(pci_front_read(PCI_NET, 0, PCI_VENDOR, 4, &op.value), 0);
}

/* A domain that ends while its page is mapped is no zombie. */
static void test_a_connected_domain_ends(void **state)
{
    (void)state;
    sim_guest_shutdown(pci_run.sim, PCI_NET, SHUTDOWN_crash);
    pci_serve_all();
    assert_int_equal(pci_run.launcher.launch.domains[0].state, DOMAIN_ENDED);
    assert_false(store_has(pci_run.launcher.resident.store, "/local/domain/0/backend/pci/1"));
}

/* A flood of signals without a request moves nothing. */
static void test_signals_alone_cost_no_hypercall(void **state)
{
    uint64_t calls = sim_calls(pci_run.sim);

    (void)state;
    for (unsigned int i = 0; i < 100; i++) {
        (void)sim_guest_port_signal(pci_run.sim, PCI_NET, 3);
        resident_serve(&pci_run.launcher.resident);
    }
    assert_int_equal(sim_calls(pci_run.sim), calls);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, link_make, pci_launch_unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_its_nodes_are_those_of_xen_pciback),
        TEST(test_it_reads_its_devices),
        TEST(test_it_sizes_bars_without_touching_them),
        TEST(test_what_is_no_request_is_refused),
        TEST(test_it_has_msix),
        TEST(test_msix_that_makes_no_sense_is_refused),
        TEST(test_interrupts_run_out),
        TEST(test_msix_is_taken_from_a_device_that_decodes_nothing),
        TEST(test_it_has_an_msi),
        TEST(test_nodes_of_garbage_connect_nothing),
        TEST(test_a_front_end_goes_and_comes_again),
        TEST(test_a_connected_domain_ends),
        TEST(test_signals_alone_cost_no_hypercall),
    };

    return cmocka_run_group_tests(tests, pci_set_make, pci_set_unmake);
}
