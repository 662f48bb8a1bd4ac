/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asks for what a domain must not have of a PCI device, an e1000e of QEMU's, and says what came of
 * it.
 *
 * Facts: xen/include/public/io/pciif.h; PCI Local Bus Specification 3.0, chapter 6; Intel 82574
 * datasheet, 10.2 (registers).
 */
#include <stdint.h>
#include <xen/xen.h>
#include <xen/io/pciif.h>

#include "tests/guest/lib.h"
#include "tests/guest/pv/device.h"
#include "tests/guest/report.h"

enum {
    COMMAND = 0x04,
    BAR = 0x10,
    COMMAND_ON = 6, /* memory, bus master */
    POWER = 0x01,
    MSI = 0x05,
    EXPRESS = 0x10,
    MSIX = 0x11,
    MARK_REGISTER = 0x38 / 4, /* VLAN Ether type: kept until a reset */
    MARK = 0x1234,
    STATE_REGISTER = 0x08 / 4,
};

/* A write, at an offset of the header or of a capability. */
static const struct write {
    const char *key;
    uint32_t capability;
    uint32_t offset;
    uint32_t size;
    uint32_t value;
} writes[] = {
    {"pci_vendor", 0, 0x00, 4, 0xdeadbeef},
    {"pci_status", 0, 0x06, 2, 0xffff},
    {"pci_class", 0, 0x08, 4, 0xffffffff},
    {"pci_header", 0, 0x0e, 1, 0x01},
    {"pci_bar", 0, 0x10, 4, 0xfee00000},
    {"pci_bar_byte", 0, 0x13, 1, 0x00},
    {"pci_rom", 0, 0x30, 4, 0xfee00001},
    {"pci_list", 0, 0x34, 1, 0x40},
    {"pci_line", 0, 0x3c, 2, 0x0101},
    {"pci_power_next", POWER, 1, 1, 0x00},
    {"pci_msi_control", MSI, 2, 2, 0xffff},
    {"pci_msi_address", MSI, 4, 4, 0xfee00000},
    {"pci_msi_upper", MSI, 8, 4, 0xffffffff},
    {"pci_msi_data", MSI, 12, 2, 0x0041},
    {"pci_msix_control", MSIX, 2, 2, 0xffff},
    {"pci_msix_table", MSIX, 4, 4, 0x00000000},
    {"pci_express_reset", EXPRESS, 8, 2, 0xffff},
    {"pci_past_header", 0, 0x40, 4, 0xffffffff},
    {"pci_last", 0, 0xfc, 4, 0xffffffff},
    {"pci_sizing", 0, 0x10, 4, 0xffffffff},
    {"pci_command", 0, 0x04, 2, 0xffff},
};

static void write_report(const char *key, uint32_t answer, uint32_t before, uint32_t after)
{
    char line[3 * NUMBER_SIZE];
    size_t used;

    number_decimal(line, answer);
    used = text_length(line);
    line[used++] = ' ';
    number_hex(line + used, before, 1);
    used += text_length(line + used);
    line[used++] = ' ';
    number_hex(line + used, after, 1);
    report_text(key, line);
}

static void writes_try(void)
{
    for (unsigned int i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
        const struct write *write = &writes[i];
        uint32_t base = write->capability ? pci_capability(write->capability) : 0;
        uint32_t at = base + write->offset, before = 0, after = 0, answer;

        if (write->capability && base == 0) {
            report_error("a capability is missing", write->capability);
            continue;
        }
        pci_read(at, write->size, &before);
        answer = pci_write(at, write->size, write->value);
        pci_read(at, write->size, &after);
        write_report(write->key, answer, before, after);
    }
}

