/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The devices of that host, the set, and its front end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pci_set.h"
#include "tests/support/serving.h"
#include "launcher/serve/parts.h"

#define MIB UINT64_C(1024)

/* Where its page and its grant are. */
enum { PAGE_PFN = 700, GRANT = 9, STATE_SIZE = 64 };

#define BYTES4(v)       (uint8_t)(v), (uint8_t)((v) >> 8), (uint8_t)((v) >> 16), (uint8_t)((v) >> 24)
#define AT(offset, ...) [offset] = __VA_ARGS__

static const struct sim_pci_device host[PCI_HOST_DEVICES] = {
    /* As QEMU's e1000e: power management, MSI, PCI Express without reset, MSI-X in BAR 3. Its
     * DMA is on. */
    {.sbdf = PCI_CARD_SBDF,
     .space = {AT(0x00, 0x86),
               0x80,
               0xd3,
               0x10,
               0x07,
               0x00,
               0x10,
               0x00,
               AT(0x0c, 0x10),
               0x40,
               AT(0x10, BYTES4(0xfeb80000)),
               BYTES4(0xfeba0000),
               BYTES4(0xc041),
               BYTES4(0xfebd0000),
               AT(0x30, BYTES4(0xfeb40000)),
               AT(0x34, 0xc8),
               AT(0x3c, 11),
               1,
               AT(0xa0, 0x11),
               0x00,
               4,
               0,
               BYTES4(0x00000003),
               BYTES4(0x00002003),
               AT(0xc8, 0x01),
               0xd0,
               0x22,
               0xc8,
               AT(0xd0, 0x05),
               0xe0,
               0x80,
               0x00,
               AT(0xe0, 0x10),
               0xa0,
               1,
               0},
     .lengths = {0xfffe0000, 0xfffe0000, 0xffffffe1, 0xffffc000, 0, 0, 0xfffc0000},
     .can_reset = true},
    /* As an NVMe disk: a BAR of 64 bits, PCI Express with reset, power management that keeps. */
    {.sbdf = PCI_DISK_SBDF,
     .space = {AT(0x00, 0x36),
               0x1b,
               0x10,
               0x00,
               0x03,
               0x00,
               0x10,
               0x00,
               AT(0x10, BYTES4(0x00004004)),
               BYTES4(0x00000038),
               AT(0x34, 0x40),
               AT(0x3c, 10),
               1,
               AT(0x40, 0x11),
               0x80,
               0x40,
               0,
               BYTES4(0x00002000),
               BYTES4(0x00003000),
               AT(0x60, 0x01),
               0x00,
               0x03,
               0x00,
               0x08,
               0x00,
               AT(0x80, 0x10),
               0x60,
               2,
               0,
               BYTES4(0x10008000)},
     .lengths = {0xffffc004, 0xffffffff},
     .can_reset = true},
    /* An old one: no capabilities, ports alone. */
    {.sbdf = PCI_OLD_SBDF,
     .space = {AT(0x00, 0xec), 0x10, 0x39, 0x81, 0x05, 0x00, 0x00, 0x00, AT(0x10, BYTES4(0xc101)),
               AT(0x3c, 10), 1},
     .lengths = {0xffffff01}},
    {.sbdf = 0x1c << 3, .space = {AT(0x00, 0x86), 0x80, 0x01, 0x01, AT(0x0e, 1)}},
};

const struct sim_pci_device *pci_host = host;

static const struct lcm_device devices[] = {
    {.domain = 0, .backend = PCI_SET, .kind = LCM_DEVICE_PCI, .sbdf = PCI_CARD_SBDF, .gsi = 23},
    {.domain = 0,
     .backend = PCI_SET,
     .kind = LCM_DEVICE_PCI,
     .sbdf = PCI_DISK_SBDF,
     .permissive = true},
    {.domain = 1,
     .backend = PCI_SET,
     .kind = LCM_DEVICE_PCI,
     .sbdf = PCI_OLD_SBDF,
     .gsi = 23,
     .dma_without_iommu = true},
};

static struct kernel kernel;
static struct set_image image;
struct run pci_run;

