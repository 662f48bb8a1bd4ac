/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Floods whoever serves its PCI devices, in one way until a line is typed, then in the next.
 *
 * Facts: Intel 82574 datasheet, 10.2.4 (interrupt registers); xen/include/public/event_channel.h,
 * physdev.h.
 */
#include <stdint.h>
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/io/pciif.h>

#include "tests/guest/console.h"
#include "tests/guest/hypercall.h"
#include "tests/guest/pv/device.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum {
    CAUSE_READ = 0xc0 / 4,
    CAUSE_SET = 0xc8 / 4,
    MASK_SET = 0xd0 / 4,
    LINE = 0x3c,
    NO_EVENT = 0,
    LINE_SIZE = 16,
};

static volatile uint32_t *registers;
static uint32_t interrupt_port, interrupt_count;

/* Has the device's interrupt by a port, which nothing here ever acknowledges to Xen. */
static bool interrupt_bind(uint32_t pirq)
{
    struct evtchn_bind_pirq bind = {.pirq = pirq};
    const uintptr_t request = (uintptr_t)&bind;
    bool good = !hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_pirq, request, 0);

    interrupt_port = good ? bind.port : NO_EVENT;
    interrupt_count = 0;
    if (!good)
        report_number("storm_not_bound", pirq);
    return good;
}

static void interrupt_close(void)
{
    struct evtchn_close close = {.port = interrupt_port};

    hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, (uintptr_t)&close, 0);
}

/* Raises all causes of interrupts, again and again. */
static void interrupt_raise(void)
{
    registers[CAUSE_SET] = UINT32_MAX;
    interrupt_count += xen_forget_event(interrupt_port);
    (void)registers[CAUSE_READ];
}

/* Raises them once and for all: the pin stays up. */
static void interrupt_leave(void)
{
    registers[CAUSE_SET] = UINT32_MAX;
    interrupt_count += xen_forget_event(interrupt_port);
}

static void config_ask(void)
{
    uint32_t value;

    pci_read(0, 4, &value);
    pci_write(LINE, 1, value);
}

static void msi_toggle(void)
{
    uint32_t vector;

    pci_interrupts(XEN_PCI_OP_enable_msi, 0, &vector);
    pci_interrupts(XEN_PCI_OP_disable_msi, 0, &vector);
}

/* Does it without end; with a line of input it ends. Says how often it did, a number that tests
 * compare with 0 only. */
static void storm(const char *key, void (*act)(void))
{
    char line[LINE_SIZE];
    uint32_t count = 0;

    report_text("storm", key);
    for (; !console_has_input(); count++)
        act();
    console_read_line(line, sizeof(line));
    report_number(key, count);
}

static void interrupts_storm(void)
{
    uint32_t pirq;

    registers = pci_registers();
    if (!registers) {
        report_text("storm", "has no device's memory");
        return;
    }
    registers[MASK_SET] = UINT32_MAX;
    if (!pci_interrupts(XEN_PCI_OP_enable_msi, 0, &pirq) && interrupt_bind(pirq)) {
        storm("storm_msi", interrupt_raise);
        report_number("storm_msi_taken", interrupt_count);
        interrupt_close();
    }
    pci_interrupts(XEN_PCI_OP_disable_msi, 0, &pirq);
    if (!pci_read(LINE, 1, &pirq) && interrupt_bind(pirq)) {
        storm("storm_pin", interrupt_leave);
        report_number("storm_pin_taken", interrupt_count);
    }
}

void pci_storm(void)
{
    storm("storm_config", config_ask);
    storm("storm_events", pci_ring);
    storm("storm_toggle", msi_toggle);
    storm("storm_store", store_ring);
    interrupts_storm();
    report_text("storm", "over");
}