/* A request that names something that is not there. */
static const struct request {
    const char *key;
    struct xen_pci_op op;
} requests[] = {
    {"pci_no_slot", {.devfn = 0x08}},
    {"pci_no_function", {.devfn = 0x01}},
    {"pci_no_devfn", {.devfn = UINT32_MAX - 7}},
    {"pci_no_bus", {.bus = 1}},
    {"pci_no_host_bus", {.bus = UINT32_MAX}},
    {"pci_no_segment", {.domain = 1}},
    {"pci_size_0", {.size = 0}},
    {"pci_size_3", {.size = 3}},
    {"pci_size_8", {.size = 8}},
    {"pci_size_negative", {.size = -4}},
    {"pci_unaligned", {.size = 2, .offset = 0x11}},
    {"pci_over_the_end", {.size = 4, .offset = 0xfe}},
    {"pci_behind_the_end", {.size = 4, .offset = 0x100}},
    {"pci_behind_4_kib", {.size = 4, .offset = 0x1000}},
    {"pci_before_the_start", {.size = 4, .offset = -4}},
    {"pci_far", {.size = 1, .offset = INT32_MAX}},
    {"pci_written_behind", {.cmd = XEN_PCI_OP_conf_write, .size = 4, .offset = 0x100}},
    {"pci_aer", {.cmd = XEN_PCI_OP_aer_slotreset}},
    {"pci_multi_msi", {.cmd = XEN_PCI_OP_enable_multi_msi, .value = 2}},
    {"pci_no_command", {.cmd = UINT32_MAX}},
};

static void requests_try(void)
{
    for (unsigned int i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        static struct xen_pci_op op;

        op = requests[i].op;
        report_number(requests[i].key, pci_ask(&op) ? (uint32_t)-op.err : UINT32_MAX);
    }
}

/* In this order: each says what it does to those before. */
static const struct interrupt {
    const char *key;
    uint32_t command;
    uint32_t count;
} interrupts[] = {
    {"pci_msi_not_on", XEN_PCI_OP_disable_msi, 0},
    {"pci_msix_not_on", XEN_PCI_OP_disable_msix, 0},
    {"pci_msix_none", XEN_PCI_OP_enable_msix, 0},
    {"pci_msix_million", XEN_PCI_OP_enable_msix, 1000000},
    {"pci_msix_negative", XEN_PCI_OP_enable_msix, UINT32_MAX},
    {"pci_msix_beyond", XEN_PCI_OP_enable_msix, 32},
    {"pci_msi_on", XEN_PCI_OP_enable_msi, 0},
    {"pci_msi_twice", XEN_PCI_OP_enable_msi, 0},
    {"pci_msix_beside", XEN_PCI_OP_enable_msix, 1},
    {"pci_msi_off", XEN_PCI_OP_disable_msi, 0},
    {"pci_msi_off_twice", XEN_PCI_OP_disable_msi, 0},
    {"pci_msix_on", XEN_PCI_OP_enable_msix, 3},
    {"pci_msix_twice", XEN_PCI_OP_enable_msix, 3},
    {"pci_msix_off", XEN_PCI_OP_disable_msix, 0},
};

static void interrupts_try(void)
{
    uint32_t vector;

    for (unsigned int i = 0; i < sizeof(interrupts) / sizeof(interrupts[0]); i++)
        report_number(interrupts[i].key,
                      pci_interrupts(interrupts[i].command, interrupts[i].count, &vector));
    /* Xen reads the table in the device's memory. */
    pci_write(COMMAND, 2, 0);
    report_number("pci_msix_dark", pci_interrupts(XEN_PCI_OP_enable_msix, 3, &vector));
    pci_write(COMMAND, 2, COMMAND_ON);
    report_number("pci_msix_again", pci_interrupts(XEN_PCI_OP_enable_msix, 3, &vector));
    pci_write(COMMAND, 2, 0);
    report_number("pci_msix_off_dark", pci_interrupts(XEN_PCI_OP_disable_msix, 0, &vector));
    pci_write(COMMAND, 2, COMMAND_ON);
}

void pci_try(void)
{
    volatile uint32_t *registers;
    uint32_t state, bar;

    if (!pci_connect())
        return;
    pci_write(COMMAND, 2, COMMAND_ON);
    registers = pci_registers();
    if (!registers) {
        report_error("the device's memory cannot be mapped", 0);
        return;
    }
    registers[MARK_REGISTER] = MARK;
    state = registers[STATE_REGISTER];
    pci_read(BAR, 4, &bar);
    writes_try();
    pci_write(BAR, 4, bar);
    requests_try();
    interrupts_try();
    /* It is where it was, and was not reset. */
    report_hex("pci_mark", registers[MARK_REGISTER], 1);
    report_text("pci_moved", registers[STATE_REGISTER] == state ? "no" : "yes");
}