int pci_set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 5000,
                                               .data_size = 100,
                                               .pv = PV_FULL,
                                               .seed = 1});
    image = set_build_with(
        (struct set_domain[PCI_SET]){
            {"net", PCI_NET, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
            {"old", PCI_OLD, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
            {"pvh", PCI_PVH, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        PCI_SET,
        &(struct set_rest){.devices = devices,
                           .device_count = sizeof(devices) / sizeof(devices[0])});
    return 0;
}

int pci_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

const struct set_image *pci_image(void)
{
    return &image;
}

void pci_prepare(bool has_iommu)
{
    run_make(&pci_run, &(struct sim_config){
                           .minor = 17,
                           .free_kib = 128 * MIB,
                           .spare_kib = 32 * MIB,
                           .image = image.bytes,
                           .image_size = image.size,
                           .has_iommu = has_iommu,
                           .pci = host,
                           .pci_count = PCI_HOST_DEVICES,
                       });
}

int pci_launch_make(void **state)
{
    (void)state;
    pci_prepare(true);
    run_launch(&pci_run);
    assert_string_equal(run_wrong(&pci_run), "");
    assert_int_equal(pci_run.launcher.launch.started, PCI_SET);
    pci_serve_all();
    sim_console_clear(pci_run.sim);
    return 0;
}

int pci_launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&pci_run), "");
    run_free(&pci_run);
    return 0;
}

void pci_serve_all(void)
{
    (void)run_serve_all(&pci_run, 1000);
}

/* -- the front end --------------------------------------------------------------------------------
 */

/* Its ports: those of console and store come first. */
static uint32_t ports[PCI_SET + 1];

static void node_write(uint32_t domid, const char *name, const char *value)
{
    char path[STATE_SIZE];

    (void)snprintf(path, sizeof(path), "/local/domain/%u/device/pci/0/%s", domid, name);
    assert_int_equal(
        store_write(pci_run.launcher.resident.store, path, value, (uint32_t)strlen(value)),
        STORE_OK);
}

void pci_front_connect(uint32_t domid)
{
    char number[12];

    assert_true(sim_guest_grant(pci_run.sim, domid, GRANT, PAGE_PFN));
    ports[domid] = sim_guest_offer(pci_run.sim, domid);
    assert_int_not_equal(ports[domid], 0);
    (void)snprintf(number, sizeof(number), "%d", GRANT);
    node_write(domid, "pci-op-ref", number);
    (void)snprintf(number, sizeof(number), "%u", ports[domid]);
    node_write(domid, "event-channel", number);
    node_write(domid, "magic", "7");
    node_write(domid, "state", "3");
    stores_glance(&pci_run.launcher.resident);
    pci_serve_all();
}

void pci_front_ask(uint32_t domid, struct xen_pci_op *op)
{
    struct xen_pci_sharedinfo page = {.flags = XEN_PCIF_active, .op = *op};
    const uint64_t address = (uint64_t)PAGE_PFN * 4096;
    uint32_t signals = sim_guest_port_signal(pci_run.sim, domid, ports[domid]);

    pci_serve_all();
    assert_true(sim_guest_write(pci_run.sim, domid, address, &page, sizeof(page)));
    (void)sim_guest_port_signal(pci_run.sim, domid, ports[domid]);
    pci_serve_all();
    assert_true(sim_guest_read(pci_run.sim, domid, address, &page, sizeof(page)));
    assert_int_equal(page.flags, 0);
    assert_int_equal(sim_guest_port_signal(pci_run.sim, domid, ports[domid]), signals + 1);
    pci_serve_all();
    *op = page.op;
}

int32_t pci_front_read(uint32_t domid, uint32_t devfn, int32_t offset, int32_t size,
                       uint32_t *value)
{
    struct xen_pci_op op = {
        .cmd = XEN_PCI_OP_conf_read, .devfn = devfn, .offset = offset, .size = size};

    pci_front_ask(domid, &op);
    *value = op.value;
    return op.err;
}

int32_t pci_front_write(uint32_t domid, uint32_t devfn, int32_t offset, int32_t size,
                        uint32_t value)
{
    struct xen_pci_op op = {.cmd = XEN_PCI_OP_conf_write,
                            .devfn = devfn,
                            .offset = offset,
                            .size = size,
                            .value = value};

    pci_front_ask(domid, &op);
    return op.err;
}
